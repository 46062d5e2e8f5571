import { describe, expect, test } from 'vitest';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import { Fault } from './fault.ts';
import type { RoleSelector } from './selector.ts';
import { accountOfRole, type Directory, requireSameAccount, tenantOf } from './tenancy.ts';
import { anObject, ARN } from './testing/builders.ts';

const role = (name: string, account = '111122223333'): string => `arn:aws:iam::${account}:role/${name}`;
const job = anObject(TrainingJob);
const owner = { 'services.k8s.aws/owner-account-id': '222' };
const team = { 'services.k8s.aws/team-id': 'churn' };

const selector = (name: string, over: Partial<RoleSelector> = {}): RoleSelector => ({
  name,
  resourceVersion: '7',
  arn: role(name),
  namespaces: { names: [], labels: {} },
  types: [],
  labels: {},
  ...over,
});
const directory = (over: Partial<Directory> = {}, annotations = {}, labels = {}): Directory => ({
  namespace: { name: 'default', labels, annotations },
  ...over,
});
const accounts = (roles?: Record<string, string>) => ({
  accounts: { source: 'ack-system/ack-role-account-map', ...(roles ? { roles } : {}) },
});
const teams = (roles?: Record<string, string>) => ({
  teams: { source: 'ack-system/ack-role-team-map', ...(roles ? { roles } : {}) },
});
const faultOf = (act: () => unknown): Fault => {
  try {
    act();
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new Error('no Fault was thrown');
};
const refusal = (over: Partial<Directory>, annotations = {}): Fault => faultOf(() => tenantOf(job, directory(over, annotations)));

describe('an object uses', () => {
  test.each<[string, Directory, object]>([
    ['the operator’s own identity where nothing is set up', directory(), {}],
    ['its own too where the flag for the account map is off, whatever the namespace says', directory({}, owner), {}],
    ['its own too where the namespace names no account', directory(accounts({ '222': role('a') })), {}],
    ['the role of its namespace’s account', directory(accounts({ '222': role('a') }), owner), { roleArn: role('a') }],
    [
      'the service’s role of that account where service keys count',
      directory({ ...accounts({ '222': role('a'), 'sagemaker.222': role('b') }), serviceKeys: true }, owner),
      { roleArn: role('b') },
    ],
    [
      'the plain key where there is none for the service',
      directory({ ...accounts({ '222': role('a'), 's3.222': role('b') }), serviceKeys: true }, owner),
      { roleArn: role('a') },
    ],
    [
      'the plain key where service keys do not count',
      directory(accounts({ '222': role('a'), 'sagemaker.222': role('b') }), owner),
      { roleArn: role('a') },
    ],
    [
      'its team’s role before its account’s',
      directory({ ...accounts({ '222': role('a') }), ...teams({ churn: role('t') }) }, { ...owner, ...team }),
      { roleArn: role('t') },
    ],
    [
      'its account’s role where teams do not count',
      directory(accounts({ '222': role('a') }), { ...owner, ...team }),
      { roleArn: role('a') },
    ],
    [
      'its account’s role before a selector’s',
      directory({ ...accounts({ '222': role('a') }), selectors: [selector('s')] }, owner),
      { roleArn: role('a') },
    ],
    [
      'the role of the one selector that matches, which is told',
      directory({ selectors: [selector('s'), selector('other', { namespaces: { names: ['elsewhere'], labels: {} } })] }),
      { roleArn: role('s'), selectedBy: { name: 's', resourceVersion: '7' } },
    ],
    ['the operator’s own identity where no selector exists', directory({ selectors: [] }), {}],
    [
      'the operator’s own identity where none matches and the flag says so',
      directory({ selectors: [selector('s', { labels: { gpu: 'yes' } })], fallback: true }),
      {},
    ],
  ])('%s', (_law, at, tenant) => expect(tenantOf(job, at)).toEqual(tenant));
});

describe('an object is refused', () => {
  test('where no selector matches while there are some, and is told what helps', () => {
    const fault = refusal({ selectors: [selector('s', { labels: { gpu: 'yes' } })] });
    expect(fault.kind).toBe('denied');
    expect(fault.message).toContain('no IAMRoleSelector matches this TrainingJob in namespace default');
    expect(fault.message).toContain('--iam-role-selector-fallback');
  });

  test('where two selectors match, and is told both, also with the fallback', () => {
    const fault = refusal({ selectors: [selector('second'), selector('first')], fallback: true });
    expect(fault.kind).toBe('denied');
    expect(fault.message).toContain('multiple (2) matching IAMRoleSelectors found: first, second');
  });

  test('where selectors may not be read: they might have forbidden it', () =>
    expect(refusal({ selectors: 'unreadable' }).kind).toBe('denied'));

  test.each<[string, Partial<Directory>, object, string]>([
    ['whose account map is not there', accounts(), owner, 'ConfigMap ack-system/ack-role-account-map is not there'],
    ['whose account has no role', accounts({ '333': role('a') }), owner, 'add the key 222'],
    ['whose account has an empty role', accounts({ '222': '' }), owner, 'add the key 222'],
    [
      'whose team map is not there',
      { ...teams(), ...accounts({ '222': role('a') }) },
      { ...owner, ...team },
      'ack-role-team-map',
    ],
    [
      'whose account has the name of a member that all objects have',
      accounts({}),
      { 'services.k8s.aws/owner-account-id': 'constructor' },
      'add the key constructor',
    ],
  ])('%s, in words that say what to mend', (_case, over, annotations, words) => {
    const fault = refusal(over, annotations);
    expect(fault.kind).toBe('missing');
    expect(fault.message).toMatch(/^IAM Role is not available/);
    expect(fault.message).toContain(words);
  });

  test.each<[string, Partial<Directory>, string]>([
    ['a map', accounts({ '222': 'arn:aws:iam::222:user/me' }), 'key 222 of ConfigMap ack-system/ack-role-account-map'],
    ['a selector', { selectors: [selector('s', { arn: 'nonsense' })] }, 'IAMRoleSelector s'],
  ])('where %s gives what is no role', (_case, over, words) => {
    const annotations = 'accounts' in over ? owner : {};
    expect(refusal(over, annotations).kind).toBe('denied');
    expect(refusal(over, annotations).message).toContain(words);
  });
});

describe('the account of a resource', () => {
  const there = anObject(TrainingJob, { arn: ARN });

  test('stays: a tenancy that leads elsewhere is refused, with both accounts', () => {
    const elsewhere = directory(accounts({ '222': role('a', '999900001111') }), owner);
    const fault = faultOf(() => tenantOf(there, elsewhere));
    expect(fault.kind).toBe('invalid');
    expect(fault.message).toContain('111122223333');
    expect(fault.message).toContain('999900001111');
  });

  test('may be reached by another role of the same account', () =>
    expect(tenantOf(there, directory({ selectors: [selector('s')] })).roleArn).toBe(role('s')));

  test('is free until the resource exists', () => expect(() => requireSameAccount(job, '999900001111')).not.toThrow());

  test.each([
    ['arn:aws:iam::111122223333:role/a', '111122223333'],
    ['arn:aws-us-gov:iam::111122223333:role/path/to/a', '111122223333'],
    ['arn:aws:iam::111122223333:user/a', ''],
  ])('of the role %s is «%s»', (arn, account) => expect(accountOfRole(arn)).toBe(account));
});
