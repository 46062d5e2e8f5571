/** A cluster on which ACK's controller ran until now, and on which this operator starts: nothing may happen in AWS for that alone. */
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inherit } from '../support/inheritance.ts';
import { trainingSpec } from '../support/specs.ts';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';

let stage: Stage;
let sagemaker: SageMakerClient;
/** Number of the last call before the operator came. */
let handedOverAt = 0;

/** What changes anything in AWS, of all that was called since. */
const mutations = (after = handedOverAt): readonly string[] =>
  stage.simulator.ledger
    .entries({ after })
    .filter(({ operation }) => !/^(Describe|List|Get)/.test(operation))
    .map(({ operation, requestName }) => `${operation} ${requestName}`);
const lastCall = (): number => stage.simulator.ledger.next - 1;
const takenOver = (kind: string, name: string) =>
  stage.until(kind, name, ({ status, metadata }) => status?.observedGeneration === metadata.generation);

beforeAll(async () => {
  stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
  sagemaker = new SageMakerClient({
    region: 'us-east-1',
    endpoint: stage.simulator.url,
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'any' },
  });
  await inherit({ stage, sagemaker });
  handedOverAt = lastCall();
  await stage.startOperator();
}, 120_000);
afterAll(async () => {
  sagemaker?.destroy();
  await stage[Symbol.asyncDispose]();
});

const objects = [
  ['TrainingJob', 'running'],
  ['TrainingJob', 'completed'],
  ['Model', 'served'],
  ['EndpointConfig', 'served-1'],
  ['EndpointConfig', 'served-2'],
  ['Endpoint', 'served'],
  ['ModelPackage', 'churn-1'],
  ['PipelineExecution', 'nightly-1'],
  ['Domain', 'studio'],
  ['NotebookInstance', 'desk'],
] as const;

test('every object is taken over, none is Terminal, no spec is touched, and AWS was only read', async () => {
  const before = new Map(
    await Promise.all(objects.map(async ([kind, name]) => [`${kind} ${name}`, (await stage.get(kind, name))?.spec] as const)),
  );
  for (const [kind, name] of objects) {
    const object = await takenOver(kind, name);
    expect([kind, name, condition(object, 'ACK.Terminal')]).toEqual([kind, name, undefined]);
    expect(object.spec).toEqual(before.get(`${kind} ${name}`));
    expect(object.metadata.annotations ?? {}).not.toHaveProperty('services.k8s.aws/adopted');
  }
  expect(mutations()).toEqual([]);
});

describe('a training job', () => {
  test('that had completed is ready, is told in full, and is left alone when its object goes', async () => {
    const job = await stage.until('TrainingJob', 'completed', isReady);
    expect(job.status).toMatchObject({ trainingJobName: 'completed', modelArtifacts: { s3ModelArtifacts: expect.any(String) } });
    const before = lastCall();
    await stage.delete('TrainingJob', 'completed');
    await stage.untilGone('TrainingJob', 'completed');
    expect(mutations(before)).toEqual([]);
  });

  test('that runs goes on being watched, and is stopped with its object', async () => {
    const job = await takenOver('TrainingJob', 'running');
    expect(condition(job, 'Reconciling')?.status).toBe('True');
    const before = lastCall();
    await stage.delete('TrainingJob', 'running');
    await stage.untilGone('TrainingJob', 'running');
    expect(mutations(before)).toEqual(['StopTrainingJob running']);
  });
});

test('a pipeline execution is known by its ARN, and followed to its end', async () => {
  await stage.until('PipelineExecution', 'nightly-1', isReady);
  expect(stage.simulator.control.resources('pipeline').filter(({ name }) => name === 'nightly')).toHaveLength(1);
});

test('a version of a package is known by its ARN, and an approval by edit is sent for that', async () => {
  await stage.until('ModelPackage', 'churn-1', isReady);
  const before = lastCall();
  await stage.patch('ModelPackage', 'churn-1', { spec: { modelApprovalStatus: 'Approved' } });
  const approved = ({ status }: { status?: Readonly<Record<string, unknown>> }) => status?.['modelApprovalStatus'] === 'Approved';
  const object = await stage.until('ModelPackage', 'churn-1', approved);
  expect(mutations(before)).toEqual([`UpdateModelPackage ${object.status?.ackResourceMetadata?.arn}`]);
});

test('an endpoint is updated by an edit, and everything is deleted with its objects', async () => {
  await stage.until('Endpoint', 'served', isReady);
  const before = lastCall();
  await stage.patch('Endpoint', 'served', { spec: { endpointConfigName: 'served-2' } });
  await stage.until('Endpoint', 'served', (object) => isReady(object) && object.status?.observedGeneration === 2);
  expect(mutations(before)).toEqual(['UpdateEndpoint served']);
  const kinds = ['Endpoint served', 'EndpointConfig served-1', 'EndpointConfig served-2', 'Model served'];
  await Promise.all(kinds.map((each) => stage.delete(...(each.split(' ') as [string, string]))));
  for (const each of kinds) await stage.untilGone(...(each.split(' ') as [string, string]));
  const left = stage.simulator.control.resources().filter(({ type }) => ['endpoint', 'endpoint-config', 'model'].includes(type));
  expect(left).toEqual([]);
});

test('an object whose resource belongs to another, and that ACK called unmanaged, is still Terminal and touches nothing', async () => {
  const before = lastCall();
  await stage.create('TrainingJob', 'unmanaged', trainingSpec({ trainingJobName: 'running' }));
  const object = await stage.until('TrainingJob', 'unmanaged', isTerminal);
  expect(condition(object, 'ACK.Terminal')?.reason).toBe('NotOwned');
  expect(mutations(before).filter((call) => !call.startsWith('CreateTrainingJob'))).toEqual([]);
});
