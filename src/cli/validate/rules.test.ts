import { beforeAll, expect, it } from 'vitest';
import { adviceCases, compiledCases } from '../../advice/rules.testdata.ts';
import type { Schema } from '../../crd/schema.ts';
import { guardrailCases } from '../../guardrails/guardrails.testdata.ts';
import { PARAMETERS_OF_TEAM_A } from '../../guardrails/testkit.ts';
import { adviceComplaints } from './advice.ts';
import { createCel } from './cel.ts';
import type { Complaint } from './complaint.ts';
import { guardrailComplaints } from './guardrails.ts';
import { ruleComplaints } from './rules.ts';
import { structureComplaints } from './structure.ts';
import { manifestTypes, type ManifestType } from './types.ts';
import { bundledModels } from '../offline/models.ts';
import { type PlainFields, withoutNulls } from './values.ts';

/** The API server is held to the same cases: test/integration/advice.test.ts, guardrails.test.ts. So the two must agree. */

const cel = createCel();
let types: readonly ManifestType[] = [];
beforeAll(async () => {
  types = manifestTypes(await bundledModels());
});

const objectOf = (kind: string, spec: unknown, metadata: PlainFields = { name: 'sample' }): PlainFields => ({
  apiVersion: 'sagemaker.services.k8s.aws/v1alpha1',
  kind,
  metadata,
  spec: withoutNulls(spec),
});
const said = (complaints: readonly Complaint[]): readonly string[] =>
  complaints.map(({ rule, message }) => `${rule ?? ''} ${message.split(': ')[0] ?? ''}`).toSorted();

it.each(adviceCases)('advice on a $kind with $what is what the API server gives', ({ kind, spec, says }) => {
  const found = adviceComplaints(cel, { plural: `${kind.toLowerCase()}s`, object: objectOf(kind, spec), neighbours: [] });
  // One complaint a path, where the API server names several in one warning.
  const paths = says.flatMap((each) => {
    const [id = '', ...rest] = each.split(' ');
    return rest
      .join(' ')
      .split(/, (?=spec)/)
      .map((path) => `${id} ${path}`);
  });
  expect(said(found)).toEqual(paths.toSorted());
});

it('a model is judged beside the config that serves it, when both are among the files', () => {
  for (const { artifact, instanceType, fits } of compiledCases) {
    const model = objectOf(
      'Model',
      { modelName: 'churn', primaryContainer: { image: 'image:1', modelDataURL: `s3://b/${artifact}` } },
      { name: 'churn' },
    );
    const variant = instanceType === '' ? {} : { instanceType };
    const config = objectOf('EndpointConfig', { productionVariants: [{ variantName: 'main', modelName: 'churn', ...variant }] });
    const found = adviceComplaints(cel, { plural: 'models', object: model, neighbours: [model, config] });
    expect({ artifact, instanceType, fits: found.length === 0 }).toEqual({ artifact, instanceType, fits });
  }
});

it('advice that an object has accepted is not given', () => {
  const spec = {
    productionVariants: [{ variantName: 'main', modelName: 'm', instanceType: 'ml.m5.large', initialInstanceCount: 1 }],
  };
  const accepting = { name: 'x', annotations: { 'sagemaker.services.k8s.aws/advice-accepted': 'SMADV-02' } };
  const found = (metadata: PlainFields): number =>
    adviceComplaints(cel, { plural: 'endpointconfigs', object: objectOf('EndpointConfig', spec, metadata), neighbours: [] })
      .length;
  expect([found({ name: 'x' }), found(accepting)]).toEqual([1, 0]);
});

it.each(guardrailCases)('$id of a $kind with $what is what the API server says', ({ id, kind, spec, says }) => {
  const type = types.find((each) => each.kind === kind && each.subject !== undefined);
  const subject = type?.subject?.();
  if (!subject) throw new Error(`no kind ${kind}`);
  const found = guardrailComplaints(cel, {
    subject,
    object: objectOf(kind, spec),
    parameters: PARAMETERS_OF_TEAM_A,
    namespace: 'team-a',
  });
  const paths = found.filter(({ rule }) => rule === id).map(({ message }) => message.split(': ')[0] ?? '');
  expect([...new Set(paths)].toSorted()).toEqual([...says].toSorted());
});

it('a guardrail whose parameters are not told is named as not judged', () => {
  const subject = types.find(({ kind }) => kind === 'TrainingJob')?.subject?.();
  if (!subject) throw new Error('no training jobs');
  const found = guardrailComplaints(cel, { subject, object: objectOf('TrainingJob', {}), parameters: {}, namespace: 'team-a' });
  expect(said(found)).toContain('SMOP-05 not judged');
});

const rulesOf = (schema: Schema): readonly string[] => [
  ...(schema['x-kubernetes-validations'] ?? []).map(({ rule }) => rule),
  ...[
    ...Object.values(schema.properties ?? {}),
    ...[schema.items, schema.additionalProperties].filter((each) => each !== undefined),
  ].flatMap(rulesOf),
];

it('every rule of every CRD can be read', () => {
  const rules = new Set(types.flatMap((type) => rulesOf(type.schema())).filter((rule) => !rule.includes('oldSelf')));
  const unread = [...rules].filter((rule) => {
    try {
      cel.evaluate(rule, { self: {} });
      return false;
    } catch (error) {
      return (error as Error).name === 'ParseError';
    }
  });
  expect(rules.size).toBeGreaterThan(50);
  expect(unread).toEqual([]);
});

const SCHEMA: Schema = {
  type: 'object',
  required: ['image'],
  properties: {
    image: { type: 'string', minLength: 1 },
    mode: { type: 'string', enum: ['', 'Single', 'Multi'] },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    names: { type: 'array', maxItems: 2, items: { type: 'string', pattern: '^[a-z]+$' } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    namespace: { type: 'string' },
  },
  'x-kubernetes-validations': [
    { rule: '!has(self.__namespace__) || self.count == 2', message: 'a namespace takes two', fieldPath: '.count' },
  ],
};

it.each<[what: string, value: PlainFields, says: readonly string[]]>([
  ['what fits', { image: 'a', mode: 'Multi', count: 2, names: ['a'], labels: { any: 'x' } }, []],
  ['a field that is missing', {}, ['image is required']],
  ['an unknown field', { image: 'a', imgae: 'b' }, ['imgae no such field; did you mean image?']],
  ['a number for a text', { image: 1 }, ["image must be a text, not 1; write it in quotes: '1'"]],
  ['a word that is none of those', { image: 'a', mode: 'Other' }, ["mode 'Other' is none of Single, Multi"]],
  ['too much', { image: 'a', count: 10 }, ['count must be 9 or less, not 10']],
  ['too many', { image: 'a', names: ['a', 'b', 'c'] }, ['names must have at most 2 elements, and has 3']],
  ['a text that does not fit', { image: 'a', names: ['a', 'B'] }, ["names.1 'B' does not match ^[a-z]+$"]],
  ['a list for an object', { image: 'a', labels: [] }, ['labels must be an object, not a list']],
  ['a broken rule about a reserved word', { image: 'a', namespace: 'x', count: 3 }, ['count a namespace takes two']],
  ['a rule that holds', { image: 'a', namespace: 'x', count: 2 }, []],
])('%s is told as it is', (_what, value, says) => {
  const structure = structureComplaints(SCHEMA, value, []);
  const found = structure.length > 0 ? structure : ruleComplaints(cel, SCHEMA, value);
  expect(found.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual(says);
});
