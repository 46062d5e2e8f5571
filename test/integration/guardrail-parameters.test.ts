import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { guardrailCases } from '../../src/guardrails/guardrails.testdata.ts';
import { guardrails } from '../../src/guardrails/pack.ts';
import { parameters } from '../../src/guardrails/parameters.ts';
import { type GuardrailCase, PARAMETERS_OF_TEAM_A, type Spec } from '../../src/guardrails/testkit.ts';
import { Admission, type Answer } from '../support/admission.ts';
import { documents, eventually, succeed } from '../support/advice.ts';
import { inNamespaces, parametersIn, pathsIn, policiesFor, sampleIn, renamed, type Rule, used } from '../support/guardrails.ts';
import { runKubectl } from '../support/kubectl.ts';

/** Parameters that are missing, elsewhere, or wrong. */

const SUFFIX = randomBytes(4).toString('hex');
const PATIENCE_MS = 120_000;
const space = (name: string): string => `guard-${name}-${SUFFIX}`;
const rules = guardrails.filter(({ parameters }) => parameters.length > 0);
/** Where all are advised, by what is there. */
const NONE = space('none');
const EMPTY = space('empty');
/** Each is enforced alone, for a refusal tells one reason: without parameters, with empty ones, with those of the platform. */
const none = (id: Rule): string => space(`${id.toLowerCase()}-none`);
const empty = (id: Rule): string => space(`${id.toLowerCase()}-empty`);
const sharing = (id: Rule): string => space(`${id.toLowerCase()}-sharing`);
/** One set of parameters for several namespaces. */
const PLATFORM = space('platform');
const namespaces = [NONE, EMPTY, PLATFORM, ...rules.flatMap(({ id }) => [none(id), empty(id), sharing(id)])];
const policies = policiesFor(SUFFIX);

let admission: Admission;
let installed: readonly object[] = [];

const ask = ({ kind, spec }: GuardrailCase, namespace: string): Promise<Answer> => admission.ask(sampleIn(namespace, kind, spec));

function accepted(id: string): GuardrailCase {
  const found = guardrailCases.find((each) => each.id === id && each.says.length === 0);
  if (!found) throw new Error(`${id} accepts nothing`);
  return found;
}

beforeAll(async () => {
  admission = await Admission.open();
  const made = namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  await succeed(['create', '-f', '-'], documents(made));
  const parameterSets = [
    ...[EMPTY, ...rules.map(({ id }) => empty(id))].map((namespace) => parametersIn(namespace, {})),
    parametersIn(PLATFORM, PARAMETERS_OF_TEAM_A),
  ];
  installed = rules.flatMap(({ id }) => {
    const policy = policies.get(id);
    if (!policy) throw new Error(`no policy for ${id}`);
    const shared = { mode: 'enforce', namespaceSelector: inNamespaces(sharing(id)), parametersNamespace: PLATFORM } as const;
    return [
      ...used(policy, { mode: 'enforce', namespaceSelector: inNamespaces(none(id), empty(id)) }),
      ...used(renamed(policy, 'advised'), { mode: 'advise', namespaceSelector: inNamespaces(NONE, EMPTY) }),
      ...used(renamed(policy, 'shared'), shared),
    ];
  });
  await succeed(['apply', '--server-side', '-f', '-'], documents([...parameterSets, ...installed]));
  for (const { id, parameters } of rules) {
    await eventually(
      async () => {
        const advised = await ask(accepted(id), EMPTY);
        const denied = await ask(accepted(id), empty(id));
        return denied.status === 422 && parameters.every((name) => advised.warnings.includes(`${id} ${name}: `));
      },
      () => `${id} in force`,
      PATIENCE_MS,
    );
  }
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await admission[Symbol.asyncDispose]();
  await succeed(['delete', '--ignore-not-found', '--wait=false', '-f', '-'], documents(installed));
});

describe('where a namespace has no parameters', () => {
  it.each(rules.map(({ id }) => [id]))('%s refuses when enforced, and says nothing when advised', async (id) => {
    const denied = await ask(accepted(id), none(id));
    expect(denied).toMatchObject({ status: 422 });
    expect(denied.body).toMatch(new RegExp(`'${policies.get(id)?.metadata.name}'[^']*denied request: [^"]*no params found`));
    const advised = await ask(accepted(id), NONE);
    expect({ ...advised, says: advised.warnings.includes(id) }).toMatchObject({ status: 201, says: false });
  });
});

describe('where the parameters do not say what a rule needs', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))(
    '%s names what is missing, and refuses only when enforced',
    async (id, rule) => {
      const words = (name: string): string => `${id} ${name}: the GuardrailParameters default for this namespace does not say it`;
      const denied = await ask(accepted(id), empty(id));
      expect(denied).toMatchObject({ status: 422 });
      const advised = await ask(accepted(id), EMPTY);
      expect(advised).toMatchObject({ status: 201 });
      // A refusal tells one reason, a warning all.
      expect(rule.parameters.filter((name) => denied.body.includes(words(name)))).toHaveLength(1);
      for (const name of rule.parameters) expect(advised.warnings).toContain(words(name));
    },
  );
});

describe('parameters of a namespace for all', () => {
  it.each(rules.map(({ id }) => [id]))('hold for %s elsewhere', async (id) => {
    const mine = guardrailCases.filter((each) => each.id === id);
    const refused = mine.find(({ says }) => says.length > 0);
    if (!refused) throw new Error(`${id} refuses nothing`);
    let last = '';
    await eventually(
      async () => pathsIn((last = (await ask(refused, sharing(id))).body), id).length > 0,
      () => `${id}: ${last}`,
      PATIENCE_MS,
    );
  });
});

describe('parameters', () => {
  const apply = (spec: Spec): ReturnType<typeof runKubectl> =>
    runKubectl(
      ['create', '--dry-run=server', '-f', '-'],
      documents([parametersIn(PLATFORM, spec)]).replace('name: default', 'name: other'),
    );

  it.each<[what: string, spec: Spec, words: string]>([
    ['a prefix that other buckets begin with too', { s3Prefixes: ['s3://team-a*'] }, 'spec.s3Prefixes[0]'],
    ['a number as a text', { maxInstances: '4' }, 'spec.maxInstances'],
    ['no instance at all', { maxInstances: 0 }, 'spec.maxInstances'],
    ['a list of nothing', { images: [] }, 'spec.images'],
    ['a misspelt name', { instanceType: ['ml.m5.large'] }, 'instanceType'],
    ['an instance type of EC2', { instanceTypes: ['m5.large'] }, 'spec.instanceTypes[0]'],
  ])('are refused for %s, by the name of the field', async (_what, spec, words) => {
    const { code, out } = await apply(spec);
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining(words) });
  });

  it('of the example are accepted, and leave no parameter out', async () => {
    const text = await readFile(new URL('../../examples/guardrails/parameters.yaml', import.meta.url), 'utf8');
    const { spec } = parse(text) as { readonly spec: Spec };
    expect(Object.keys(spec).toSorted()).toEqual(Object.keys(parameters).toSorted());
    expect(await apply(spec)).toMatchObject({ code: 0 });
  });

  it('are not for who may only edit the namespace', async () => {
    await succeed(['create', 'rolebinding', 'dev', '--clusterrole=edit', '--user=dev', '-n', PLATFORM]);
    const can = (resource: string): ReturnType<typeof runKubectl> =>
      runKubectl(['auth', 'can-i', 'create', resource, '--as=dev', '-n', PLATFORM]);
    expect((await can('configmaps')).out).toContain('yes');
    expect((await can('guardrailparameters.services.k8s.aws')).out).toContain('no');
  });

  it('beside a quota: it is accepted too', async () => {
    const quota = new URL('../../examples/guardrails/quota.yaml', import.meta.url).pathname;
    await succeed(['create', '--dry-run=server', '-n', PLATFORM, '-f', quota]);
  });
});
