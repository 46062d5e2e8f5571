/** The operator, the apiserver and etcd as processes that are killed, frozen and started again, in a control plane of their own. */
import { cp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../tools/control-plane/control-plane.ts';
import { installCrds } from '../../tools/control-plane/crds.ts';
import { trainingSpec } from '../support/specs.ts';
import { isReady } from '../support/stage.ts';
import { Machine } from './machine.ts';
import { liveRandomly } from './random.ts';

/** `npm run chaos -- --seed 7 --minutes 60` sets both. */
const SEED = Number(process.env['CHAOS_SEED'] ?? 20_261_128);
const MINUTES = Number(process.env['CHAOS_MINUTES'] ?? 0.75);
/** What the operator may need for a few objects; for 10,000 it is in docs/performance.md. */
const PEAK_MIB = 256;
/** A leader that could not renew for ten seconds leads no more; nobody else may before fifteen. */
const LOST_MS = 15_000;
const FROZEN_MS = 20_000;
/** What it had begun is given up after four attempts of fifteen seconds. */
const ENDED_MS = 90_000;
const LEASE_FLAGS = (namespace: string) => ['--enable-leader-election', `--leader-election-namespace=${namespace}`];
const TIMEOUT_MS = 300_000;

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane);
});
// What a test has frozen must not hold up the next one.
afterEach(() => plane.components?.etcd.resume());
afterAll(() => plane.stop());

const names = ['one', 'two', 'three'];
const create = (machine: Machine, name: string) => machine.create('TrainingJob', name, trainingSpec({ trainingJobName: name }));
const made = ({ stage }: Machine, requestName: string): number =>
  stage.simulator.ledger.entries({ operation: 'CreateTrainingJob', requestName, ok: true }).length;
const exists = ({ stage }: Machine, name: string) =>
  stage.eventually(
    () => stage.simulator.control.resources('training-job').some((job) => job.name === name),
    () => `${name} was not made`,
  );

describe('processes that end', () => {
  test(
    'an apiserver that is killed costs no job, no second job, and no life of the operator',
    { timeout: TIMEOUT_MS },
    async () => {
      await using machine = await Machine.of(plane, { simulator: { speed: 60 } });
      const { stage, components } = machine;
      await machine.startOperator();
      for (const name of names) await create(machine, name);
      await exists(machine, 'three');
      const { pid } = machine.operator;
      await components.apiserver.kill();
      await sleep(2_000);
      await components.apiserver.start();
      await create(machine, 'after');
      for (const name of [...names, 'after']) {
        await stage.until('TrainingJob', name, isReady);
        expect([name, made(machine, name)]).toEqual([name, 1]);
      }
      expect([machine.operator.pid, machine.confessions]).toEqual([pid, []]);
    },
  );

  test(
    'a leader that cannot reach etcd for longer than its lease ends, and asks AWS for nothing more',
    { timeout: TIMEOUT_MS },
    async () => {
      await using machine = await Machine.of(plane, { simulator: { speed: 12 }, flags: LEASE_FLAGS('default') });
      const { stage, components } = machine;
      await machine.startOperator();
      await create(machine, 'one');
      await exists(machine, 'one');
      const exit = machine.operator.exit();
      components.etcd.pause();
      await sleep(LOST_MS);
      const calls = stage.simulator.ledger.next;
      await sleep(FROZEN_MS - LOST_MS);
      components.etcd.resume();
      expect([await Promise.race([exit, sleep(ENDED_MS)]), machine.operator.output.split('\n').slice(-12)]).toEqual([
        1,
        expect.anything(),
      ]);
      expect(stage.simulator.ledger.next).toBe(calls);
      expect(machine.operator.output).toContain('the lease was lost');
      await machine.startOperator();
      await create(machine, 'two');
      for (const name of ['one', 'two']) {
        await stage.until('TrainingJob', name, isReady);
        expect([name, made(machine, name)]).toEqual([name, 1]);
      }
    },
  );

  test(
    'an etcd that is put back to before a Create: the object takes its running job over',
    { timeout: TIMEOUT_MS },
    async () => {
      await using machine = await Machine.of(plane, { simulator: { speed: 60 } });
      const { stage, components } = machine;
      const data = join(dirname(plane.kubeconfig), 'etcd');
      await create(machine, 'restored');
      await components.etcd.stop();
      await cp(data, `${data}.before`, { recursive: true });
      await components.etcd.start();
      await machine.startOperator();
      await exists(machine, 'restored');
      await machine.operator.stop('SIGKILL');

      await components.apiserver.kill();
      await components.etcd.stop();
      await rm(data, { recursive: true });
      await cp(`${data}.before`, data, { recursive: true });
      await components.etcd.start();
      await components.apiserver.start();
      const forgotten = await stage.get('TrainingJob', 'restored');
      expect([forgotten?.status, forgotten?.metadata.finalizers]).toEqual([undefined, undefined]);

      await machine.startOperator();
      const { status } = await stage.until('TrainingJob', 'restored', isReady);
      expect(status).toMatchObject({ observedGeneration: 1, trainingJobStatus: 'Completed' });
      expect(made(machine, 'restored')).toBe(1);
    },
  );
});

test('whatever happens at random, all comes right', { timeout: MINUTES * 60_000 + TIMEOUT_MS }, async () => {
  await using machine = await Machine.of(plane, { simulator: { speed: 300, seed: String(SEED) } });
  await machine.startOperator();
  const { events, wrong } = await liveRandomly(machine, { seed: SEED, forMs: MINUTES * 60_000 });
  process.stderr.write(`seed ${SEED}: ${events.length} events, at most ${Math.round(await machine.peakMiB())} MiB\n`);
  expect({ wrong, ...(wrong.length > 0 ? { seed: SEED, events } : {}) }).toEqual({ wrong: [] });
  expect(await machine.peakMiB()).toBeLessThan(PEAK_MIB);
});
