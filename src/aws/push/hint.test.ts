import { assert, json, oneof, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { hintOf } from './hint.ts';

const arn = 'arn:aws:sagemaker:us-east-1:123456789012:training-job/churn';
const event = { source: 'aws.sagemaker', resources: [arn], detail: { TrainingJobStatus: 'Completed' } };

it('an event of SageMaker is a hint at its resources', () => {
  expect(hintOf(JSON.stringify(event))).toEqual({ arns: [arn], detail: { TrainingJobStatus: 'Completed' } });
});

it.each([
  ['no JSON', '{"source": "aws.sagemaker"'],
  ['no object', '[]'],
  ['nothing', ''],
  ['null', 'null'],
  ['of another service', JSON.stringify({ ...event, source: 'aws.s3' })],
  ['of nobody', JSON.stringify({ ...event, source: undefined })],
  ['about nothing', JSON.stringify({ ...event, resources: [] })],
  ['about no names', JSON.stringify({ ...event, resources: [1, null, {}] })],
  ['about a text', JSON.stringify({ ...event, resources: arn })],
])('what is %s is none', (_case, body) => {
  expect(hintOf(body)).toBeUndefined();
});

it('a detail that is no object says nothing, and the resources are hinted at all the same', () => {
  expect(hintOf(JSON.stringify({ ...event, detail: 'Completed' }))).toEqual({ arns: [arn], detail: {} });
});

it('however many resources are named, few are taken', () => {
  const resources = Array.from({ length: 5_000 }, (_, index) => `${arn}-${index}`);
  expect(hintOf(JSON.stringify({ ...event, resources }))?.arns.length).toBeLessThanOrEqual(10);
});

it('no message is an error', () => {
  assert(
    property(oneof(string(), json()), (body) => {
      expect(() => hintOf(body)).not.toThrow();
    }),
  );
});
