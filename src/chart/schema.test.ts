import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { FLAGS } from '../config/flags.ts';
import { GATES } from '../config/words.ts';
import { valuesSchema } from './schema.ts';
import { CONSTRAINTS, FLAG_OF, TAKEN } from './values.ts';

const VALUES = readFileSync(new URL('../../charts/sagemaker-operator/values.yaml', import.meta.url), 'utf8');
const schema = valuesSchema(VALUES);

const at = (root: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((node, name) => (node as Readonly<Record<string, unknown>> | undefined)?.[name], root);
const schemaOf = (path: string): unknown => at(schema, `properties.${path.replaceAll('.', '.properties.')}`);

test('every value that becomes a flag, or has a constraint, is one that values.yaml shows', () => {
  const known = [...Object.keys(FLAG_OF), ...Object.keys(CONSTRAINTS)].filter((path) => at(parse(VALUES), path) === undefined);
  expect(known).toEqual([]);
});

test('every flag can be set by exactly one value, but for those that the pod decides', () => {
  const free = Object.keys(at(schema, 'properties.flags.properties') as object);
  expect([...free, ...TAKEN].toSorted()).toEqual(Object.keys(FLAGS).toSorted());
});

test('what a flag refuses, its value refuses', () => {
  expect(schemaOf('aws.region')).toMatchObject({ type: 'string', pattern: String.raw`^$|^[a-z]{2,}(-[a-z]+)+-\d+$` });
  expect(schemaOf('log.level')).toMatchObject({ enum: expect.arrayContaining(['info', 'debug']) });
  expect(schemaOf('reconcile.defaultMaxConcurrentSyncs')).toMatchObject({ type: 'integer', minimum: 1, maximum: 10_000 });
  expect(schemaOf('leaderElection.enabled')).toMatchObject({ type: 'boolean' });
  expect(schemaOf('flags')).toMatchObject({
    properties: { 'sweep-interval': { type: 'string', pattern: expect.stringContaining('ms|s|m|h') } },
  });
});

test('every gate has its value', () => {
  expect(at(parse(VALUES), 'featureGates')).toEqual(GATES);
});

test('a group of values takes no other member, and what is Kubernetes’ own takes any', () => {
  expect(schemaOf('deployment')).toMatchObject({ additionalProperties: false });
  expect(schemaOf('deployment.affinity')).toEqual({ type: 'object' });
  expect(schemaOf('resources')).not.toHaveProperty('additionalProperties');
});
