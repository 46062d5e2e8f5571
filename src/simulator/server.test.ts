import { DescribeTrainingJobCommand, ListTrainingPlansCommand } from '@aws-sdk/client-sagemaker';
import { CreateTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bench } from './testing.ts';
import { bench, clientFor, refusal, trainingJob } from './testing.ts';

let at: Bench;
beforeAll(async () => {
  at = await bench();
});
afterAll(() => at[Symbol.asyncDispose]());

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKIA/20300101/eu-west-1/sagemaker/aws4_request, SignedHeaders=host, Signature=0';
const post = (headers: Record<string, string>, body: string): Promise<Response> =>
  fetch(at.simulator.url, { method: 'POST', headers, body });

describe('the wire', () => {
  test('a request without a signature is refused as MissingAuthenticationToken', async () => {
    const response = await post({ 'x-amz-target': 'SageMaker.ListModels' }, '{}');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationToken' });
  });

  test('an operation that SageMaker does not have is an UnknownOperationException', async () => {
    const response = await post({ 'x-amz-target': 'SageMaker.MakeCoffee', authorization: AUTHORIZATION }, '{}');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });

  test('an operation that only the real service has says so', async () => {
    const refused = await refusal(at.client.send(new ListTrainingPlansCommand({})));
    expect(refused.code).toBe('UnknownOperationException');
    expect(refused.message).toContain('The simulator does not serve ListTrainingPlans');
  });

  test('a body that is no JSON is a SerializationException', async () => {
    const response = await post({ 'x-amz-target': 'SageMaker.ListModels', authorization: AUTHORIZATION }, '{"a":');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
  });

  test('every answer has a request id, the content type of AWS JSON 1.1 and the time of the clock', async () => {
    const response = await post({ 'x-amz-target': 'SageMaker.ListModels', authorization: AUTHORIZATION }, '{}');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(response.headers.get('date')).toBe('Tue, 01 Jan 2030 00:00:00 GMT');
  });

  test.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eu-central-1', 'aws'],
  ])('the region of the signature %s decides region and partition of what is made', async (region, partition) => {
    const client = clientFor(at.simulator, region);
    const { TrainingJobArn } = await client.send(new CreateTrainingJobCommand(trainingJob('by-region')));
    expect(TrainingJobArn).toBe(`arn:${partition}:sagemaker:${region}:123456789012:training-job/by-region`);
    const elsewhere = clientFor(at.simulator, 'ap-south-1');
    expect(await refusal(elsewhere.send(new DescribeTrainingJobCommand({ TrainingJobName: 'by-region' })))).toMatchObject({
      code: 'ValidationException',
      message: 'Requested resource not found.',
    });
  });

  test('a fault that removes a member leaves no trace of it', async () => {
    at.simulator.faults.add({
      operation: 'ListModels',
      when: 'after',
      action: { type: 'output', members: { Models: null, Extra: 1 } },
    });
    const response = await post({ 'x-amz-target': 'SageMaker.ListModels', authorization: AUTHORIZATION }, '{}');
    expect(await response.json()).toEqual({ Extra: 1 });
  });

  test('an access key of twelve digits is a caller of that account', async () => {
    const client = clientFor(at.simulator, 'us-west-2', '999988887777');
    const { TrainingJobArn } = await client.send(new CreateTrainingJobCommand(trainingJob('by-account')));
    expect(TrainingJobArn).toContain(':999988887777:');
  });
});
