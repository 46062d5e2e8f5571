import { expect, test } from 'vitest';
import { Model } from '../kinds/Model.ts';
import { type RoleSelector, selects } from './selector.ts';
import { anObject } from './testing/builders.ts';

const unlabelled = anObject(Model);
const model = { ...unlabelled, metadata: { ...unlabelled.metadata, labels: { tier: 'gold', team: 'churn' } } };
const namespace = { name: 'default', labels: { env: 'prod', team: 'churn' }, annotations: {} };
const GROUP = 'sagemaker.services.k8s.aws';

type Part = Partial<Pick<RoleSelector, 'types' | 'labels'>> & Partial<RoleSelector['namespaces']>;
const matches = ({ names = [], labels = {}, types = [] }: Part, objectLabels: RoleSelector['labels'] = {}): boolean =>
  selects(
    { name: 's', resourceVersion: '1', arn: 'a', namespaces: { names, labels }, types, labels: objectLabels },
    model,
    namespace,
  );

test.each<[string, Part, boolean]>([
  ['nothing at all', {}, true],
  ['one of several names', { names: ['other', 'default'] }, true],
  ['other names', { names: ['other'] }, false],
  ['a name that only begins alike', { names: ['def'] }, false],
  ['labels that the namespace has', { labels: { env: 'prod' } }, true],
  ['a label that the namespace has with another value', { labels: { env: 'dev' } }, false],
  ['a label that it has not', { labels: { zone: 'a' } }, false],
  ['one label of two', { labels: { env: 'prod', zone: 'a' } }, false],
  ['the name and a wrong label', { names: ['default'], labels: { env: 'dev' } }, false],
  ['a right label and another name', { names: ['other'], labels: { env: 'prod' } }, false],
  ['the kind', { types: [{ kind: 'Model' }] }, true],
  ['another kind', { types: [{ kind: 'Endpoint' }] }, false],
  ['one of two kinds', { types: [{ kind: 'Endpoint' }, { kind: 'Model' }] }, true],
  ['group, version and kind', { types: [{ group: GROUP, version: 'v1alpha1', kind: 'Model' }] }, true],
  ['the kind in another group', { types: [{ group: 's3.services.k8s.aws', kind: 'Model' }] }, false],
  ['another version', { types: [{ version: 'v1' }] }, false],
  ['the group, with the rest empty', { types: [{ group: GROUP, version: '', kind: '' }] }, true],
  ['a type that says nothing', { types: [{}] }, false],
  ['a type that says nothing beside one that matches', { types: [{}, { kind: 'Model' }] }, true],
])('a selector of %s: %o matches: %s', (_case, part, expected) => expect(matches(part)).toBe(expected));

test('a selector of labels matches the object’s own, all of them', () => {
  expect(matches({}, { tier: 'gold' })).toBe(true);
  expect(matches({}, { tier: 'gold', team: 'churn' })).toBe(true);
  expect(matches({}, { env: 'prod' })).toBe(false);
  expect(matches({}, { tier: 'gold', constructor: 'x' })).toBe(false);
});
