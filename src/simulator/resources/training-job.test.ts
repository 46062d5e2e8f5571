import type { DescribeTrainingJobResponse } from '@aws-sdk/client-sagemaker';
import {
  CreateTrainingJobCommand,
  DeleteTrainingJobCommand,
  DescribeTrainingJobCommand,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import type { CreateTrainingJobRequest } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../testing.ts';
import { bench, IMAGE, refusal, trainingJob } from '../testing.ts';

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at[Symbol.asyncDispose]());

const create = (more: Partial<CreateTrainingJobRequest> = {}, name = 'job'): Promise<unknown> =>
  at.client.send(new CreateTrainingJobCommand(trainingJob(name, more)));
const look = (name = 'job'): Promise<DescribeTrainingJobResponse> =>
  at.client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
const stop = (): Promise<unknown> => at.client.send(new StopTrainingJobCommand({ TrainingJobName: 'job' }));
const remove = (): Promise<unknown> => at.client.send(new DeleteTrainingJobCommand({ TrainingJobName: 'job' }));

const ARN = 'arn:aws:sagemaker:us-west-2:123456789012:training-job/job';
const END = 480;
const image = (tag: string): Partial<CreateTrainingJobRequest> => ({
  AlgorithmSpecification: { TrainingImage: `${IMAGE}:${tag}`, TrainingInputMode: 'File' },
});

describe('a training job', () => {
  test('goes from Starting to Completed, each step at its time', async () => {
    await create();
    const seen: string[] = [];
    for (const seconds of [0, 120, 60, 270, 30]) {
      at.after(seconds);
      const { TrainingJobStatus, SecondaryStatus, LastModifiedTime } = await look();
      seen.push(`${TrainingJobStatus}/${SecondaryStatus}`);
      expect(LastModifiedTime?.getTime()).toBe(at.simulator.control.now());
    }
    expect(seen).toEqual([
      'InProgress/Starting',
      'InProgress/Downloading',
      'InProgress/Training',
      'InProgress/Uploading',
      'Completed/Completed',
    ]);
  });

  test('tells its times, its cost and where its model is, once it is done', async () => {
    await create();
    at.after(END - 1);
    const before = await look();
    expect([before.TrainingEndTime, before.TrainingTimeInSeconds, before.ModelArtifacts]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    at.after(1);
    const done = await look();
    expect(done).toMatchObject({
      TrainingTimeInSeconds: 360,
      BillableTimeInSeconds: 360,
      ModelArtifacts: { S3ModelArtifacts: 's3://bucket/output/job/output/model.tar.gz' },
    });
    const transitions = done.SecondaryStatusTransitions ?? [];
    expect(transitions.every(({ StatusMessage }) => StatusMessage !== undefined && StatusMessage !== '')).toBe(true);
    expect(transitions.slice(0, -1).map(({ EndTime }) => EndTime)).toEqual(
      transitions.slice(1).map(({ StartTime }) => StartTime),
    );
  });

  test('lives the same life however often one looks', async () => {
    await create({}, 'watched');
    await create({}, 'unwatched');
    for (let second = 0; second < END; second += 20) {
      at.after(20);
      await look('watched');
    }
    const { SecondaryStatusTransitions: watched } = await look('watched');
    expect((await look('unwatched')).SecondaryStatusTransitions).toEqual(watched);
  });

  test('tells what AWS adds to a request that does not say', async () => {
    const channel = {
      ChannelName: 'train',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/data' } },
    } as const;
    await create({ InputDataConfig: [channel], StoppingCondition: undefined });
    expect(await look()).toMatchObject({
      AlgorithmSpecification: { EnableSageMakerMetricsTimeSeries: false },
      OutputDataConfig: { KmsKeyId: '', CompressionType: 'GZIP' },
      StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
      EnableNetworkIsolation: false,
      EnableInterContainerTrafficEncryption: false,
      EnableManagedSpotTraining: false,
      ProfilingStatus: 'Disabled',
      InputDataConfig: [
        {
          CompressionType: 'None',
          RecordWrapperType: 'None',
          DataSource: { S3DataSource: { S3DataDistributionType: 'FullyReplicated' } },
        },
      ],
    });
  });

  test('reports its metrics, the same for the same name', async () => {
    const metrics = {
      AlgorithmSpecification: {
        TrainingImage: `${IMAGE}:1`,
        TrainingInputMode: 'File' as const,
        MetricDefinitions: [
          { Name: 'train:loss', Regex: 'loss=(.*)' },
          { Name: 'accuracy', Regex: 'acc=(.*)' },
        ],
      },
    };
    await create(metrics);
    at.after(END);
    const { FinalMetricDataList: first = [] } = await look();
    expect(first.map(({ MetricName }) => MetricName)).toEqual(['train:loss', 'accuracy']);
    expect(first[0]?.Value).toBeLessThan(0.5);
    expect(first[1]?.Value).toBeGreaterThan(0.69);
    at.simulator.control.reset();
    await create(metrics);
    at.after(END);
    expect((await look()).FinalMetricDataList?.map(({ Value }) => Value)).toEqual(first.map(({ Value }) => Value));
  });

  test('has a name of its own, without regard to case', async () => {
    await create();
    expect(await refusal(create({}, 'JOB'))).toEqual({
      code: 'ResourceInUse',
      message: `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${ARN})`,
      status: 400,
    });
  });

  test('that is not there is a ValidationException for Describe, Stop and Delete', async () => {
    for (const call of [look, stop, remove])
      expect(await refusal(call())).toMatchObject({ code: 'ValidationException', message: 'Requested resource not found.' });
  });
});

describe('the end of a training job', () => {
  test.each([
    ['its image exits with an error', image('fail'), 'AlgorithmError: ExecuteUserScriptError'],
    ['there is no capacity', image('no-capacity'), 'CapacityError: Unable to provision requested ML compute capacity'],
    [
      'its image is not there',
      { AlgorithmSpecification: { TrainingImage: 'r/no-such-image:1', TrainingInputMode: 'File' as const } },
      'ClientError: Cannot pull',
    ],
    [
      'the environment says so',
      { Environment: { SIMULATOR_FAIL: 'CUDA out of memory' } },
      'AlgorithmError: CUDA out of memory, exit code: 1',
    ],
    [
      'its data are not there',
      {
        InputDataConfig: [
          {
            ChannelName: 'train',
            DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: 's3://bucket/does-not-exist/' } },
          },
        ],
      },
      'ClientError: Data download failed:No S3 objects found under S3 URL "s3://bucket/does-not-exist/"',
    ],
  ])('is Failed when %s', async (_, request, reason) => {
    await create(request);
    expect((await look()).FailureReason).toBeUndefined();
    at.after(END);
    const failed = await look();
    expect(failed).toMatchObject({ TrainingJobStatus: 'Failed', SecondaryStatus: 'Failed' });
    expect(failed.FailureReason).toContain(reason);
    expect(failed.ModelArtifacts).toBeUndefined();
  });

  test('is refused at once when its role cannot be assumed', async () => {
    const refused = await refusal(create({ RoleArn: 'arn:aws:iam::123456789012:role/cannot-be-assumed' }));
    expect(refused).toMatchObject({ code: 'ValidationException' });
    expect(refused.message).toContain('Could not assume role');
  });

  test('is Stopped after Stopping, with the model that it had by then', async () => {
    await create();
    at.after(200);
    await stop();
    expect(await look()).toMatchObject({ TrainingJobStatus: 'Stopping', SecondaryStatus: 'Stopping' });
    await stop();
    at.after(20);
    const stopped = await look();
    expect(stopped).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped', TrainingTimeInSeconds: 100 });
    expect(stopped.ModelArtifacts).toBeDefined();
    expect(await refusal(stop())).toMatchObject({
      code: 'ValidationException',
      message: 'The request was rejected because the training job is in status Stopped.',
    });
    at.after(END);
    expect((await look()).TrainingJobStatus).toBe('Stopped');
  });

  test('comes when MaxRuntimeInSeconds are used up', async () => {
    await create({ StoppingCondition: { MaxRuntimeInSeconds: 100 } });
    at.after(120 + 99);
    expect((await look()).TrainingJobStatus).toBe('InProgress');
    at.after(1);
    expect(await look()).toMatchObject({
      TrainingJobStatus: 'Stopped',
      SecondaryStatus: 'MaxRuntimeExceeded',
      TrainingTimeInSeconds: 100,
    });
  });

  test('frees the name only after it was deleted', async () => {
    await create();
    expect((await refusal(remove())).code).toBe('ResourceInUse');
    at.after(END);
    await remove();
    expect((await look()).TrainingJobStatus).toBe('Deleting');
    at.after(10);
    expect((await refusal(look())).message).toContain('Requested resource not found');
    await create();
  });
});
