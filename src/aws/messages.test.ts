import { describe, expect, it } from 'vitest';
import type { Fields } from '../kinds/types.ts';
import { wordMessage } from './messages.ts';
import { createOperations } from './operations.ts';
import { createSchemas } from './schema.ts';

const schemas = createSchemas();
const operations = createOperations();
const said = (text: string, sent: Fields = {}, operation = 'CreateTrainingJob'): string =>
  wordMessage(text, { schemas, input: operations.get('sagemaker', operation).input, sent });

describe('a condition text', () => {
  it.each([
    ['resourceConfig.instanceCount', 'spec.resourceConfig.instanceCount', 'CreateTrainingJob'],
    ['roleArn', 'spec.roleARN', 'CreateTrainingJob'],
    [
      'inputDataConfig.2.member.dataSource.s3DataSource.s3Uri',
      'spec.inputDataConfig[1].dataSource.s3DataSource.s3URI',
      'CreateTrainingJob',
    ],
    ['containers.1.member.image', 'spec.containers[0].image', 'CreateModel'],
    [
      'productionVariants.1.member.initialInstanceCount',
      'spec.productionVariants[0].initialInstanceCount',
      'CreateEndpointConfig',
    ],
    ['vpcConfig.securityGroupIds', 'spec.vpcConfig.securityGroupIDs', 'CreateTrainingJob'],
    ['tags.1.member.key', 'spec.tags[0].key', 'CreateTrainingJob'],
    ['somethingNew.4.member', 'somethingNew.4.member', 'CreateTrainingJob'],
  ])('names the field that the user wrote: %s is %s', (path, field, operation) => {
    const constraint = 'failed to satisfy constraint: Member must have value greater than or equal to 1';
    expect(said(`1 validation error detected: Value '0' at '${path}' ${constraint}`, {}, operation)).toBe(
      `1 validation error detected: Value '0' at '${field}' ${constraint}`,
    );
  });

  it('names every field of several errors, also one without a value', () => {
    const text =
      "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; Value 'a'b' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]";
    expect(said(text)).toBe(
      "2 validation errors detected: Value null at 'spec.roleARN' failed to satisfy constraint: Member must not be null; Value 'a'b' at 'spec.trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]",
    );
  });

  it.each(['environment', 'hyperParameters', 'environment.MY-KEY.member'])(
    'never shows the data at %s, whatever it is',
    (path) => {
      const text = `1 validation error detected: Value '{A=innocent, B=it's}' at '${path}' failed to satisfy constraint: Map value must be short`;
      expect(said(text)).not.toContain('innocent');
      expect(said(text)).toContain("Value '***' at 'spec.");
    },
  );

  it('masks a secret that was sent, wherever AWS repeats it', () => {
    const sent = {
      Environment: { DB_PASSWORD: 'hunter2hunter2', MODE: 'train', X: 'AKIAIOSFODNN7EXAMPLE' },
      HyperParameters: { api_key: 'k-123456' },
    };
    expect(said('bad hunter2hunter2 and AKIAIOSFODNN7EXAMPLE and k-123456 in train', sent)).toBe(
      'bad *** and *** and *** in train',
    );
  });

  it('shows an ARN whose member only sounds secret', () => {
    expect(said('no access to arn:aws:secretsmanager:x', { Nested: { SecretArn: 'arn:aws:secretsmanager:x' } })).toBe(
      'no access to arn:aws:secretsmanager:x',
    );
  });

  it.each([
    ['Rate exceeded (Service: AmazonSageMaker; Status Code: 400; Request ID: 7c3f-11; Proxy: null)', 'Rate exceeded'],
    ['Rate exceeded, RequestID: 7c3f-11', 'Rate exceeded'],
    ['Not authorized. Encoded authorization failure message: AbC_d-9', 'Not authorized'],
  ])('is the same on every attempt: %s', (text, stable) => {
    expect(wordMessage(text)).toBe(stable);
  });

  it('shows of a long list of values those that are most like the one that was given, and how many more there are', () => {
    const types = Array.from({ length: 300 }, (_, at) => `ml.c${at}.xlarge`);
    const list = [...types, 'ml.m5.large', 'ml.m5.4xlarge'].join(', ');
    const text = (values: string): string =>
      `1 validation error detected: Value 'ml.m5.lage' at 'spec.resourceConfig.instanceType' failed to satisfy constraint: Member must satisfy enum value set: [${values}]`;
    const shown = said(text(list).replace('spec.', ''));
    expect(shown).toContain('[ml.m5.large, ml.m5.4xlarge, ');
    expect(shown).toMatch(/, … 292 more\]$/);
    expect(said(text('File, Pipe, FastFile').replace('spec.', ''))).toBe(text('File, Pipe, FastFile'));
  });

  it('is bounded: AWS quotes what it was given, and an object must fit into etcd', () => {
    expect(wordMessage('x'.repeat(1e6)).length).toBeLessThanOrEqual(2048);
  });
});
