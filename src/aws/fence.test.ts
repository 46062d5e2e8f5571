import { createServer as createHttp, request as http, type Server } from 'node:http';
import { createServer as createHttps, request as https } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fencedPool, type Pool } from './fence.ts';

/** TLS by a shared key: no certificate is needed for it. */
const PSK = Buffer.from('0123456789abcdef0123456789abcdef', 'hex');
const tls = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
const client = { ...tls, pskCallback: () => ({ psk: PSK, identity: 'test' }), checkServerIdentity: () => undefined };

describe.each(['http', 'https'] as const)('a pool for %s', (scheme) => {
  let server: Server;
  let pool: Pool;
  let leads: () => boolean;
  let received: number;
  beforeEach(async () => {
    received = 0;
    leads = () => true;
    pool = fencedPool({ keepAlive: true, maxSockets: 2 }, () => leads());
    const answer = (_request: unknown, response: { end: (body: string) => void }): void => {
      received += 1;
      response.end('fine');
    };
    server = scheme === 'http' ? createHttp(answer) : createHttps({ ...tls, pskCallback: () => PSK }, answer);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    pool.httpAgent.destroy();
    pool.httpsAgent.destroy();
    server.closeAllConnections();
    server.close();
  });

  function call(port = (server.address() as AddressInfo).port): Promise<number | undefined> {
    const at = { host: '127.0.0.1', port, method: 'POST' };
    return new Promise((resolve, reject) => {
      const sent =
        scheme === 'http' ? http({ ...at, agent: pool.httpAgent }) : https({ ...at, ...client, agent: pool.httpsAgent });
      sent.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode)));
      sent.on('error', reject);
      sent.end('body');
    });
  }

  test('serves calls, more than it has connections for, and uses these again', async () => {
    expect(await Promise.all([call(), call(), call(), call()])).toEqual([200, 200, 200, 200]);
    expect(await call()).toBe(200);
    expect(received).toBe(5);
  });

  test('writes nothing to a connection that stands when the gate is shut', async () => {
    leads = () => false;
    await expect(call()).rejects.toMatchObject({ code: 'NotLeading' });
    expect(received).toBe(0);
  });

  test('tells of a connection that cannot be made', async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(call(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
