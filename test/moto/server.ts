/** moto as a server of its own, with a record of what it was asked. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ComponentFailed } from '../../tools/control-plane/component.ts';
import { freePort } from '../../tools/control-plane/ports.ts';
import { Site } from '../../tools/control-plane/site.ts';
import type { Fields } from '../../src/kinds/types.ts';

const CHECKER = fileURLToPath(new URL('./check_wire.py', import.meta.url));
const ATTEMPTS = 3;

export interface Call {
  readonly operation: string;
  readonly input: Fields;
}

export interface Moto extends AsyncDisposable {
  readonly url: string;
  /** What SageMaker was asked so far, as it came over the wire. */
  calls(operation?: string): Promise<readonly Call[]>;
  /** Where the calls so far are not what Amazon's own description of the API allows: botocore's, one line each. */
  objections(): Promise<string>;
}

/** It does not outlive this process, however that ends. Again with another port if one was snatched. */
export async function startMoto(python: string): Promise<Moto> {
  for (let attempt = 1; ; attempt += 1) {
    const site = await Site.open(undefined);
    try {
      return await startOn(site, python);
    } catch (error) {
      await site.dispose();
      const isPortTaken = error instanceof ComponentFailed && /address already in use/i.test(error.log);
      if (attempt === ATTEMPTS || !isPortTaken) throw error;
    }
  }
}

async function startOn(site: Site, python: string): Promise<Moto> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const recording = site.file('recording');
  const environment = ['MOTO_ENABLE_RECORDING=1', `MOTO_RECORDER_FILEPATH=${recording}`];
  await site.start({
    name: 'moto',
    // A component is given no environment; this way it has what it needs.
    command: 'env',
    args: [...environment, python, '-m', 'moto.server', '--host', '127.0.0.1', '--port', String(port)],
    ready: () => answers(`${url}/moto-api/`),
    readyWithinMs: 60_000,
  });
  return {
    url,
    calls: async (operation) => callsIn(await readFile(recording, 'utf8'), operation),
    objections: async () => (await promisify(execFile)(python, [CHECKER, recording])).stdout,
    [Symbol.asyncDispose]: () => site.dispose(),
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}

interface Recorded {
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly body: string;
}

function callsIn(recording: string, operation?: string): readonly Call[] {
  const recorded = recording.split('\n').filter(Boolean);
  const calls = recorded.flatMap((line) => callOf(JSON.parse(line) as Recorded));
  return operation === undefined ? calls : calls.filter((call) => call.operation === operation);
}

/** Nothing for what is not SageMaker's: who the caller is, is asked of STS. */
function callOf({ headers, body }: Recorded): readonly Call[] {
  const [service, operation] = (headers['X-Amz-Target'] ?? '').split('.');
  if (service !== 'SageMaker' || operation === undefined) return [];
  return [{ operation, input: JSON.parse(Buffer.from(body, 'base64').toString('utf8')) as Fields }];
}
