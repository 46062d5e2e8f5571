/**
 * Two replicas as two processes, on one apiserver and one SageMaker, whose ledger tells them apart by the instance in their User-Agent.
 * The times are the operator's promises. They are stretched where more processes want to run than the machine has cores, and only then.
 */
import { afterEach, beforeEach, expect, onTestFailed, test } from 'vitest';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerEntry } from '../../src/simulator/ledger.ts';
import { History } from '../support/history.ts';
import { OperatorProcess } from '../support/operator-process.ts';
import { trainingSpec } from '../support/specs.ts';
import { isReady, Stage } from '../support/stage.ts';

/** Of the promised 2 s the candidate's next look is one; of the 20 s the lease and a look are 16. What is left is work, and a crowd slows it down. */
const HANDED_OVER = { waitMs: 1_000, workMs: 1_000 };
const TAKEN_OVER = { waitMs: 16_000, workMs: 4_000 };
/** Twice the lease's duration. */
const PAUSE_MS = 30_000;
const JOBS = 60;

const LEASE = 'ack-sagemaker.services.k8s.aws';

let stage: Stage;
const replicas: OperatorProcess[] = [];
beforeEach(() => void replicas.splice(0));
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
  await stage[Symbol.asyncDispose]();
});

function allowed({ waitMs, workMs }: typeof HANDED_OVER): number {
  const crowd = Math.max(1, (loadavg()[0] ?? 1) / availableParallelism());
  return waitMs + workMs * crowd;
}

function start(name: string): OperatorProcess {
  const replica = new OperatorProcess(
    [
      ...stage.operatorFlags,
      '--log-level=debug',
      '--metrics-addr=127.0.0.1:0',
      '--healthz-addr=127.0.0.1:0',
      '--enable-leader-election',
      `--leader-election-namespace=${stage.namespace}`,
    ],
    { AWS_ACCESS_KEY_ID: `AKID${name.toUpperCase()}`, AWS_SECRET_ACCESS_KEY: 'secret', POD_NAME: name },
  );
  replicas.push(replica);
  // A replica that gets no processor for ten seconds loses its lease and ends, as it should: then this says so.
  onTestFailed(
    () => void process.stderr.write(`the last of ${name}:\n${replica.output.trimEnd().split('\n').slice(-8).join('\n')}\n`),
  );
  return replica;
}

/** The first one leads, the second one waits. */
async function startTwo(): Promise<readonly [leader: OperatorProcess, standby: OperatorProcess]> {
  const leader = start('first');
  await leader.says('working');
  const standby = start('second');
  await standby.says('caches are filled');
  return [leader, standby];
}

const callsOf = (name: string, after = 0): readonly LedgerEntry[] =>
  stage.simulator.ledger.entries({ after }).filter(({ userAgent }) => userAgent.includes(`instance/${name}`));
const creates = (requestName: string) => stage.simulator.ledger.entries({ operation: 'CreateTrainingJob', requestName });
const exists = (name: string): boolean => stage.simulator.control.resources('training-job').some((job) => job.name === name);
const create = (name: string) => stage.create('TrainingJob', name, trainingSpec({ trainingJobName: name }));

async function isReadyToServe(replica: OperatorProcess): Promise<boolean> {
  const [health] = await replica.ports();
  return (await fetch(`http://127.0.0.1:${health}/readyz`)).status === 200;
}

async function holder(): Promise<string> {
  const lease = await stage.client('leases', 'coordination.k8s.io').get({ namespace: stage.namespace, name: LEASE });
  return (lease as unknown as { spec: { holderIdentity: string } }).spec.holderIdentity;
}

test('a standby is ready, and asks AWS nothing; a leader that is asked to stop hands over in two seconds', async () => {
  stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
  const [leader, standby] = await startTwo();
  await create('before');
  await stage.until('TrainingJob', 'before', isReady);
  expect(await isReadyToServe(standby)).toBe(true);
  expect(callsOf('first').length).toBeGreaterThan(0);
  expect(callsOf('second')).toEqual([]);

  const since = performance.now();
  const ended = leader.stop();
  await create('after');
  await stage.eventually(
    () => exists('after'),
    () => standby.output,
  );
  const ms = performance.now() - since;
  expect((await ended).code).toBe(0);
  expect(creates('after').map(({ userAgent }) => /instance\/(\w+)/.exec(userAgent)?.[1])).toEqual(['second']);
  expect(ms).toBeLessThan(allowed(HANDED_OVER));
  await stage.until('TrainingJob', 'after', isReady);
  expect(creates('before')).toHaveLength(1);
});

test('a leader that is killed in the middle of its jobs is replaced in twenty seconds, and each job is made once', async () => {
  // A job lasts 40 s: longer than it takes to replace the leader.
  stage = await Stage.set({ operator: false, simulator: { speed: 12 } });
  const [leader] = await startTwo();
  const running = ['running-1', 'running-2', 'running-3'];
  for (const name of running) await create(name);
  for (const name of running)
    await stage.until('TrainingJob', name, ({ status }) => status?.ackResourceMetadata?.arn !== undefined);
  stage.simulator.faults.add({ operation: 'CreateTrainingJob', name: 'unheard', when: 'after', action: { type: 'hang' } });
  await create('unheard');
  await stage.eventually(
    () => exists('unheard'),
    () => leader.output,
  );
  stage.simulator.faults.clear();

  const since = performance.now();
  await leader.stop('SIGKILL');
  await stage.eventually(
    () => callsOf('second').length > 0,
    () => 'the standby asks AWS nothing',
  );
  expect(performance.now() - since).toBeLessThan(allowed(TAKEN_OVER));
  for (const name of [...running, 'unheard']) {
    await stage.until('TrainingJob', name, isReady);
    expect([name, creates(name).filter(({ ok }) => ok).length]).toEqual([name, 1]);
  }
  for (const name of running) expect(creates(name)).toHaveLength(1);
});

test('a leader that was paused for longer than its lease acts no more when it wakes, and comes back as standby', async () => {
  stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
  const [old] = await startTwo();
  // More than AWS lets it make at once. Most are in the middle of their pass, waiting for a turn, when the process is stopped: each turn's
  // time has come when it wakes, and comes before it can learn of anything. Replies wait too, for somebody to write what they say.
  stage.simulator.faults.add({
    operation: 'CreateTrainingJob',
    caller: 'AKIDFIRST',
    when: 'after',
    action: { type: 'delay', ms: 1_000 },
  });
  const jobs = Array.from({ length: JOBS }, (_, n) => `job-${n}`);
  await Promise.all(jobs.map(create));
  await stage.eventually(
    () => stage.simulator.control.resources('training-job').length > 0,
    () => old.output,
  );
  old.pause();
  const paused = performance.now();
  const made = stage.simulator.control.resources('training-job').length;
  expect(made).toBeLessThan(JOBS);
  for (const name of jobs) await stage.until('TrainingJob', name, isReady);
  await sleep(Math.max(0, PAUSE_MS - (performance.now() - paused)));

  await using history = await History.of(stage.client('trainingjobs'), stage.namespace);
  const seen = stage.simulator.ledger.next - 1;
  old.resume();
  expect(await old.exit()).toBe(1);
  expect(old.output).toContain('the lease was lost');
  // The kubelet would do that.
  const fresh = start('first');
  await fresh.says('caches are filled');
  expect(await isReadyToServe(fresh)).toBe(true);
  await create('later');
  await stage.until('TrainingJob', 'later', isReady);

  expect(callsOf('first', seen)).toEqual([]);
  for (const name of jobs) {
    expect([name, history.versions(name)]).toEqual([name, []]);
    expect([name, creates(name).filter(({ ok }) => ok).length]).toEqual([name, 1]);
  }
  expect(await holder()).toMatch(/^second_/);
  expect(fresh.lines.some(({ message }) => message === 'working')).toBe(false);
});
