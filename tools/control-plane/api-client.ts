import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { promisify } from 'node:util';

const TIMEOUT_MS = 3_000;

/**
 * Just enough of a client to ask an API server how it is. One connection a call and no pool, so that nothing of it
 * outlives the control plane. The certificate authority is read at each call: at the first start it does not exist yet.
 */
export class ApiClient {
  readonly #server: string;
  readonly #caFile: string;
  readonly #token: string;

  constructor(server: string, caFile: string, token: string) {
    this.#server = server;
    this.#caFile = caFile;
    this.#token = token;
  }

  /** Does a GET of `path` answer 200? No, too, while nothing listens or the certificate is half written. */
  async answers(path: string): Promise<boolean> {
    try {
      return (await this.#status(path, await readFile(this.#caFile))) === 200;
    } catch {
      return false;
    }
  }

  #status(path: string, ca: Buffer): Promise<number | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    const options = {
      ca,
      agent: false,
      headers: { authorization: `Bearer ${this.#token}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    };
    request(new URL(path, this.#server), options, (response) => {
      response.resume();
      response.once('close', () => resolve(response.statusCode));
    })
      .once('error', reject)
      .end();
    return promise;
  }
}

/** Asks with kubectl, which proves in passing that kubectl and the kubeconfig work. */
export async function serverVersion(kubectl: string, kubeconfig: string): Promise<string> {
  const args = ['--kubeconfig', kubeconfig, 'get', '--raw', '/version'];
  const { stdout } = await promisify(execFile)(kubectl, args, { timeout: 30_000 });
  const { gitVersion } = JSON.parse(stdout) as { gitVersion: string };
  return gitVersion;
}
