/** The Python that this machine has, or what it lacks for a virtual environment. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Python {
  readonly command: string;
  /** Version and machine: an environment made by one serves no other. */
  readonly identity: string;
}
export interface Lacking {
  readonly lacking: string;
}

/** What the pinned packages need. */
const OLDEST = '3.10';
const COMMAND = 'python3';
/** A module says more than a pip on the PATH: Debian ships python3 without it, and pip need not be this python's. */
const QUESTION = `
import platform, sys
if sys.version_info < (${OLDEST.replace('.', ', ')}): sys.exit(f"python3 is {platform.python_version()}, older than ${OLDEST}")
try: import ensurepip, venv
except ImportError as error: sys.exit(f"python3 can't make virtual environments ({error}): install python3-venv or the like")
print(sys.version, sys.platform, platform.machine())
`;

export async function findPython(): Promise<Python | Lacking> {
  try {
    const { stdout } = await promisify(execFile)(COMMAND, ['-c', QUESTION], { timeout: 30_000 });
    return { command: COMMAND, identity: stdout.trim() };
  } catch (error) {
    return { lacking: whyNot(error as Error & { readonly code?: unknown; readonly stderr?: string }) };
  }
}

function whyNot({ code, stderr, message }: Error & { readonly code?: unknown; readonly stderr?: string }): string {
  if (code === 'ENOENT') return 'python3 is not on the PATH';
  return stderr?.trim().split('\n').at(-1) || message;
}
