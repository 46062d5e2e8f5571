/**
 * What readers of these objects rely on without anybody having promised it: the order of things, and what stands in the same write.
 * Told by other tests: an edit during creation, a failed update and the good one after it (hosting), debugger rules and the reason of
 * a failure in the message (training).
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fields, KubeObject } from '../../src/kinds/types.ts';
import type { JsonObject } from '../../src/simulator/json.ts';
import { History } from '../support/history.ts';
import { IMAGE, modelSpec, ROLE, trainingSpec } from '../support/specs.ts';
import { condition, isReady, Stage } from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  // Looks for drift each second, so that a test can wait for looks to have happened.
  stage = await Stage.set({ simulator: { speed: 100 }, flags: ['--reconcile-default-resync-seconds=1'] });
});
afterAll(() => stage[Symbol.asyncDispose]());

const calls = (operation: string, requestName?: string) =>
  stage.simulator.ledger.entries({ operation, ok: true, ...(requestName === undefined ? {} : { requestName }) });
const isSettledIn = (generation: number) => (object: KubeObject) =>
  isReady(object) && object.status?.observedGeneration === generation;
const domainSpec: Fields = {
  domainName: 'studio',
  authMode: 'IAM',
  vpcID: 'vpc-12345678',
  subnetIDs: ['subnet-12345678'],
  defaultUserSettings: { executionRole: ROLE },
};
const notebookSpec = (name: string): Fields => ({
  notebookInstanceName: name,
  instanceType: 'ml.t3.medium',
  roleARN: ROLE,
});

describe('the first status ever written', () => {
  test.each([
    ['Domain', 'domains', domainSpec, ['domainID', 'status']],
    ['NotebookInstanceLifecycleConfig', 'notebookinstancelifecycleconfigs', {}, ['creationTime', 'lastModifiedTime']],
    ['NotebookInstance', 'notebookinstances', notebookSpec('first'), ['notebookInstanceStatus']],
    ['Model', 'models', modelSpec(), ['creationTime']],
    ['TrainingJob', 'trainingjobs', trainingSpec(), ['trainingJobStatus']],
  ] as const)('of a %s holds all that its readers look for', async (kind, plural, spec, fields) => {
    await using history = await History.of(stage.client(plural), stage.namespace);
    await stage.create(kind, 'first', spec);
    await stage.until(kind, 'first', isReady);
    // The watch may be behind the list that said so.
    const told = (): KubeObject | undefined => history.versions('first').find(({ status }) => status !== undefined);
    await stage.eventually(
      () => told() !== undefined,
      () => 'the watch told of no status',
    );
    const first = told();
    for (const field of [...fields, 'ackResourceMetadata', 'conditions']) expect(first?.status).toHaveProperty(field);
  });
});

test('a space edited while it is Pending has the edit later, and its status is read again after that', async () => {
  await stage.create('Space', 'early', { domainID: 'd-any', spaceName: 'early', spaceDisplayName: 'before' });
  await stage.until('Space', 'early', ({ status }) => status?.['status'] === 'Pending');
  await stage.patch('Space', 'early', { spec: { spaceDisplayName: 'after' } });
  const space = await stage.until('Space', 'early', isSettledIn(2));
  expect(space.status?.['status']).toBe('InService');
  expect(calls('UpdateSpace')).toHaveLength(1);
});

test('a notebook shows Stopping together with who stopped it, and no trace of that at the end', async () => {
  await using history = await History.of(stage.client('notebookinstances'), stage.namespace);
  await stage.create('NotebookInstance', 'desk', notebookSpec('desk'));
  await stage.until('NotebookInstance', 'desk', isReady);
  await stage.patch('NotebookInstance', 'desk', { spec: { instanceType: 'ml.t3.large' } });
  const done = await stage.until('NotebookInstance', 'desk', isSettledIn(2));
  expect(done.status).not.toHaveProperty('stoppedByControllerMetadata');
  const stopping = history.versions('desk').filter(({ status }) => status?.['notebookInstanceStatus'] === 'Stopping');
  expect(stopping.map(({ status }) => status?.['stoppedByControllerMetadata'])).toContain('UpdatePending');
  expect(stopping.every(({ status }) => status?.['stoppedByControllerMetadata'] !== undefined)).toBe(true);
});

test('a profiler edit made while a job is Starting is held, and sent later', async () => {
  const profiler = (interval: number): Fields => ({
    profilerConfig: { s3OutputPath: 's3://bucket/profiler', profilingIntervalInMilliseconds: interval },
  });
  const spec = { trainingJobName: 'profiled', environment: { SIMULATOR_TRAINING_SECONDS: '100000' } };
  await stage.create('TrainingJob', 'profiled', trainingSpec({ ...spec, ...profiler(500) }));
  await stage.until('TrainingJob', 'profiled', ({ status }) => status?.['trainingJobStatus'] === 'InProgress');
  const job = { type: 'training-job', name: 'profiled' };
  stage.simulator.control.patch(job, { SecondaryStatus: 'Starting' }, { hold: true });
  await stage.patch('TrainingJob', 'profiled', { spec: profiler(1000) });
  const held = await stage.until('TrainingJob', 'profiled', (object) => condition(object, 'Ready')?.reason === 'UpdatePending');
  expect(condition(held, 'Ready')?.message).toBe('training job cannot be updated while secondary status is in Starting state.');
  expect(calls('UpdateTrainingJob', 'profiled')).toEqual([]);
  stage.simulator.control.patch(job, { SecondaryStatus: 'Training' }, { hold: true });
  await stage.eventually(
    () => calls('UpdateTrainingJob', 'profiled').length === 1,
    () => 'the edit was never sent',
  );
});

describe('a deletion', () => {
  test('with the policy retain lets go at once: AWS is not even asked', async () => {
    await stage.create('NotebookInstance', 'kept', notebookSpec('kept'), { 'services.k8s.aws/deletion-policy': 'retain' });
    await stage.until('NotebookInstance', 'kept', isReady);
    const fault = stage.simulator.faults.add({
      name: '^kept$',
      action: { type: 'error', code: 'ServiceUnavailable', status: 503 },
    });
    try {
      await stage.delete('NotebookInstance', 'kept');
      await stage.untilGone('NotebookInstance', 'kept');
    } finally {
      stage.simulator.faults.remove(fault);
    }
    expect(calls('StopNotebookInstance', 'kept')).toEqual([]);
  });

  test('lets go as soon as AWS has ended its own', async () => {
    await stage.create('NotebookInstance', 'gone', notebookSpec('gone'));
    await stage.until('NotebookInstance', 'gone', isReady);
    await stage.delete('NotebookInstance', 'gone');
    await stage.until('NotebookInstance', 'gone', ({ status }) => status?.['notebookInstanceStatus'] === 'Deleting');
    await stage.untilGone('NotebookInstance', 'gone');
    expect(stage.simulator.control.resources('notebook-instance').filter(({ name }) => name === 'gone')).toEqual([]);
  });
});

test('default tags stand under one prefix, and nothing is tagged that takes no tags', async () => {
  await stage.create('Model', 'tagged', modelSpec({ modelName: 'tagged' }));
  await stage.until('Model', 'tagged', isReady);
  const tags = stage.simulator.control.resources('model').find(({ name }) => name === 'tagged')?.tags ?? {};
  expect(Object.keys(tags)).toEqual(
    expect.arrayContaining(['services.k8s.aws/controller-version', 'services.k8s.aws/namespace']),
  );
  expect(Object.keys(tags).filter((key) => !key.startsWith('services.k8s.aws/'))).toEqual([]);
});

test('the region annotation is the region of the signature, though one endpoint URL serves all', async () => {
  await stage.create('Model', 'abroad', modelSpec({ modelName: 'abroad' }), { 'services.k8s.aws/region': 'eu-west-1' });
  await stage.until('Model', 'abroad', isReady);
  expect(new Set(stage.simulator.ledger.entries({ requestName: 'abroad' }).map(({ region }) => region))).toEqual(
    new Set(['eu-west-1']),
  );
});

test('a version of a package is untagged, is not changed back when AWS adds to it, and is changed by its ARN', async () => {
  await stage.create('ModelPackageGroup', 'group', { modelPackageGroupName: 'group' });
  await stage.create('ModelPackage', 'version', {
    modelPackageGroupName: 'group',
    modelApprovalStatus: 'PendingManualApproval',
    inferenceSpecification: {
      containers: [{ image: IMAGE, modelDataURL: 's3://bucket/model.tar.gz' }],
      supportedContentTypes: ['text/csv'],
      supportedResponseMIMETypes: ['text/csv'],
    },
  });
  const version = await stage.until('ModelPackage', 'version', isReady);
  const arn = version.status?.ackResourceMetadata?.arn ?? '';
  const resource = stage.simulator.control.resources('model-package').find((each) => each.arn === arn);
  expect(resource?.tags).toEqual({});
  const specification = resource?.document['InferenceSpecification'] as unknown as { Containers: readonly JsonObject[] };
  const [container] = specification.Containers;
  stage.simulator.control.patch(
    { type: 'model-package', name: resource?.name ?? '' },
    {
      ModelPackageName: null,
      InferenceSpecification: {
        ...specification,
        Containers: [{ ...container, ImageDigest: `sha256:${'0'.repeat(64)}` }],
      },
    },
  );
  const looks = (): number => calls('DescribeModelPackage', arn).length;
  const before = looks();
  await stage.eventually(
    () => looks() >= before + 2,
    () => 'nobody looks for drift',
  );
  expect(calls('UpdateModelPackage')).toEqual([]);
  await stage.patch('ModelPackage', 'version', { spec: { modelApprovalStatus: 'Approved' } });
  await stage.until('ModelPackage', 'version', ({ status }) => status?.['modelApprovalStatus'] === 'Approved');
  expect(calls('UpdateModelPackage').map(({ requestName }) => requestName)).toEqual([arn]);
});
