/**
 * The API server, with someone in front of it who always writes first: before a patch of a resource goes through, the object gets another
 * annotation, until the operator has read one anew. So each kind loses a race; not every patch is one (a first status is written whatever
 * the annotations are), and which comes first depends on how fast the machine is.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';

interface Kubeconfig {
  readonly clusters: readonly [{ readonly name: string; readonly cluster: Readonly<Record<string, string>> }];
  readonly users: readonly [{ readonly name: string; readonly user: { readonly token: string } }];
}

export interface Meddler extends AsyncDisposable {
  /** Resources of which a patch came too late, as `group/plural`. */
  readonly meddledWith: ReadonlySet<string>;
  /** A kubeconfig that leads through here, for the holder of this token. */
  kubeconfig(token: string): string;
}

const OBJECT =
  /^\/apis\/(?<group>[^/]+\.services\.k8s\.aws|services\.k8s\.aws)\/[^/]+\/namespaces\/[^/]+\/(?<plural>[^/]+)\/[^/?]+/;

export async function startMeddler(adminKubeconfig: string): Promise<Meddler> {
  const admin = parse(await readFile(adminKubeconfig, 'utf8')) as Kubeconfig;
  const [{ name, cluster }] = admin.clusters;
  const { server = '', 'certificate-authority-data': authority = '' } = cluster;
  const ca = Buffer.from(authority, 'base64');
  const meddledWith = new Set<string>();
  const readAnew = new Set<string>();
  let touches = 0;

  const touch = async (path: string): Promise<void> => {
    const headers = { authorization: `Bearer ${admin.users[0].user.token}`, 'content-type': 'application/merge-patch+json' };
    const body = JSON.stringify({ metadata: { annotations: { touched: String((touches += 1)) } } });
    const onward = request(new URL(path, server), { method: 'PATCH', headers, ca });
    onward.end(body);
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      onward.once('response', resolve).once('error', reject),
    );
    answer.resume();
    if (answer.statusCode !== 200) throw new Error(`the object of ${path} could not be touched: ${answer.statusCode}`);
  };

  const front = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const onward = (): void => {
      const call = request(
        new URL(url, server),
        { method, headers: { ...headers, host: new URL(server).host }, ca },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          outgoing.flushHeaders();
          answer.pipe(outgoing);
        },
      );
      call.on('error', () => outgoing.destroy());
      outgoing.on('close', () => call.destroy());
      incoming.pipe(call);
    };
    const { group = '', plural = '' } = OBJECT.exec(url)?.groups ?? {};
    const resource = `${group}/${plural}`;
    if (method === 'GET' && plural !== '') readAnew.add(resource);
    if (method !== 'PATCH' || plural === '' || readAnew.has(resource)) return onward();
    meddledWith.add(resource);
    void touch(OBJECT.exec(url)?.[0] ?? '').then(onward, () => outgoing.destroy());
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const through = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  return {
    meddledWith,
    kubeconfig: (token) =>
      stringify({
        ...admin,
        clusters: [{ name, cluster: { server: through } }],
        users: [{ ...admin.users[0], user: { token } }],
      }),
    [Symbol.asyncDispose]: async () => {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
    },
  };
}
