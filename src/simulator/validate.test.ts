import { describe, expect, test } from 'vitest';
import { loadModel } from '../model/load.ts';
import { AwsError } from './errors.ts';
import type { JsonObject } from './json.ts';
import { createValidator } from './validate.ts';

const model = loadModel('sagemaker');
const validate = createValidator(model);

const valid: JsonObject = {
  TrainingJobName: 'job',
  RoleArn: 'arn:aws:iam::123456789012:role/role',
  OutputDataConfig: { S3OutputPath: 's3://bucket/output' },
};

function answer(input: unknown, shape = 'CreateTrainingJobRequest'): string {
  try {
    validate(shape, input);
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}
const one = (violation: string): string => `ValidationException: 1 validation error detected: ${violation}`;

describe('a request that the model forbids is refused in the words of AWS', () => {
  test.each<[string, JsonObject, string]>([
    [
      'a pattern',
      { TrainingJobName: 'a_b' },
      one(
        "Value 'a_b' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
      ),
    ],
    [
      'a missing member of a nested structure',
      { OutputDataConfig: {} },
      one("Value null at 'outputDataConfig.s3OutputPath' failed to satisfy constraint: Member must not be null"),
    ],
    [
      'null for a required member',
      { RoleArn: null },
      one("Value null at 'roleArn' failed to satisfy constraint: Member must not be null"),
    ],
    [
      'a number out of its range',
      { RetryStrategy: { MaximumRetryAttempts: 31 } },
      one(
        "Value '31' at 'retryStrategy.maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 30",
      ),
    ],
    [
      'an enumeration inside a list',
      { InputDataConfig: [{ ChannelName: 'c', DataSource: {}, CompressionType: 'Zip' }] },
      one(
        "Value 'Zip' at 'inputDataConfig.1.member.compressionType' failed to satisfy constraint: Member must satisfy enum value set: [None, Gzip]",
      ),
    ],
    [
      'an element of a list of texts',
      { VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: ['a subnet'] } },
      one(
        `Value '["a subnet"]' at 'vpcConfig.subnets' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 32, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: [-0-9a-zA-Z]+]`,
      ),
    ],
    [
      'a value of a map',
      { HyperParameters: { a: 'x'.repeat(2501) } },
      one(
        `Value '{"a":"${'x'.repeat(2501)}"}' at 'hyperParameters' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 2500, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: .*]`,
      ),
    ],
    [
      'two at once',
      { TrainingJobName: `_${'x'.repeat(63)}` },
      `ValidationException: 2 validation errors detected: Value '_${'x'.repeat(63)}' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}; Value '_${'x'.repeat(63)}' at 'trainingJobName' failed to satisfy constraint: Member must have length less than or equal to 63`,
    ],
  ])('%s', (_, change, expected) => {
    expect(answer({ ...valid, ...change })).toBe(expected);
  });

  test.each<[JsonObject, string]>([
    [{ TrainingJobName: 1 }, 'SerializationException: NUMBER_VALUE can not be converted to a String'],
    [{ RetryStrategy: { MaximumRetryAttempts: '3' } }, 'SerializationException: STRING_VALUE can not be converted to an Integer'],
    [{ EnableNetworkIsolation: 'yes' }, 'SerializationException: STRING_VALUE can not be converted to a Boolean'],
    [{ InputDataConfig: {} }, 'SerializationException: Start of structure or map found where not expected'],
    [{ OutputDataConfig: [] }, 'SerializationException: Start of list found where not expected'],
  ])('%j has the wrong type', (change, expected) => {
    expect(answer({ ...valid, ...change })).toBe(expected);
  });
});

test('what the model does not know is ignored, as is a null', () => {
  expect(validate('CreateTrainingJobRequest', { ...valid, Colour: 'red', VpcConfig: null, Tags: [] })).toEqual({
    ...valid,
    Tags: [],
  });
});

test('every input of the model can be validated: an empty request is either accepted or misses required members', () => {
  for (const { input } of Object.values(model.operations))
    expect(answer({}, input)).toMatch(/^accepted$|^ValidationException: \d+ validation errors? detected: Value null at /);
});
