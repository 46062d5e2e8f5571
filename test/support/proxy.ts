/**
 * The way out of a closed network: a proxy that takes CONNECT, and behind it AWS's names with a certificate that a company signed itself.
 * Whatever is asked of them goes to one address, where the simulator is.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** File of the authority that signs for AWS's names. */
  readonly authority: string;
  /** Host and port of every tunnel that was asked for. */
  readonly tunnels: readonly string[];
}

const run = promisify(execFile);

export async function startProxy({ upstream, folder }: { upstream: string; folder: string }): Promise<Proxy> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = 'subjectAltName=DNS:*.us-east-1.amazonaws.com,DNS:*.sagemaker.us-east-1.amazonaws.com';
  const self = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=a company', '-addext', names];
  await run('openssl', ['req', ...self, '-keyout', key, '-out', cert]);
  const aws = createTlsServer({ key: await readFile(key), cert: await readFile(cert) }, (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const onward = request(new URL(url ?? '/', upstream), { ...(method ? { method } : {}), headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  const port = await listen(aws);
  const tunnels: string[] = [];
  const sockets = new Set<Socket>();
  const proxy = createServer((_incoming, outgoing) => outgoing.writeHead(405).end());
  proxy.on('connect', ({ url }, client: Socket) => {
    tunnels.push(url ?? '');
    const far = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    for (const socket of [client, far]) sockets.add(socket.once('error', () => socket.destroy()));
    client.pipe(far).pipe(client);
  });
  return {
    url: `http://127.0.0.1:${await listen(proxy)}`,
    authority: cert,
    tunnels,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      for (const server of [proxy, aws]) await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
