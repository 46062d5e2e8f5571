import { expect, it } from 'vitest';
import { createOperations } from '../aws/operations.ts';
import { guardrails } from '../guardrails/pack.ts';
import { kinds } from '../kinds/index.ts';
import { services } from '../model/services.ts';
import { actionsOf, dependents, isReading, prefixes } from './actions.ts';
import { boundaries } from './boundaries.ts';
import { features } from './features.ts';
import { iamFiles } from './files.ts';
import { operatorPolicies } from './operator.ts';
import { type IamPolicy, LARGEST } from './policy.ts';

const policies = operatorPolicies(kinds);
const files = iamFiles(kinds);
const actionsIn = ({ Statement }: IamPolicy): readonly string[] => Statement.flatMap(({ Action }) => Action);
const featurePolicies = Object.keys(features).map((feature) => [feature, policies.get(`operator-${feature}`)] as const);

/** What the program was built with: the SDK's commands that it can send. */
const operations = createOperations();
const callable = services.flatMap((service) => operations.names(service).map((name) => `${prefixes[service]}:${name}`));

it('every kind belongs to one feature', () => {
  const named = Object.values(features).flat();
  expect(named.toSorted()).toEqual(kinds.map(({ kind }) => kind).toSorted());
});

it('the features together allow exactly what the operator can call, and what AWS asks for besides', () => {
  const besides = new Set([...Object.values(dependents).flat(), 'iam:CreateServiceLinkedRole']);
  const allowed = new Set(featurePolicies.flatMap(([, policy]) => (policy ? actionsIn(policy) : [])));
  expect([...allowed].filter((action) => !besides.has(action)).toSorted()).toEqual(callable.toSorted());
});

it.each(kinds.map((kind) => [kind.kind, kind] as const))('the feature of %s allows all that it needs', (name, kind) => {
  const [, policy] =
    featurePolicies.find(([feature]) =>
      Object.entries(features).some(([key, names]) => key === feature && (names as readonly string[]).includes(name)),
    ) ?? [];
  const allowed = new Set(policy ? actionsIn(policy) : []);
  expect(actionsOf(kind).filter((action) => !allowed.has(action))).toEqual([]);
});

it('reading only covers every read and allows no change', () => {
  const reads = actionsIn(policies.get('operator-read-only') ?? { Version: '2012-10-17', Statement: [] });
  const covers = (action: string): boolean => reads.some((pattern) => action.startsWith(pattern.replace(/[*]$/, '')));
  expect(callable.filter((action) => isReading(action) !== covers(action))).toEqual([]);
});

it('a role is passed to SageMaker alone, and no policy of the operator passes one on otherwise', () => {
  for (const [name, policy] of policies) {
    const passing = policy.Statement.filter(({ Action }) =>
      Action.some((action) => /^(?:iam:PassRole|iam:[*]|[*])$/.test(action)),
    );
    expect({ name, count: passing.length }).toEqual({ name, count: name === 'operator-pass-role' ? 1 : 0 });
    for (const { Condition, Resource } of passing) {
      expect(Condition).toEqual({ StringEquals: { 'iam:PassedToService': ['sagemaker.amazonaws.com'] } });
      expect(Resource).not.toBe('*');
    }
  }
});

it('every policy fits into what IAM takes', () => {
  const long = [...files].filter(([, text]) => JSON.stringify(JSON.parse(text)).length > LARGEST).map(([name]) => name);
  expect(long).toEqual([]);
});

it('every statement says in its policy what it is', () => {
  for (const [name, text] of files) {
    const sids = (JSON.parse(text) as IamPolicy).Statement.map(({ Sid }) => Sid);
    expect({ name, sids }).toEqual({ name, sids: [...new Set(sids)] });
    expect(sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
  }
});

it('a rule with condition keys of SageMaker has its policy beside it, and only such a rule', () => {
  const keyed = guardrails
    .filter(({ maps }) => maps.some((control) => /^IAM (?:sagemaker|aws):/.test(control)))
    .map(({ id }) => id);
  expect([...boundaries.keys()]).toEqual(keyed);
});

it('what stands beside a rule denies, names the keys that the rule compares itself with, and nothing that is no operation', () => {
  for (const [id, policy] of boundaries) {
    const words = guardrails.find((rule) => rule.id === id)?.maps.join() ?? '';
    for (const { Effect, Action, Condition = {} } of policy.Statement) {
      expect({ id, Effect }).toEqual({ id, Effect: 'Deny' });
      expect(Action.filter((action) => !callable.includes(action))).toEqual([]);
      const keys = Object.values(Condition).flatMap((keyed) => Object.keys(keyed));
      const shared = ['sagemaker:VpcSubnets', 'sagemaker:VolumeKmsKey'];
      expect(keys.filter((key) => !words.includes(key.split('/')[0] ?? '') && !shared.includes(key))).toEqual([]);
    }
  }
});

it('what IAM can bound to resources stays in one account', () => {
  for (const [name, policy] of policies) {
    const free = policy.Statement.filter(({ Resource, Sid }) => Resource === '*' && Sid === 'Anywhere').flatMap(
      ({ Action }) => Action,
    );
    const bounded = policy.Statement.filter(({ Sid }) => Sid === 'Use').flatMap(({ Resource }) => Resource);
    expect({ name, changing: free.filter((action) => /:(?:Update|Delete|Stop|Start|Put)/.test(action)) }).toEqual({
      name,
      changing: [],
    });
    expect(bounded.filter((resource) => !resource.includes(':ACCOUNT_ID:'))).toEqual([]);
  }
});
