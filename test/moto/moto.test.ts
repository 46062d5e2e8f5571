/**
 * The operator against moto, a SageMaker that this project did not write: what moto understands of our calls, and what botocore's model
 * of the API says of them, proves the wire format. In moto, jobs have ended and endpoints serve as soon as they are made.
 */
import {
  CreateEndpointCommand,
  CreateHyperParameterTuningJobCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeHyperParameterTuningJobCommand,
  DescribeModelCommand,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fields, KubeObject } from '../../src/kinds/types.ts';
import { makeEnvironment, type Packages } from '../../tools/python/environment.ts';
import { findPython } from '../../tools/python/python.ts';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';
import { endpointConfigSpec, modelSpec, trainingSpec, tuningSpec } from '../support/specs.ts';
import { type Call, type Moto, startMoto } from './server.ts';
import { endpointConfig, FORGOTTEN, model, trainingJob, tuningJob } from './specs.ts';

const say = (line: string): void => void process.stderr.write(`moto: ${line}\n`);

const MOTO: Packages = {
  name: 'moto',
  requirements: [fileURLToPath(new URL('./requirements.txt', import.meta.url))],
  imports: 'moto.server',
};
const python = await findPython();
if ('lacking' in python) say(`all tests against moto are skipped, because ${python.lacking}`);

/** For the first run on a machine: it installs moto. */
const INSTALL_MS = 600_000;

let moto: Moto;
let stage: Stage;
let sagemaker: SageMakerClient;

const arn = (type: string, name: string): string => `arn:aws:sagemaker:us-east-1:123456789012:${type}/${name}`;
const TEAM = [{ key: 'team', value: 'churn' }];

const apply = async (kind: string, name: string, spec: Fields): Promise<KubeObject> => {
  await stage.create(kind, name, { ...spec, tags: TEAM });
  return stage.until(kind, name, isReady);
};
const remove = async (kind: string, name: string): Promise<void> => {
  await stage.delete(kind, name);
  await stage.untilGone(kind, name);
};
/** Where a key is there twice, its last value: moto's AddTags does not replace. */
const tagsOf = async (ResourceArn: string): Promise<Readonly<Record<string, string | undefined>>> => {
  const { Tags = [] } = await sagemaker.send(new ListTagsCommand({ ResourceArn }));
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
};
/** The user's own tag, and the marks of whose it is. */
const marks = ({ metadata }: KubeObject): Fields => ({
  team: 'churn',
  'services.k8s.aws/namespace': stage.namespace,
  'services.k8s.aws/owner-uid': metadata.uid,
});
const callsFor = async (operation: string, member: string, name: string): Promise<readonly Call[]> =>
  (await moto.calls(operation)).filter(({ input }) => input[member] === name);

describe.skipIf('lacking' in python)('against moto,', () => {
  beforeAll(async () => {
    if ('lacking' in python) return;
    moto = await startMoto(await makeEnvironment(MOTO, python, say));
    sagemaker = new SageMakerClient({ region: 'us-east-1', endpoint: moto.url });
    stage = await Stage.set({ endpointUrl: moto.url });
  }, INSTALL_MS);
  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    sagemaker?.destroy();
    await moto?.[Symbol.asyncDispose]();
  });

  describe('a training job', () => {
    test('arrives as its spec says, once, and its status is what moto describes', async () => {
      const job = await apply('TrainingJob', 'training', { trainingJobName: 'training', ...trainingJob.spec });
      expect(await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: 'training' }))).toMatchObject(
        trainingJob.described,
      );
      const calls = await callsFor('CreateTrainingJob', 'TrainingJobName', 'training');
      expect(calls).toMatchObject([{ input: { ...trainingJob.described, ...FORGOTTEN } }]);
      expect(await tagsOf(arn('training-job', 'training'))).toMatchObject(marks(job));
      expect(job.status).toMatchObject({
        ackResourceMetadata: { arn: arn('training-job', 'training'), region: 'us-east-1', ownerAccountID: '123456789012' },
        trainingJobName: 'training',
        trainingJobStatus: 'Completed',
        secondaryStatus: 'Completed',
        modelArtifacts: { s3ModelArtifacts: 's3://bucket/output/training/output/model.tar.gz' },
        secondaryStatusTransitions: [{ status: 'Starting', statusMessage: 'Preparing the instances for training' }],
        finalMetricDataList: [{ metricName: 'train:progress', value: 100 }],
      });
      const ended = Date.parse(String(job.status?.['trainingEndTime']));
      expect(Math.abs(Date.now() - ended)).toBeLessThan(60_000);
    });

    test('without a name gets one, and a List tells that it has ended', async () => {
      const job = await apply('TrainingJob', 'nameless', trainingSpec());
      const name = String(job.status?.['trainingJobName']);
      expect(name).toMatch(/^nameless-[a-z0-9]{10}$/);
      expect(await callsFor('CreateTrainingJob', 'TrainingJobName', name)).toHaveLength(1);
      expect(await callsFor('DescribeTrainingJob', 'TrainingJobName', name)).toHaveLength(1);
      const lists = await moto.calls('ListTrainingJobs');
      // On a slow machine there is a second one, which also says CreationTimeAfter: by then it is known when the job was made.
      expect(lists.at(-1)?.input).toMatchObject({ SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: 100 });
    });

    test('that has ended leaves its record when its object is deleted', async () => {
      await apply('TrainingJob', 'over', trainingSpec({ trainingJobName: 'over' }));
      await remove('TrainingJob', 'over');
      expect(await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: 'over' }))).toMatchObject({
        TrainingJobStatus: 'Completed',
      });
    });
  });

  describe('a tuning job', () => {
    test('arrives as its spec says, once, and its status is what moto describes', async () => {
      const job = await apply('HyperParameterTuningJob', 'tuning', { hyperParameterTuningJobName: 'tuning', ...tuningJob.spec });
      const describing = new DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName: 'tuning' });
      expect(await sagemaker.send(describing)).toMatchObject(tuningJob.described);
      expect(await callsFor('CreateHyperParameterTuningJob', 'HyperParameterTuningJobName', 'tuning')).toHaveLength(1);
      expect(await tagsOf(arn('hyper-parameter-tuning-job', 'tuning'))).toMatchObject(marks(job));
      expect(job.status).toMatchObject({
        ackResourceMetadata: { arn: arn('hyper-parameter-tuning-job', 'tuning') },
        hyperParameterTuningJobStatus: 'Completed',
        trainingJobStatusCounters: { completed: 1, inProgress: 0, nonRetryableError: 0, retryableError: 0, stopped: 0 },
        objectiveStatusCounters: { succeeded: 1, pending: 0, failed: 0 },
        bestTrainingJob: {
          trainingJobName: 'FakeTrainingJobName',
          tunedHyperParameters: { string: 'TunedHyperParameters' },
          finalHyperParameterTuningJobObjectiveMetric: { type_: 'Maximize', metricName: 'Accuracy', value: 1 },
        },
        tuningJobCompletionDetails: { convergenceDetectedTime: '2024-01-01T00:00:00Z' },
        consumedResources: { runtimeInSeconds: 123 },
      });
    });

    test('whose name is taken by a stranger says so and leaves the stranger alone', async () => {
      await sagemaker.send(
        new CreateHyperParameterTuningJobCommand({
          HyperParameterTuningJobName: 'foreign',
          HyperParameterTuningJobConfig: {
            Strategy: 'Random',
            ResourceLimits: { MaxParallelTrainingJobs: 1, MaxNumberOfTrainingJobs: 1 },
          },
          Tags: [{ Key: 'team', Value: 'other' }],
        }),
      );
      await stage.create('HyperParameterTuningJob', 'foreign', tuningSpec({ hyperParameterTuningJobName: 'foreign' }));
      const job = await stage.until('HyperParameterTuningJob', 'foreign', isTerminal);
      expect(condition(job, 'ACK.Terminal')?.message).toContain('foreign');
      expect(job.status?.ackResourceMetadata?.arn).toBeUndefined();
      expect(await tagsOf(arn('hyper-parameter-tuning-job', 'foreign'))).toEqual({ team: 'other' });
    });
  });

  describe('a model, its config and its endpoint', () => {
    test('arrive as their specs say, applied in the wrong order, and serve', async () => {
      const config = endpointConfig('served');
      const objects = await Promise.all([
        apply('Endpoint', 'served', { endpointName: 'served', endpointConfigName: 'served' }),
        apply('EndpointConfig', 'served', { endpointConfigName: 'served', ...config.spec }),
        apply('Model', 'served', { modelName: 'served', ...model.spec }),
      ]);
      expect(await sagemaker.send(new DescribeModelCommand({ ModelName: 'served' }))).toMatchObject(model.described);
      expect(await sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'served' }))).toMatchObject(
        config.described,
      );
      expect(await sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'served' }))).toMatchObject({
        EndpointConfigName: 'served',
        EndpointStatus: 'InService',
      });
      const types = ['endpoint', 'endpoint-config', 'model'];
      const arns = types.map((type) => arn(type, 'served'));
      expect(objects.map(({ status }) => status?.ackResourceMetadata?.arn)).toEqual(arns);
      expect(await Promise.all(arns.map(tagsOf))).toMatchObject(objects.map(marks));
    });

    test('are mirrored as moto describes them', async () => {
      const endpoint = await stage.until('Endpoint', 'served', isReady);
      expect(endpoint.status).toMatchObject({
        endpointStatus: 'InService',
        productionVariants: [
          { variantName: 'main', currentInstanceCount: 2, desiredInstanceCount: 2, currentWeight: 0.75, desiredWeight: 0.75 },
          { variantName: 'spare', currentWeight: 0.25, currentServerlessConfig: { memorySizeInMB: 2048, maxConcurrency: 5 } },
        ],
      });
      const [list] = await moto.calls('ListEndpoints');
      expect(list?.input).toEqual({ SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: 100 });
    });

    test('have their tags follow the spec', async () => {
      const tags = [{ key: 'team', value: 'fraud' }];
      await stage.patch('Endpoint', 'served', { spec: { tags } });
      await stage.until('Endpoint', 'served', (object) => isReady(object) && object.status?.observedGeneration === 2);
      expect(await tagsOf(arn('endpoint', 'served'))).toMatchObject({
        team: 'fraud',
        'services.k8s.aws/namespace': stage.namespace,
      });
      await stage.patch('Endpoint', 'served', { spec: { tags: [] } });
      await stage.until('Endpoint', 'served', (object) => isReady(object) && object.status?.observedGeneration === 3);
      expect(await tagsOf(arn('endpoint', 'served'))).not.toHaveProperty('team');
    });

    test('are deleted with their objects', async () => {
      for (const kind of ['Endpoint', 'EndpointConfig', 'Model']) await remove(kind, 'served');
      await expect(sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'served' }))).rejects.toThrow('Could not find');
      await expect(sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'served' }))).rejects.toThrow(
        'Could not find',
      );
      await expect(sagemaker.send(new DescribeModelCommand({ ModelName: 'served' }))).rejects.toThrow('Could not find');
    });

    test('that someone deleted in AWS are known to be gone, and their objects go', async () => {
      await apply('Model', 'lost', modelSpec({ modelName: 'lost' }));
      await apply('EndpointConfig', 'lost', endpointConfigSpec('lost', { endpointConfigName: 'lost' }));
      await apply('Endpoint', 'lost', { endpointName: 'lost', endpointConfigName: 'lost' });
      // What was made moments ago and never seen may not be visible yet: of that, nobody believes that it is gone.
      for (const kind of ['EndpointConfig', 'Model']) {
        await stage.patch(kind, 'lost', { spec: { tags: [] } });
        await stage.until(kind, 'lost', ({ status }) => status?.['creationTime'] !== undefined);
      }
      await sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'lost' }));
      await sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'lost' }));
      await sagemaker.send(new DeleteModelCommand({ ModelName: 'lost' }));
      for (const kind of ['Endpoint', 'EndpointConfig', 'Model']) await remove(kind, 'lost');
    });

    test('an endpoint that is there already is adopted', async () => {
      await apply('Model', 'adopted', modelSpec({ modelName: 'adopted' }));
      await apply('EndpointConfig', 'adopted', endpointConfigSpec('adopted', { endpointConfigName: 'adopted' }));
      await sagemaker.send(
        new CreateEndpointCommand({ EndpointName: 'adopted', EndpointConfigName: 'adopted', Tags: [{ Key: 'a', Value: 'b' }] }),
      );
      const spec = { endpointName: 'adopted', endpointConfigName: 'adopted' };
      await stage.create('Endpoint', 'adopted', spec, { 'services.k8s.aws/adoption-policy': 'adopt' });
      const endpoint = await stage.until('Endpoint', 'adopted', isReady);
      expect(endpoint.status).toMatchObject({
        ackResourceMetadata: { arn: arn('endpoint', 'adopted') },
        endpointStatus: 'InService',
      });
      expect(await callsFor('CreateEndpoint', 'EndpointName', 'adopted')).toHaveLength(1);
    });
  });

  describe('not tried:', () => {
    test.for([
      ['stopping a training job', 'moto has no StopTrainingJob'],
      ['stopping a tuning job', 'moto has no StopHyperParameterTuningJob'],
      ['listing the trials of a tuning job', 'moto has no ListTrainingJobsForHyperParameterTuningJob'],
      ['giving an endpoint another config', 'moto has no UpdateEndpoint'],
    ] as const)('%s', ([what, why], { skip }) => {
      say(`${what} is skipped, because ${why}`);
      skip(why);
    });
  });

  /** Last, for it judges all that came before. */
  test('every call is one that botocore could have made', async () => {
    expect(await moto.calls()).not.toEqual([]);
    expect(await moto.objections()).toBe('');
  });
});
