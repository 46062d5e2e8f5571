/** What happens to objects of several owners, or of one namespace, at the same instant. */
import { expect, inject, test } from 'vitest';
import { isApiError } from '../../src/kube/api-error.ts';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';
import { endpointConfigSpec, modelSpec, trainingSpec } from '../support/specs.ts';
import { Namespaces } from './namespaces.ts';

const JOBS = 60;
const ENDPOINTS = 3;
const FOR_EVER = {
  environment: { SIMULATOR_TRAINING_SECONDS: '1000000' },
  stoppingCondition: { maxRuntimeInSeconds: 1_000_000 },
};
/** For as long both Creates are on their way. */
const UNDER_WAY_MS = 3_000;
const PATIENCE_MS = 120_000;

test('a namespace that is deleted with all that runs in it goes away, and nothing of it runs on', async () => {
  const namespace = await new Namespaces(inject('controlPlane')).take();
  await using stage = await Stage.set({ namespace, simulator: { speed: 300 } });
  const names = Array.from({ length: JOBS }, (_, at) => `job-${at}`);
  await Promise.all(names.map((name) => stage.create('TrainingJob', name, trainingSpec({ trainingJobName: name, ...FOR_EVER }))));
  for (const name of Array.from({ length: ENDPOINTS }, (_, at) => `service-${at}`)) {
    await stage.create('Model', name, modelSpec({ modelName: name }));
    await stage.create('EndpointConfig', name, endpointConfigSpec(name, { endpointConfigName: name }));
    await stage.create('Endpoint', name, { endpointName: name, endpointConfigName: name });
  }
  const { control, ledger } = stage.simulator;
  const running = () => control.resources('training-job').filter(({ status }) => status === 'InProgress').length;
  const services = () => control.resources('endpoint').filter(({ status }) => status === 'InService').length;
  await stage.eventually(
    () => running() === JOBS && services() === ENDPOINTS,
    () => `${running()} jobs run and ${services()} endpoints serve`,
    PATIENCE_MS,
  );

  await stage.client('namespaces', '').delete({ name: namespace });
  await stage.eventually(
    () => isGone(stage, namespace),
    () => `the namespace ${namespace} is still there`,
    PATIENCE_MS,
  );
  const left = () => control.resources().filter(({ status }) => status !== 'Stopped');
  // What was asked to stop takes its time, and needs nobody.
  await stage.eventually(
    () => left().length === 0,
    () => `left: ${JSON.stringify(left().map(({ name, status }) => [name, status]))}`,
  );
  expect(ledger.entries({ operation: 'CreateTrainingJob', ok: true })).toHaveLength(JOBS);
});

async function isGone(stage: Stage, name: string): Promise<boolean> {
  try {
    await stage.client('namespaces', '').get({ name });
    return false;
  } catch (error) {
    if (isApiError(error, 404)) return true;
    throw error;
  }
}

test('of two objects that ask for one name at the same instant one gets it, and the other never touches it', async () => {
  await using one = await Stage.set({ simulator: { speed: 300 } });
  await using other = await Stage.set({ endpointUrl: one.simulator.url });
  const { ledger, control, faults } = one.simulator;
  const spec = trainingSpec({ trainingJobName: 'contested', ...FOR_EVER });
  faults.add({ operation: 'CreateTrainingJob', times: 2, action: { type: 'delay', ms: UNDER_WAY_MS } });
  await Promise.all([one, other].map((stage) => stage.create('TrainingJob', 'mine', spec)));
  const creates = () => ledger.entries({ operation: 'CreateTrainingJob', requestName: 'contested' });
  await one.eventually(
    () => creates().length >= 2,
    () => `${creates().length} Creates`,
  );
  const [first, second] = creates();
  expect(Math.abs((first?.at ?? 0) - (second?.at ?? Number.POSITIVE_INFINITY))).toBeLessThan(UNDER_WAY_MS);

  const stories = await Promise.all(
    [one, other].map(async (stage) => {
      const isAnswered = (object: Parameters<typeof isTerminal>[0]) =>
        isTerminal(object) || object.status?.['trainingJobStatus'] === 'InProgress';
      return { stage, object: await stage.until('TrainingJob', 'mine', isAnswered) };
    }),
  );
  const [loser, ...more] = stories.filter(({ object }) => isTerminal(object));
  const winner = stories.find(({ object }) => !isTerminal(object));
  expect([creates().filter(({ ok }) => ok).length, more.length, winner === undefined]).toEqual([1, 0, false]);
  if (!loser || !winner) throw new Error('unreachable');
  expect(condition(loser.object, 'ACK.Terminal')?.reason).toBe('NotOwned');
  await loser.stage.delete('TrainingJob', 'mine');
  await loser.stage.untilGone('TrainingJob', 'mine');
  expect(control.resources('training-job').map(({ status }) => status)).toEqual(['InProgress']);
  expect(ledger.entries({ operation: 'StopTrainingJob' })).toEqual([]);
  await winner.stage.delete('TrainingJob', 'mine');
  await winner.stage.untilGone('TrainingJob', 'mine');
  expect(ledger.entries({ operation: 'StopTrainingJob', ok: true })).toHaveLength(1);
  expect(isReady(winner.object)).toBe(false);
});
