import type { DescribeTrainingJobResponse } from '@aws-sdk/client-sagemaker';
import {
  CreateTrainingJobCommand,
  DeleteTrainingJobCommand,
  DescribeTrainingJobCommand,
  UpdateTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import type { CreateTrainingJobRequest, UpdateTrainingJobRequest } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../testing.ts';
import { bench, refusal, trainingJob } from '../testing.ts';

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at[Symbol.asyncDispose]());

const create = (more: Partial<CreateTrainingJobRequest> = {}, name = 'job'): Promise<unknown> =>
  at.client.send(new CreateTrainingJobCommand(trainingJob(name, more)));
const look = (name = 'job'): Promise<DescribeTrainingJobResponse> =>
  at.client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
const remove = (): Promise<unknown> => at.client.send(new DeleteTrainingJobCommand({ TrainingJobName: 'job' }));
const update = (more: Omit<UpdateTrainingJobRequest, 'TrainingJobName'>): Promise<unknown> =>
  at.client.send(new UpdateTrainingJobCommand({ TrainingJobName: 'job', ...more }));

const END = 480;
const spot = (more: Partial<CreateTrainingJobRequest> = {}): Partial<CreateTrainingJobRequest> => ({
  EnableManagedSpotTraining: true,
  StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
  ...more,
});

describe('a spot training job', () => {
  test('costs 30 to 40 % of its training time', async () => {
    await create(spot());
    at.after(END);
    const { TrainingTimeInSeconds: trained = 0, BillableTimeInSeconds: billed = 0 } = await look();
    expect(trained).toBe(360);
    expect(billed / trained).toBeGreaterThan(0.29);
    expect(billed / trained).toBeLessThan(0.41);
  });

  test('that loses its instances starts again, and completes', async () => {
    await create(spot({ Environment: { SIMULATOR_INTERRUPTIONS: '1' } }));
    at.after(1000);
    const done = await look();
    const steps = done.SecondaryStatusTransitions?.map(({ Status }) => Status);
    expect(steps).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Interrupted',
      'Starting',
      'Downloading',
      'Training',
      'Uploading',
      'Completed',
    ]);
  });

  test('ends when it has waited too long', async () => {
    const StoppingCondition = { MaxRuntimeInSeconds: 300, MaxWaitTimeInSeconds: 300 };
    await create(spot({ StoppingCondition, Environment: { SIMULATOR_INTERRUPTIONS: '2' } }));
    at.after(1000);
    expect(await look()).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxWaitTimeExceeded' });
  });

  test('needs a MaxWaitTimeInSeconds that is not below its MaxRuntimeInSeconds', async () => {
    const refused = await refusal(create(spot({ StoppingCondition: { MaxRuntimeInSeconds: 3600 } })));
    expect(refused.message).toBe(
      'Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds',
    );
  });
});

describe('a warm pool', () => {
  const pooled = {
    ResourceConfig: { InstanceType: 'ml.m5.large' as const, InstanceCount: 1, VolumeSizeInGB: 10, KeepAlivePeriodInSeconds: 600 },
  };

  test('is kept for its time after a completed job', async () => {
    await create(pooled);
    expect((await look()).WarmPoolStatus?.Status).toBe('InUse');
    at.after(END);
    expect((await look()).WarmPoolStatus?.Status).toBe('Available');
    expect((await refusal(remove())).code).toBe('ResourceInUse');
    at.after(600);
    expect((await look()).WarmPoolStatus).toEqual({ Status: 'Terminated', ResourceRetainedBillableTimeInSeconds: 600 });
  });

  test('is taken over by a matching job, which starts at once', async () => {
    await create(pooled, 'first');
    at.after(END + 100);
    await create(pooled, 'second');
    expect((await look('first')).WarmPoolStatus).toEqual({
      Status: 'Reused',
      ReusedByJob: 'second',
      ResourceRetainedBillableTimeInSeconds: 100,
    });
    at.after(10);
    expect((await look('second')).SecondaryStatus).toBe('Downloading');
  });

  test('can be shortened once the job has completed, not before', async () => {
    await create(pooled);
    expect((await refusal(update({ ResourceConfig: { KeepAlivePeriodInSeconds: 60 } }))).code).toBe('ValidationException');
    at.after(END);
    await update({ ResourceConfig: { KeepAlivePeriodInSeconds: 60 } });
    at.after(60);
    expect((await look()).WarmPoolStatus?.Status).toBe('Terminated');
    expect((await look()).ResourceConfig?.KeepAlivePeriodInSeconds).toBe(60);
  });
});

describe('debugger and profiler rules', () => {
  const rule = (name: string) => ({ RuleConfigurationName: name, RuleEvaluatorImage: 'rules:1' });
  const statuses = async (): Promise<(string | undefined)[]> =>
    (await look()).DebugRuleEvaluationStatuses?.map(({ RuleEvaluationStatus }) => RuleEvaluationStatus) ?? [];

  test('are evaluated until some time after the job has ended', async () => {
    await create({ DebugRuleConfigurations: [rule('LossNotDecreasing'), rule('Overfit-issues-found')] });
    expect(await statuses()).toEqual([]);
    at.after(END);
    expect((await look()).TrainingJobStatus).toBe('Completed');
    expect(await statuses()).toEqual(['InProgress', 'InProgress']);
    at.after(120);
    expect(await statuses()).toEqual(['NoIssuesFound', 'IssuesFound']);
  });

  test('of the profiler can be added while the job runs, not while it starts', async () => {
    await create({ ProfilerConfig: { S3OutputPath: 's3://bucket/profile' } });
    expect((await refusal(update({ ProfilerRuleConfigurations: [rule('Report')] }))).code).toBe('ValidationException');
    at.after(200);
    const both = update({ ProfilerRuleConfigurations: [rule('Report')], ResourceConfig: { KeepAlivePeriodInSeconds: 60 } });
    expect((await refusal(both)).message).toContain('at the same time');
    await update({ ProfilerRuleConfigurations: [rule('Report')] });
    expect((await look()).ProfilerRuleEvaluationStatuses).toMatchObject([
      { RuleConfigurationName: 'Report', RuleEvaluationStatus: 'InProgress' },
    ]);
    await update({ ProfilerConfig: { DisableProfiler: true } });
    expect((await look()).ProfilingStatus).toBe('Disabled');
    at.after(END);
    expect((await refusal(update({ ProfilerConfig: {} }))).code).toBe('ValidationException');
  });
});
