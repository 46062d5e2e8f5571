import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds } from '../kinds/index.ts';
import type { Fields } from '../kinds/types.ts';
import { createCodec } from './codec.ts';
import { createOperations } from './operations.ts';
import { createSchemas, type Schema } from './schema.ts';

const schemas = createSchemas();
const codec = createCodec(schemas);
const operations = createOperations();
const create = (kind: string): Schema => operations.get('sagemaker', `Create${kind}`).input;
const training = create('TrainingJob');
const creates = kinds.map(({ service, operations: { create: operation } }) => ({ service: service.id, operation }));

/** Any value of a shape in which every part says something, as a CR would hold it. */
function setValue(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.isStructSchema()) return setStructure(schema);
  if (schema.isListSchema()) return fc.array(setValue(schema.getValueSchema()), { minLength: 1, maxLength: 2 });
  if (schema.isMapSchema()) {
    // A dictionary of fast-check keeps clear of __proto__; the codec must not.
    return fc
      .array(fc.tuple(mapKey, setValue(schema.getValueSchema())), { minLength: 1, maxLength: 3 })
      .map((pairs) => Object.fromEntries(pairs));
  }
  if (schema.isTimestampSchema())
    return fc.integer({ min: 0, max: 4e9 }).map((s) => new Date(s * 1000).toISOString().replace('.000Z', 'Z'));
  if (schema.isBlobSchema()) return fc.uint8Array({ minLength: 1 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  if (schema.isNumericSchema())
    return fc.oneof(
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true, maxExcluded: true, max: 1e15, min: -1e15 }),
    );
  return schema.isBooleanSchema() ? fc.boolean() : fc.string({ minLength: 1 });
}
const mapKey = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'RoleArn', 'roleARN'));

function setStructure(schema: Schema): fc.Arbitrary<unknown> {
  const { members } = schemas.structure(schema);
  if (members.length === 0) return fc.constant({});
  const parts = Object.fromEntries(members.map((member) => [member.cr, setValue(member.schema)]));
  const some = fc.record(parts, { requiredKeys: [] });
  const first = members[0];
  return first
    ? some.chain((value) =>
        Object.keys(value).length > 0 ? fc.constant(value) : setValue(first.schema).map((one) => ({ [first.cr]: one })),
      )
    : some;
}

describe('decode after encode gives back what was set', () => {
  it.each(creates)('in the input of $operation', ({ service, operation }) => {
    const schema = operations.get(service, operation).input;
    fc.assert(
      fc.property(setStructure(schema), (fields) => {
        expect(codec.decode(schema, codec.encode(schema, fields as Fields))).toEqual(fields);
      }),
      { numRuns: 60 },
    );
  });

  it.each(creates)("and the SDK's own types on the way change nothing in $operation", ({ service, operation }) => {
    const schema = operations.get(service, operation).input;
    fc.assert(
      fc.property(setStructure(schema), (fields) => {
        const encoded = codec.encode(schema, fields as Fields);
        expect(codec.fromSdk(schema, codec.toSdk(schema, encoded))).toEqual(encoded);
      }),
      { numRuns: 60 },
    );
  });
});

describe('encode', () => {
  it.each([
    [
      'an optional text that is empty',
      { checkpointConfig: { s3URI: 's3://b', localPath: '' } },
      { CheckpointConfig: { S3Uri: 's3://b' } },
    ],
    ['an optional list that is empty', { inputDataConfig: [] }, {}],
    ['an optional map that is empty', { hyperParameters: {} }, {}],
    ['an optional member that is null', { environment: null }, {}],
    [
      'a structure in which nothing is set',
      { vpcConfig: { subnets: [], securityGroupIDs: [] }, experimentConfig: { runName: '' } },
      {},
    ],
    ['a field that the API does not know', { roleARN: 'r', roleArn: 'x', nope: 1 }, { RoleArn: 'r' }],
  ])('leaves out %s', (_, fields, expected) => {
    expect(codec.encode(training, fields)).toEqual(expected);
  });

  it.each([
    [
      'zero and false',
      { enableNetworkIsolation: false, stoppingCondition: { maxRuntimeInSeconds: 0 } },
      { EnableNetworkIsolation: false, StoppingCondition: { MaxRuntimeInSeconds: 0 } },
    ],
    ['an empty hyperparameter: it is data', { hyperParameters: { flag: '' } }, { HyperParameters: { flag: '' } }],
    [
      'an empty element of a list: it is data',
      { algorithmSpecification: { containerArguments: ['', 'x'] } },
      { AlgorithmSpecification: { ContainerArguments: ['', 'x'] } },
    ],
    [
      'map keys as the user wrote them',
      { environment: { roleARN: 'a', RoleArn: 'b' } },
      { Environment: { roleARN: 'a', RoleArn: 'b' } },
    ],
    ['a required member, even empty', { roleARN: '', outputDataConfig: {} }, { RoleArn: '', OutputDataConfig: {} }],
    [
      'a required list beside a member that is set',
      { vpcConfig: { subnets: [], securityGroupIDs: ['sg-1'] } },
      { VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: [] } },
    ],
    [
      'an enum value that nobody has heard of',
      { resourceConfig: { instanceType: 'ml.z9.huge' } },
      { ResourceConfig: { InstanceType: 'ml.z9.huge' } },
    ],
  ])('keeps %s', (_, fields, expected) => {
    expect(codec.encode(training, fields)).toEqual(expected);
  });

  it('keeps a member that the kind calls required, as an empty structure of defaults', () => {
    expect(codec.encode(training, { stoppingCondition: {} }, ['StoppingCondition'])).toEqual({ StoppingCondition: {} });
    expect(codec.encode(training, { stoppingCondition: {} })).toEqual({});
  });

  it.each([
    ['spec.resourceConfig.instanceCount must be a number', { resourceConfig: { instanceCount: '2' } }],
    [
      'spec.resourceConfig.volumeSizeInGB must be between -9007199254740991 and 9007199254740991',
      { resourceConfig: { volumeSizeInGB: 2 ** 53 } },
    ],
    ['spec.environment[A] must be a string', { environment: { A: 1 } }],
    ['spec.inputDataConfig[1].channelName must be a string', { inputDataConfig: [{ channelName: 'a' }, { channelName: 7 }] }],
    ['spec.vpcConfig must be an object, not a list', { vpcConfig: ['x'] }],
    ['spec.inputDataConfig must be a list, not a string', { inputDataConfig: 'x' }],
    ['spec.enableNetworkIsolation must be true or false', { enableNetworkIsolation: 'true' }],
  ])('refuses a value that cannot be expressed: %s', (message, fields) => {
    expect(() => codec.encode(training, fields as Fields)).toThrow(expect.objectContaining({ kind: 'invalid', message }));
  });

  it('treats __proto__ and constructor in a map as keys, and pollutes nothing', () => {
    const spec = JSON.parse('{"environment":{"__proto__":"a","constructor":"b"},"__proto__":{"roleARN":"evil"}}') as Fields;
    const encoded = codec.encode(training, spec);
    expect(JSON.stringify(encoded)).toBe('{"Environment":{"__proto__":"a","constructor":"b"}}');
    expect(({} as Record<string, unknown>)['roleARN']).toBeUndefined();
  });
});

describe('decode', () => {
  const describeTraining = operations.get('sagemaker', 'DescribeTrainingJob').output;

  it('maps the same member name per structure, and drops what the schema does not know', () => {
    const fields = { RoleArn: 'r', ModelArtifacts: { S3ModelArtifacts: 's3://m' }, Future: { x: 1 } };
    expect(codec.decode(describeTraining, fields)).toEqual({ roleARN: 'r', modelArtifacts: { s3ModelArtifacts: 's3://m' } });
  });

  it('reads times as RFC 3339 in whole seconds UTC', () => {
    expect(codec.fromSdk(describeTraining, { CreationTime: new Date('2026-01-02T03:04:05.678Z') })).toEqual({
      CreationTime: '2026-01-02T03:04:05Z',
    });
  });

  it('leaves out a metric that is not a number: as null it would make the apiserver refuse the whole status', () => {
    const output = {
      FinalMetricDataList: [{ MetricName: 'loss', Value: Number.NaN }],
      TrainingTimeInSeconds: Number.POSITIVE_INFINITY,
    };
    expect(codec.fromSdk(describeTraining, output)).toEqual({ FinalMetricDataList: [{ MetricName: 'loss' }] });
  });

  it('leaves out a date that no year of four digits holds', () => {
    expect(codec.fromSdk(describeTraining, { CreationTime: new Date(8e15), LastModifiedTime: new Date(Number.NaN) })).toEqual({});
  });

  it('finds a list by its name among all that an output reaches', () => {
    const trials = schemas.find(
      operations.get('sagemaker', 'ListTrainingJobsForHyperParameterTuningJob').output,
      'HyperParameterTrainingJobSummaries',
    );
    expect(trials && codec.decodeValue(trials, [{ TrainingJobArn: 'a', TrainingJobStatus: 'New' }])).toEqual([
      { trainingJobARN: 'a', trainingJobStatus: 'New' },
    ]);
    expect(schemas.find(training, 'NoSuchShape')).toBeUndefined();
  });
});
