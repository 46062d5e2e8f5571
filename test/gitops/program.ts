/** The Go program that judges as GitOps tools do, built from go/ once for a machine; and how to ask it. */
import { execFile, spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildPrograms, type GoPrograms, moduleVersion, type Progress } from '../../tools/go/build.ts';
import { find } from '../../tools/go/find.ts';

const KSTATUS = 'sigs.k8s.io/cli-utils';
const ARGO_CD = 'github.com/argoproj/argo-cd/v3';
/** The first release line whose built-in rules cover our groups. It needs a newer Go than the program; its script does not. */
const RELEASED = { version: 'v3.6.1', sum: 'h1:OmhqeKiR3C//awbFrhQqFdtRI+Qiv17j8vqm3UkMj/g=' } as const;

const JUDGE: GoPrograms = {
  name: 'gitops-judge',
  title: 'the judge of GitOps tools, with kstatus',
  module: fileURLToPath(new URL('./go/', import.meta.url)),
  packages: '.',
  versionOf: KSTATUS,
  programs: ['gitops-judge'],
  says: (goMod) =>
    [KSTATUS, ARGO_CD].map((module) => ({
      command: ['gitops-judge', 'version'] as const,
      text: `${module} ${moduleVersion(goMod, module)}`,
    })),
};

export const go = find('go', (process.env['PATH'] ?? '').split(delimiter).filter(Boolean));
export const say: Progress = (line) => void process.stderr.write(`gitops: ${line}\n`);

export interface Verdict {
  readonly status: string;
  readonly message: string;
}
export interface Assessment {
  readonly kstatus: Verdict;
  readonly flux: Verdict;
  /** By name of the rules; null: Argo CD has no health for it, and takes it for well. */
  readonly argo: Readonly<Record<string, Verdict | null>>;
}

export class Judge {
  readonly #program: string;

  private constructor(program: string) {
    this.#program = program;
  }

  /** Only where `go` is there. */
  static async build(): Promise<Judge> {
    if (go === undefined)
      throw new Error('the judge is built from Go modules, and go is not on the PATH: install Go 1.26 or later');
    return new Judge(join(await buildPrograms(JUDGE, { go, progress: say }), 'gitops-judge'));
  }

  /** How each object stands; `rules` are files of Argo CD's customizations, by a name of the test's. */
  async assess(objects: readonly object[], rules: Readonly<Record<string, string>> = {}): Promise<readonly Assessment[]> {
    const named = Object.entries(rules).map(([name, file]) => `${name}=${file}`);
    return (await this.#ask(['health', ...named], objects)) as readonly Assessment[];
  }

  /** What is wrong with each manifest in the eyes of the tool that it is for; empty where nothing is. */
  async decode(manifests: readonly object[]): Promise<readonly string[]> {
    return ((await this.#ask(['decode'], manifests)) as readonly { error: string }[]).map(({ error }) => error);
  }

  async #ask(args: readonly string[], lines: readonly object[]): Promise<readonly unknown[]> {
    const child = spawn(this.#program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
    const closed = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    child.stdin.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    if ((await closed) !== 0) throw new Error(`gitops-judge ${args.join(' ')} failed; its reason is above`);
    return out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  }
}

/** The module of that Argo CD from the Go module proxy, as a zip file; or why it can't be had. */
export async function releasedArgo(): Promise<{ readonly file: string } | { readonly lacking: string }> {
  if (go === undefined) return { lacking: 'go is not on the PATH' };
  const asked = ['mod', 'download', '-json', `${ARGO_CD}@${RELEASED.version}`];
  // It also fails for a Go that is too old to build what it has fetched.
  const out = await promisify(execFile)(go, asked, { cwd: fileURLToPath(new URL('./go/', import.meta.url)) }).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { readonly stdout?: string }).stdout ?? '',
  );
  const { Zip: file, Sum: sum, Error: reason } = JSON.parse(out || '{}') as { Zip?: string; Sum?: string; Error?: string };
  if (file === undefined) return { lacking: reason ?? `the Go module proxy does not give ${ARGO_CD} ${RELEASED.version}` };
  if (sum !== RELEASED.sum)
    throw new Error(`${ARGO_CD} ${RELEASED.version} is ${sum}, not ${RELEASED.sum}: somebody has changed it`);
  return { file };
}
