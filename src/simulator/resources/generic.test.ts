import type { CreateProcessingJobRequest, Tag } from '@aws-sdk/client-sagemaker';
import * as sdk from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../testing.ts';
import { bench, clientFor, IMAGE, refusal, ROLE } from '../testing.ts';
import { ProcessingJob } from './generic.testkit.ts';

const ARN = 'arn:aws:sagemaker:us-west-2:123456789012';

let at: Bench;
beforeEach(async () => {
  at = await bench({ kinds: [ProcessingJob] });
});
afterEach(() => at[Symbol.asyncDispose]());

const process = (ProcessingJobName: string, more: Partial<CreateProcessingJobRequest> = {}) =>
  at.client.send(
    new sdk.CreateProcessingJobCommand({
      ProcessingJobName,
      RoleArn: ROLE,
      AppSpecification: { ImageUri: `${IMAGE}:1` },
      ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 10 } },
      ...more,
    }),
  );
const job = (ProcessingJobName: string) => at.client.send(new sdk.DescribeProcessingJobCommand({ ProcessingJobName }));
const stop = (ProcessingJobName: string) => at.client.send(new sdk.StopProcessingJobCommand({ ProcessingJobName }));
const drop = (ProcessingJobName: string) => at.client.send(new sdk.DeleteProcessingJobCommand({ ProcessingJobName }));

describe('a job that only its descriptor describes', () => {
  test('runs, completes, and tells what it was asked for and when', async () => {
    const { ProcessingJobArn } = await process('Job', { Environment: { A: 'b' } });
    expect(ProcessingJobArn).toBe(`${ARN}:processing-job/job`);
    const begun = new Date(at.simulator.control.now());
    expect(await job('Job')).toMatchObject({
      ProcessingJobName: 'Job',
      ProcessingJobArn,
      ProcessingJobStatus: 'InProgress',
      Environment: { A: 'b' },
      CreationTime: begun,
      ProcessingStartTime: begun,
    });
    at.after(299);
    expect(await job('Job')).not.toHaveProperty('ProcessingEndTime');
    at.after(1);
    const ended = new Date(at.simulator.control.now());
    expect(await job('Job')).toMatchObject({
      ProcessingJobStatus: 'Completed',
      ProcessingEndTime: ended,
      LastModifiedTime: ended,
    });
  });

  test.each<[string, Partial<CreateProcessingJobRequest>, RegExp]>([
    ['an image with the tag fail', { AppSpecification: { ImageUri: `${IMAGE}:fail` } }, /^AlgorithmError: .* exit code: 1$/],
    [
      'an output that does not exist',
      {
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: 'o',
              S3Output: { S3Uri: 's3://does-not-exist/o', LocalPath: '/o', S3UploadMode: 'EndOfJob' },
            },
          ],
        },
      },
      /^ClientError: .*s3:\/\/does-not-exist\/o/,
    ],
  ])('fails with a reason for %s', async (_, more, reason) => {
    await process('job', more);
    at.after(300);
    expect(await job('job')).toMatchObject({ ProcessingJobStatus: 'Failed', FailureReason: expect.stringMatching(reason) });
  });

  test('is refused when its role cannot be assumed, or a tag is the cloud’s own', async () => {
    const role = 'arn:aws:iam::123456789012:role/cannot-be-assumed';
    expect((await refusal(process('job', { RoleArn: role }))).message).toContain(`Could not assume role ${role}`);
    const tag = { Key: 'aws:x', Value: 'y' };
    expect((await refusal(process('job', { Tags: [tag] }))).code).toBe('ValidationException');
  });

  test('is held to the model', async () => {
    const refused = await refusal(process('job', { AppSpecification: undefined }));
    expect(refused.message).toBe(
      "1 validation error detected: Value null at 'appSpecification' failed to satisfy constraint: Member must not be null",
    );
  });

  test('stops for a while, and once: an ended one cannot be stopped', async () => {
    await process('job');
    await stop('job');
    await stop('job');
    expect(await job('job')).toMatchObject({ ProcessingJobStatus: 'Stopping' });
    at.after(20);
    expect(await job('job')).toMatchObject({ ProcessingJobStatus: 'Stopped', ProcessingEndTime: expect.any(Date) });
    expect(await refusal(stop('job'))).toMatchObject({
      code: 'ValidationException',
      message: 'The request was rejected because the processing job is in status Stopped.',
    });
    at.after(1000);
    expect(await job('job')).toMatchObject({ ProcessingJobStatus: 'Stopped' });
  });

  test('is deleted at once, where it has no status for that, and only when it has ended', async () => {
    await process('job');
    expect((await refusal(drop('job'))).code).toBe('ResourceInUse');
    at.after(300);
    await drop('job');
    expect((await refusal(job('job'))).code).toBe('ResourceNotFound');
    await process('job');
  });

  test('has its name to itself, and says in the model’s words when it is taken or not there', async () => {
    await process('job');
    expect(await refusal(process('JOB'))).toMatchObject({
      code: 'ResourceInUse',
      message: `Cannot create already existing processing job "${ARN}:processing-job/job".`,
    });
    expect(await refusal(job('gone'))).toMatchObject({
      code: 'ResourceNotFound',
      message: `Could not find processing job "${ARN}:processing-job/gone".`,
    });
    const elsewhere = clientFor(at.simulator, 'eu-west-1');
    const refused = await refusal(elsewhere.send(new sdk.DescribeProcessingJobCommand({ ProcessingJobName: 'job' })));
    expect(refused.code).toBe('ResourceNotFound');
    elsewhere.destroy();
  });

  test('is listed with what a summary has room for, by pages, filter and order', async () => {
    for (const name of ['b', 'a', 'c']) await process(name);
    await stop('b');
    const list = (input: sdk.ListProcessingJobsRequest = {}) => at.client.send(new sdk.ListProcessingJobsCommand(input));
    const first = await list({ SortBy: 'Name', MaxResults: 2 });
    expect(first.ProcessingJobSummaries).toEqual([
      {
        ProcessingJobName: 'a',
        ProcessingJobArn: `${ARN}:processing-job/a`,
        ProcessingJobStatus: 'InProgress',
        CreationTime: expect.any(Date),
        LastModifiedTime: expect.any(Date),
      },
      expect.objectContaining({ ProcessingJobName: 'b', ProcessingJobStatus: 'Stopping' }),
    ]);
    const { NextToken = '' } = first;
    expect((await list({ SortBy: 'Name', NextToken })).ProcessingJobSummaries).toHaveLength(1);
    const stopping = await list({ StatusEquals: 'Stopping' });
    expect(stopping.ProcessingJobSummaries?.map(({ ProcessingJobName }) => ProcessingJobName)).toEqual(['b']);
  });

  test('carries tags', async () => {
    const Tags: Tag[] = [{ Key: 'team', Value: 'a' }];
    const { ProcessingJobArn: ResourceArn } = await process('Job', { Tags });
    expect((await at.client.send(new sdk.ListTagsCommand({ ResourceArn }))).Tags).toEqual(Tags);
    await at.client.send(new sdk.AddTagsCommand({ ResourceArn, Tags: [{ Key: 'stage', Value: 'dev' }] }));
    expect((await at.client.send(new sdk.ListTagsCommand({ ResourceArn }))).Tags).toHaveLength(2);
  });
});
