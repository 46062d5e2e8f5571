import { beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../engine/fault.ts';
import { keyOf, type Key, type Target } from '../engine/ports.ts';
import type { Fields, KindStatus } from '../kinds/types.ts';
import type { Request } from './caller.ts';
import { createCodec } from './codec.ts';
import { createShapes } from './descriptor.ts';
import { createOperations } from './operations.ts';
import { kindOf, object, scope, withArn } from './remote.testkit.ts';
import { createSchemas } from './schema.ts';
import { createSweeper, type Sweeper } from './sweeper.ts';
import { TestClock } from './testkit.ts';
import type { Mirror } from './watched.ts';

const schemas = createSchemas();
const shapes = createShapes({ schemas, codec: createCodec(schemas), operations: createOperations() });
const mirror: Mirror = (kind, remote) => shapes.mirror(kind, remote);
const arnOf = (name: string): string => `arn:aws:sagemaker:us-east-1:123456789012:training-job/${name}`;
const BORN = '2026-01-01T00:00:00Z';

/** Jobs in AWS, newest last, and the List that shows them a page at a time. */
let jobs: Fields[];
let calls: Request[];
let fail: Fault | undefined;
let moved: Key[];
let clock: TestClock;
let sweeper: Sweeper;

const summary = (name: string, status = 'InProgress', more: Fields = {}): Fields => ({
  TrainingJobName: name,
  TrainingJobArn: arnOf(name),
  TrainingJobStatus: status,
  CreationTime: BORN,
  ...more,
});

function list(request: Request): Promise<Fields> {
  calls.push(request);
  if (fail) return Promise.reject(fail);
  const newestFirst = jobs.toReversed();
  const from = Number(request.input['NextToken'] ?? 0);
  const size = Number(request.input['MaxResults']);
  const more = from + size < newestFirst.length;
  return Promise.resolve({
    TrainingJobSummaries: newestFirst.slice(from, from + size),
    ...(more ? { NextToken: String(from + size) } : {}),
  });
}

beforeEach(() => {
  jobs = [];
  calls = [];
  fail = undefined;
  moved = [];
  clock = new TestClock();
  sweeper = createSweeper({ clock, call: list, mirror, onMove: (key) => moved.push(key), intervalMs: 5000 });
});

const inProgress: Partial<KindStatus> = { trainingJobStatus: 'InProgress', creationTime: BORN, observedGeneration: 1 };
function target(name: string, status: Partial<KindStatus> = inProgress, kind = 'TrainingJob'): Target {
  const of = object(kind, { metadata: { name, uid: name }, status: withArn(arnOf(name), status) });
  return { kind: kindOf(kind), object: of, scope, name, id: name, desired: {}, tags: {} };
}
const key = (name: string): Key => keyOf(target(name).object);
const sweep = (): Promise<void> => clock.advance(5500);

describe('a sweep', () => {
  it('is one List for all, in place of a Describe for each', async () => {
    for (let index = 0; index < 100; index += 1) {
      jobs.push(summary(`j${index}`));
      sweeper.track(target(`j${index}`));
    }
    await sweep();
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      operation: 'ListTrainingJobs',
      does: 'list',
      input: { SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: 100 },
    });
  });

  it('costs nothing when nobody is watched for', async () => {
    jobs.push(summary('a'));
    sweeper.track(target('a'));
    await sweep();
    sweeper.untrack(key('a'));
    await clock.advance(60_000);
    expect(calls).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('tells who has moved, once, and nobody else', async () => {
    jobs.push(summary('a'), summary('b'));
    sweeper.track(target('a'));
    sweeper.track(target('b'));
    await sweep();
    expect(moved).toEqual([]);
    jobs[0] = summary('a', 'Completed');
    await sweep();
    await sweep();
    expect(moved).toEqual([key('a')]);
  });

  it('tells again, ever more rarely, who has moved and whose status does not follow: Describe may lag behind List', async () => {
    jobs.push(summary('a', 'Completed'));
    sweeper.track(target('a'));
    const told: number[] = [];
    for (let nth = 0; nth < 9; nth += 1) {
      await sweep();
      told.push(moved.length);
    }
    expect(told).toEqual([1, 1, 2, 2, 3, 3, 3, 3, 4]);
  });

  it('tells nothing of an object whose status is still to be written, until it has moved beyond that', async () => {
    const born = target('a', { trainingJobStatus: 'InProgress', observedGeneration: 1 });
    jobs.push(summary('a'));
    sweeper.track(born, true);
    await sweep();
    expect(moved).toEqual([]);
    sweeper.track(born);
    await sweep();
    expect(moved).toEqual([key('a')]);
    sweeper.track(born, true);
    jobs[0] = summary('a', 'Completed');
    await sweep();
    expect(moved).toEqual([key('a'), key('a')]);
  });

  it('goes back no further than the oldest object, by AWS’s clock', async () => {
    jobs.push(summary('a'));
    sweeper.track(target('a'));
    await sweep();
    expect(calls[0]?.input).toMatchObject({ CreationTimeAfter: '2025-12-31T23:59:00.000Z' });
  });

  it('does not guess a time for an object that AWS has not dated yet', async () => {
    jobs.push(summary('a'));
    sweeper.track(target('a', { trainingJobStatus: 'InProgress', observedGeneration: 1 }));
    await sweep();
    expect(calls[0]?.input).not.toHaveProperty('CreationTimeAfter');
  });

  it('reads on through pages of others and stops when all are found', async () => {
    jobs.push(summary('a'));
    for (let index = 0; index < 150; index += 1) jobs.push(summary(`other${index}`));
    for (let index = 0; index < 400; index += 1) jobs.unshift(summary(`old${index}`));
    sweeper.track(target('a'));
    await sweep();
    expect(calls).toHaveLength(2);
  });

  it('ends within its budget of pages however long the list is', async () => {
    for (let index = 0; index < 5000; index += 1) jobs.push(summary(`other${index}`));
    sweeper.track(target('a'));
    await sweep();
    expect(calls).toHaveLength(3);
  });

  it('ends when AWS repeats its page token', async () => {
    sweeper = createSweeper({
      clock,
      call: (request) => {
        calls.push(request);
        return Promise.resolve({ TrainingJobSummaries: [], NextToken: 'again' });
      },
      mirror,
      onMove: (moving) => moved.push(moving),
      intervalMs: 5000,
    });
    for (let index = 0; index < 1000; index += 1) sweeper.track(target(`j${index}`));
    await sweep();
    expect(calls).toHaveLength(2);
  });

  it('tells of an object that it does not see, less and less often', async () => {
    sweeper.track(target('a'));
    const told: number[] = [];
    for (let sweeps = 1; sweeps <= 9; sweeps += 1) {
      await sweep();
      told.push(moved.length);
    }
    expect(told).toEqual([0, 1, 1, 2, 2, 2, 2, 3, 3]);
  });
});

describe('a hint', () => {
  it('answers for a busy object without a call', async () => {
    jobs.push(summary('a', 'InProgress', { SecondaryStatus: 'Training' }));
    sweeper.track(target('a'));
    await sweep();
    expect(sweeper.hint(target('a'))).toMatchObject({
      state: 'present',
      partial: true,
      phase: 'busy',
      owned: true,
      drift: [],
      remote: { SecondaryStatus: 'Training', TrainingJobArn: arnOf('a') },
    });
  });

  const changes: readonly (readonly [when: string, change: () => Promise<void>])[] = [
    [
      'when the busy time is over: the end has details',
      async () => {
        jobs[0] = summary('a', 'Completed');
        await sweep();
      },
    ],
    [
      'when the last sweep did not show it',
      async () => {
        jobs = [];
        await sweep();
      },
    ],
    [
      'when another resource has its name',
      async () => {
        jobs[0] = summary('a', 'InProgress', { TrainingJobArn: arnOf('z') });
        await sweep();
      },
    ],
    ['when the object was changed since', async () => sweeper.touched(key('a'))],
    [
      'when the sweep is old',
      async () => {
        fail = new Fault('transient', 'X', '');
        await clock.advance(16_000);
      },
    ],
  ];
  it.each(changes)('is not given %s', async (_, change) => {
    jobs.push(summary('a'));
    sweeper.track(target('a'));
    expect(sweeper.hint(target('a'))).toBeUndefined();
    await sweep();
    expect(sweeper.hint(target('a'))).toBeDefined();
    await clock.advance(1);
    await change();
    expect(sweeper.hint(target('a'))).toBeUndefined();
  });

  it('is not given to an object whose spec has changed: only Describe shows what differs', async () => {
    jobs.push(summary('a'));
    sweeper.track(target('a'));
    await sweep();
    expect(sweeper.hint(target('a', { ...inProgress, observedGeneration: 0 }))).toBeUndefined();
  });

  it.each<[string, Partial<KindStatus>, boolean]>([
    ['that says no more than Create did not tell', { endpointStatus: 'Creating' }, true],
    ['that says what status does', { endpointStatus: 'Creating', creationTime: BORN, lastModifiedTime: BORN }, true],
    ['of a move', { endpointStatus: 'Updating', creationTime: BORN, lastModifiedTime: BORN }, false],
    [
      'of a change within a status',
      { endpointStatus: 'Creating', creationTime: BORN, lastModifiedTime: '2025-12-31T00:00:00Z' },
      false,
    ],
  ])('to a kind that wants the details of each move, %s', async (_what, status, isGiven) => {
    const endpoint = target('e', { ...status, observedGeneration: 1 }, 'Endpoint');
    const Endpoints = [{ EndpointArn: arnOf('e'), EndpointStatus: 'Creating', CreationTime: BORN, LastModifiedTime: BORN }];
    const call = (): Promise<Fields> => Promise.resolve({ Endpoints });
    sweeper = createSweeper({ clock, call, mirror, onMove: (moving) => moved.push(moving), intervalMs: 5000 });
    sweeper.track(endpoint);
    await sweep();
    expect(sweeper.hint(endpoint) !== undefined).toBe(isGiven);
  });

  it('of counters that status does not tell yet is not given: they are what Describe is asked for', async () => {
    const tuning = target('t', { hyperParameterTuningJobStatus: 'InProgress', observedGeneration: 1 }, 'HyperParameterTuningJob');
    const summary = {
      HyperParameterTuningJobArn: arnOf('t'),
      HyperParameterTuningJobStatus: 'InProgress',
      CreationTime: BORN,
      TrainingJobStatusCounters: { InProgress: 1 },
    };
    const call = (): Promise<Fields> => Promise.resolve({ HyperParameterTuningJobSummaries: [summary] });
    sweeper = createSweeper({ clock, call, mirror, onMove: (moving) => moved.push(moving), intervalMs: 5000 });
    sweeper.track(tuning);
    await sweep();
    expect(moved).toHaveLength(1);
    expect(sweeper.hint(tuning)).toBeUndefined();
  });

  it('from a sweep that began before a change is not given: it may not have seen it', async () => {
    let answer: (output: Fields) => void = () => {};
    sweeper = createSweeper({
      clock,
      call: () => new Promise((resolve) => (answer = resolve)),
      mirror,
      onMove: (moving) => moved.push(moving),
      intervalMs: 5000,
    });
    sweeper.track(target('a'));
    await sweep();
    await clock.advance(10);
    sweeper.touched(key('a'));
    answer({ TrainingJobSummaries: [summary('a')] });
    await clock.advance(10);
    expect(sweeper.hint(target('a'))).toBeUndefined();
  });
});

describe('what was told', () => {
  it('is told again when the object is back where it was after a change of ours', async () => {
    jobs.push(summary('a', 'Completed'));
    sweeper.track(target('a'));
    await sweep();
    await sweep();
    expect(moved).toEqual([key('a')]);
    sweeper.touched(key('a'));
    await sweep();
    expect(moved).toEqual([key('a'), key('a')]);
  });
});

describe('word from outside that something has moved', () => {
  const ended: Fields = { TrainingJobStatus: 'Completed' };
  const looked = (): readonly Key[] => moved.splice(0);

  it('makes its object looked at, at once, whatever is said of it but that it goes on', () => {
    sweeper.track(target('job'));
    for (const detail of [ended, { TrainingJobStatus: 'COMPLETED' }, { TrainingJobStatus: 7 }, {}]) {
      sweeper.untrack(key('job'));
      sweeper.track(target('job'));
      expect(sweeper.heard(arnOf('job'), detail)).toBe('looked');
      expect(looked()).toEqual([key('job')]);
    }
    expect(calls).toEqual([]);
  });

  it('is left to the next sweep when it is of mere progress: a List tells that of all in one call', () => {
    sweeper.track(target('job'));
    for (const status of ['InProgress', 'Stopping'])
      expect(sweeper.heard(arnOf('job'), { TrainingJobStatus: status })).toBe('left');
    expect(looked()).toEqual([]);
  });

  it('is understood in the spelling of events, too', () => {
    const endpoint = target('churn', { endpointStatus: 'Creating' }, 'Endpoint');
    sweeper.track(endpoint);
    expect(sweeper.heard(arnOf('churn'), { EndpointStatus: 'ROLLING_BACK' })).toBe('left');
    expect(sweeper.heard(arnOf('churn'), { EndpointStatus: 'IN_SERVICE' })).toBe('looked');
    expect(looked()).toEqual([keyOf(endpoint.object)]);
  });

  it('about anything else is not heard', () => {
    expect(sweeper.heard(arnOf('job'), ended)).toBe('unknown');
    sweeper.track(target('job'));
    for (const arn of [arnOf('other'), arnOf('job').replace('123456789012', '210987654321'), '', 'arn'])
      expect(sweeper.heard(arn, ended)).toBe('unknown');
    sweeper.untrack(key('job'));
    expect(sweeper.heard(arnOf('job'), ended)).toBe('unknown');
    expect(looked()).toEqual([]);
  });

  it('takes its answer from the sweep that is known: only what AWS says after it counts', async () => {
    jobs = [summary('job', 'InProgress', { SecondaryStatus: 'Training' })];
    sweeper.track(target('job'));
    await sweep();
    expect(sweeper.hint(target('job'))).toBeDefined();
    sweeper.heard(arnOf('job'), ended);
    expect(sweeper.hint(target('job'))).toBeUndefined();
    await sweep();
    expect(sweeper.hint(target('job'))).toBeDefined();
  });

  it('that comes again and again costs a look a second, and the last word is not lost', async () => {
    const after: number[] = [];
    sweeper = createSweeper({ clock, call: list, mirror, onMove: (_key, ms = 0) => after.push(ms), intervalMs: 600_000 });
    sweeper.track(target('job'));
    const due: number[] = [];
    for (let ms = 0; ms < 3_000; ms += 100) {
      sweeper.heard(arnOf('job'), ended);
      due.push(ms + (after.pop() ?? 0));
      await clock.advance(100);
    }
    expect([...new Set(due)]).toEqual([0, 1_000, 2_000, 3_000]);
    expect(due.every((at, index) => at >= index * 100)).toBe(true);
  });

  it('reaches every object that stands for the resource, and those that joined or were made anew since', () => {
    const twin = { ...target('job'), object: { ...target('job').object, metadata: { ...target('twin').object.metadata } } };
    sweeper.track(target('job'));
    sweeper.heard(arnOf('job'), ended);
    sweeper.track(twin);
    looked();
    sweeper.untrack(key('job'));
    sweeper.track(target('job'));
    sweeper.heard(arnOf('job'), ended);
    expect(looked().toSorted()).toEqual([key('job'), key('twin')]);
  });

  it('does not keep the sweeps from going on', async () => {
    jobs = [summary('job')];
    sweeper.track(target('job'));
    for (let second = 0; second < 20; second += 1) {
      sweeper.heard(arnOf('job'), ended);
      await clock.advance(1_000);
    }
    expect(calls.length).toBeGreaterThanOrEqual(3);
    jobs = [summary('job', 'Completed')];
    looked();
    await sweep();
    expect(looked()).toContain(key('job'));
  });
});

describe('a kind that AWS does not let us list', () => {
  it.each(['denied', 'invalid'] as const)('is asked for one by one (%s), and tried again after ten minutes', async (kind) => {
    sweeper.track(target('a'));
    fail = new Fault(kind, 'X', 'no');
    await sweep();
    expect(sweeper.sweeps(target('a'))).toBe(false);
    expect(moved).toEqual([key('a')]);
    await clock.advance(599_000);
    expect(calls).toHaveLength(1);
    await clock.advance(2000);
    expect(sweeper.sweeps(target('a'))).toBe(true);
  });

  it('is still swept, more slowly, when AWS is only busy', async () => {
    sweeper.track(target('a'));
    fail = new Fault('throttled', 'ThrottlingException', '');
    await clock.advance(120_000);
    expect(sweeper.sweeps(target('a'))).toBe(true);
    expect(calls.length).toBeLessThan(8);
    fail = undefined;
    jobs.push(summary('a', 'Completed'));
    await clock.advance(66_000);
    expect(new Set(moved)).toEqual(new Set([key('a')]));
  });
});

describe('sweeping', () => {
  it.each([
    ['a running job', target('a'), true],
    ['one that was just created', target('a', {}), true],
    ['one whose main status has ended: only Describe knows its tails', target('a', { trainingJobStatus: 'Completed' }), false],
    ['a kind without a List', target('m', {}, 'Model'), false],
    ['a live endpoint', target('e', { endpointStatus: 'InService' }, 'Endpoint'), false],
    ['an endpoint under way', target('e', { endpointStatus: 'Updating' }, 'Endpoint'), true],
  ])('serves %s: %#', (_, of, sweeps) => {
    expect(sweeper.sweeps(of)).toBe(sweeps);
  });

  it('keeps scopes apart: what one identity sees is never told of another’s object', async () => {
    const other = { ...target('a'), scope: { ...scope, roleArn: 'arn:aws:iam::2:role/r' } };
    jobs.push(summary('a', 'Completed'));
    sweeper.track(other);
    await sweep();
    expect(calls.map((call) => call.scope)).toEqual([other.scope]);
  });

  it('forgets an object that was made anew under its name', async () => {
    jobs.push(summary('a'));
    sweeper.track(target('a'));
    await sweep();
    const anew = target('a');
    const reborn = { ...anew, object: { ...anew.object, metadata: { ...anew.object.metadata, uid: 'another' } } };
    sweeper.track(reborn);
    expect(sweeper.hint(reborn)).toBeUndefined();
  });
});
