import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Election, LEASES, type Lease } from './lease.ts';
import { ResourceClient } from './rest.ts';
import { FakeClock, hurried, keptLog, serve, status, transportTo, type Answer, type Received, type Server } from './testkit.ts';

let clock: FakeClock;
let server: Server;
let lease: Lease | undefined;
let version: number;
/** The apiserver answers nothing but 503. */
let down: boolean;
const participants: Participant[] = [];

interface Participant {
  readonly election: Election;
  readonly changes: boolean[];
  readonly stop: () => Promise<void>;
}

beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1));
  [lease, version, down] = [undefined, 0, false];
  server = await serve(apiserver);
});
afterEach(async () => {
  await Promise.all([...participants].map(({ stop }) => stop()));
  await server[Symbol.asyncDispose]();
});

function apiserver({ method, body }: Received): Answer {
  if (down) return status(503, 'ServiceUnavailable');
  const sent = body as Lease | undefined;
  if (method === 'POST') return lease === undefined ? write(sent) : status(409, 'AlreadyExists');
  if (lease === undefined) return status(404, 'NotFound');
  if (method === 'GET') return { body: lease };
  if (sent?.metadata.resourceVersion !== lease.metadata.resourceVersion) return status(409, 'Conflict');
  return write(sent);
}
function write(sent: Lease | undefined): Answer {
  version += 1;
  const metadata = { name: 'l', namespace: 'ns', uid: 'u', resourceVersion: String(version) };
  lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: { ...lease?.spec, ...sent?.spec } };
  return { body: lease };
}

function remove(): void {
  lease = undefined;
}

/** A timer that fires early, by the fraction of a millisecond that Node's timers do not know. */
const early = (of: FakeClock): FakeClock =>
  Object.assign(Object.create(of) as FakeClock, {
    timer: (ms: number, fire: () => void) => of.timer(Math.max(1, Math.ceil(ms) - 1), fire),
  });

function join(identity: string, monotonic = clock): Participant {
  const abort = new AbortController();
  const changes: boolean[] = [];
  const client = new ResourceClient<Lease>(transportTo(server.url, { clock: hurried(1) }), LEASES);
  const options = { client, namespace: 'ns', name: 'l', identity, clock, monotonic, log: keptLog() };
  const election = new Election({ ...options, onChange: (leads) => void changes.push(leads) });
  const ended = election.run(abort.signal);
  const stop = async (): Promise<void> => {
    participants.splice(participants.indexOf(participant), 1);
    abort.abort();
    await ended;
  };
  const participant: Participant = { election, changes, stop };
  participants.push(participant);
  return participant;
}

/** Until every participant has made its attempt and waits for the next: one timer each, and one more for a leader's deadline. */
async function settle(): Promise<void> {
  const leaders = (): number => participants.filter(({ election }) => election.isLeader).length;
  await vi.waitUntil(() => clock.timers === participants.length + leaders(), { interval: 1, timeout: 10_000 });
}
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    clock.advance(1_000);
    await settle();
  }
}

test('the first to come leads, and goes on leading', async () => {
  const a = join('a');
  await settle();
  expect([a.election.isLeader, lease?.spec]).toMatchObject([
    true,
    { holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 },
  ]);
  await pass(60_000);
  expect([a.election.isLeader, a.changes]).toEqual([true, [true]]);
});

test('of several that come at once one leads', async () => {
  for (const identity of ['a', 'b', 'c']) join(identity);
  await settle();
  await pass(20_000);
  expect(participants.filter(({ election }) => election.isLeader)).toHaveLength(1);
});

describe('fail-over', () => {
  test('takes the lease’s duration when the leader vanishes, and not less', async () => {
    write({ spec: { holderIdentity: 'vanished', leaseDurationSeconds: 15, leaseTransitions: 4 } } as Lease);
    const b = join('b');
    await settle();
    await pass(13_000);
    expect(b.election.isLeader).toBe(false);
    await pass(5_000);
    expect([b.election.isLeader, lease?.spec]).toMatchObject([true, { holderIdentity: 'b', leaseTransitions: 5 }]);
  });

  test('is not fooled by the times in the record: clocks differ', async () => {
    write({ spec: { holderIdentity: 'other', leaseDurationSeconds: 15, renewTime: '1970-01-01T00:00:00.000000Z' } } as Lease);
    const b = join('b');
    await settle();
    for (let n = 0; n < 6; n++) {
      write({ spec: { renewTime: '1970-01-01T00:00:00.000000Z' } } as Lease);
      await pass(8_000);
    }
    expect(b.election.isLeader).toBe(false);
  });

  test('is immediate when the leader leaves in order', async () => {
    const a = join('a');
    await settle();
    const b = join('b');
    await settle();
    await a.stop();
    expect([a.election.isLeader, lease?.spec?.holderIdentity]).toEqual([false, '']);
    await pass(2_000);
    expect(b.election.isLeader).toBe(true);
  });
});

describe('a leader steps down', () => {
  test('by itself when it cannot renew, before anybody else may lead', async () => {
    const a = join('a');
    await settle();
    down = true;
    await pass(9_000);
    expect(a.election.isLeader).toBe(true);
    await pass(3_000);
    expect([a.election.isLeader, a.changes]).toEqual([false, [true, false]]);
    down = false;
    await pass(2_000);
    expect(a.changes).toEqual([true, false, true]);
  });

  test('also when its timer fires a moment early', async () => {
    const a = join('a', early(clock));
    await settle();
    down = true;
    await pass(12_000);
    expect(a.changes).toEqual([true, false]);
  });

  test('in the first instant after a pause', async () => {
    const a = join('a');
    await settle();
    clock.freeze(11_000);
    expect(a.election.isLeader).toBe(false);
  });

  test('at once when somebody else has taken the lease', async () => {
    const a = join('a');
    await settle();
    write({ spec: { holderIdentity: 'usurper', leaseDurationSeconds: 15 } } as Lease);
    await pass(2_000);
    expect([a.election.isLeader, lease?.spec?.holderIdentity]).toEqual([false, 'usurper']);
  });

  test('not when somebody merely touched the record', async () => {
    const a = join('a');
    await settle();
    write({} as Lease);
    await pass(2_000);
    expect(a.changes).toEqual([true]);
  });

  test('not when somebody deleted the record: it is made again', async () => {
    const a = join('a');
    await settle();
    remove();
    await pass(2_000);
    expect([a.changes, lease]).toMatchObject([[true], { spec: { holderIdentity: 'a' } }]);
  });
});

test('an apiserver that is down when the leader leaves does not keep it', async () => {
  const a = join('a');
  await settle();
  down = true;
  await a.stop();
  expect(a.changes).toEqual([true, false]);
});
