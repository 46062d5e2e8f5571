import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardrailCases } from '../../src/guardrails/guardrails.testdata.ts';
import { subjectsOf } from '../../src/guardrails/files.ts';
import { guardrails } from '../../src/guardrails/pack.ts';
import { findingsOf, type Finding, policyOf } from '../../src/guardrails/policies.ts';
import { type GuardrailCase, PARAMETERS_OF_TEAM_A } from '../../src/guardrails/testkit.ts';
import type { Guardrail } from '../../src/guardrails/types.ts';
import { kinds } from '../../src/kinds/index.ts';
import { loadModels } from '../../src/model/load.ts';
import { Admission } from '../support/admission.ts';
import { documents, eventually, succeed } from '../support/advice.ts';
import { inNamespaces, parametersIn, type Rule } from '../support/guardrails.ts';

/**
 * Whether the cases would notice a rule that is wrong. Each rule is broken in several ways, all of which the API server judges at once, one
 * validation each; a mutant lives when it says the same as the rule of every case.
 */

const SUFFIX = randomBytes(4).toString('hex');
const PATIENCE_MS = 120_000;
const namespaceOf = (id: Rule): string => `mutants-${id.toLowerCase()}-${SUFFIX}`;

/** What can be written wrongly. */
const MISTAKES: readonly { readonly what: string; readonly from: RegExp; readonly to: string }[] = [
  { what: 'all for exists', from: /[.]exists\(/g, to: '.all(' },
  { what: 'or for and', from: / && /g, to: ' || ' },
  { what: 'and for or', from: / \|\| /g, to: ' && ' },
  { what: 'equal for unequal', from: / != ''/g, to: ` == ''` },
  { what: 'unequal for equal', from: / == ''/g, to: ` != ''` },
  { what: 'not more for more', from: / > (?=params|1\b)/g, to: ' <= ' },
  { what: 'as much for more', from: / > (?=params)/g, to: ' >= ' },
  { what: 'true for unset', from: /orValue\(false\)/g, to: 'orValue(true)' },
  { what: 'no negation', from: /!(?=params|\[|\((?!!))/g, to: '' },
];
/** In how entries of lists are compared, which rules share: it is enough that the cases of one of them notice. */
const OF_LISTS = [
  { what: 'no entry is a prefix', from: /p[.]endsWith\('\*'\)/g, to: 'false' },
  { what: 'an entry is always a prefix', from: /p[.]endsWith\('\*'\) \? /g, to: 'true ? ' },
];

interface Mutant {
  readonly what: string;
  readonly findings: readonly Finding[];
}

const subjects = subjectsOf(kinds, loadModels());

/** Each check left out, and each mistake made everywhere at once. */
function mutantsOf(rule: Guardrail): readonly Mutant[] {
  const tried = new Set(guardrailCases.filter(({ id }) => id === rule.id).map(({ kind }) => kind));
  const mine = subjects.filter(({ kind }) => tried.has(kind.kind));
  const without = rule.checks.map(({ reads }, index) => ({
    what: `without ${reads.source} (${index})`,
    findings: findingsOf(
      {
        ...rule,
        checks: rule.checks.filter((_check, each) => each !== index),
        also: (subject) => ['[]', ...(rule.also?.(subject) ?? [])],
      },
      mine,
    ),
  }));
  const findings = findingsOf(rule, mine);
  const mistaken = [...MISTAKES, ...OF_LISTS].map(({ what, from, to }) => ({
    what,
    findings: findings.map((each) => ({ ...each, finds: each.finds.replace(from, to) })),
  }));
  const differs = (mutant: Mutant): boolean => mutant.findings.some(({ finds }, index) => finds !== findings[index]?.finds);
  return [...without, ...mistaken].filter(differs);
}

/** How many fields it objects to. */
const judge = ({ findings }: Mutant): string =>
  findings.reduceRight(
    (others, { kind, finds }) => `request.resource.resource == '${kind.plural}' ? (${finds}).size() :\n${others}`,
    '0',
  );

/** The rule with its mutants for validations: each speaks by its number. */
function policyFor(rule: Guardrail, mutants: readonly Mutant[]) {
  const { spec } = policyOf(rule, findingsOf(rule, subjects));
  const variables = mutants.map((mutant, index) => ({ name: `mutant${index}`, expression: judge(mutant) }));
  const validations = variables.map(({ name }, index) => ({
    expression: `variables.${name} == 0`,
    message: `<${index}>`,
    messageExpression: `'<${index} ' + string(variables.${name}) + '>'`,
  }));
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: namespaceOf(rule.id) },
    spec: { ...spec, variables: [...spec.variables.filter(({ name }) => name === 'spec'), ...variables], validations },
  };
}

const bindingFor = ({ id, parameters, optional = [] }: Guardrail): object => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: namespaceOf(id) },
  spec: {
    policyName: namespaceOf(id),
    validationActions: ['Warn'],
    ...(parameters.length + optional.length > 0 && { paramRef: { name: 'default', parameterNotFoundAction: 'Deny' } }),
    matchResources: { namespaceSelector: inNamespaces(namespaceOf(id)) },
  },
});

/** Mutants that the API server takes: one whose types don't fit would be noticed when it is installed. */
const all = guardrails.map((rule) => ({ rule, mutants: mutantsOf(rule) })).filter(({ mutants }) => mutants.length > 0);

let admission: Admission;
let installed: readonly object[] = [];

/** How many fields each mutant objects to, by its number. */
async function objections({ kind, spec }: GuardrailCase, id: Rule): Promise<ReadonlyMap<number, number>> {
  const metadata = { name: 'sample', namespace: namespaceOf(id) };
  const { status, warnings, body } = await admission.ask({
    apiVersion: 'sagemaker.services.k8s.aws/v1alpha1',
    kind,
    metadata,
    spec,
  });
  if (status !== 201) throw new Error(body);
  return new Map([...warnings.matchAll(/<(\d+) (\d+)>/g)].map(([, number, count]) => [Number(number), Number(count)]));
}

beforeAll(async () => {
  admission = await Admission.open();
  const namespaces = all.map(({ rule }) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespaceOf(rule.id) } }));
  await succeed(['create', '-f', '-'], documents(namespaces));
  const parameters = all.map(({ rule }) => parametersIn(namespaceOf(rule.id), PARAMETERS_OF_TEAM_A));
  installed = all.flatMap(({ rule, mutants }) => [policyFor(rule, mutants), bindingFor(rule)]);
  await succeed(['apply', '--server-side', '-f', '-'], documents([...parameters, ...installed]));
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await admission[Symbol.asyncDispose]();
  await succeed(['delete', '--ignore-not-found', '--wait=false', '-f', '-'], documents(installed));
});

describe('a mistake is noticed by the cases', () => {
  const noticed = new Set<string>();

  it.each(all.map((each) => [each.rule.id, each] as const))('in %s', async (id, { mutants }) => {
    const cases = guardrailCases.filter((each) => each.id === id);
    let alive: readonly number[] = mutants.map((_mutant, index) => index);
    const examine = async (): Promise<boolean> => {
      const seen = await Promise.all(cases.map(async (each) => ({ each, objecting: await objections(each, id) })));
      const isNoticed = (index: number): boolean =>
        seen.some(({ each, objecting }) => (objecting.get(index) ?? 0) !== each.says.length);
      alive = mutants.map((_mutant, index) => index).filter((index) => !isNoticed(index));
      // Nobody has objected to anything while the policy is not in force yet.
      return seen.some(({ objecting }) => objecting.size > 0);
    };
    await eventually(examine, () => `${id} in force`, PATIENCE_MS);
    await examine();
    const missed = alive.map((index) => mutants[index]?.what ?? '');
    for (const { what } of OF_LISTS)
      if (mutants.some((mutant) => mutant.what === what) && !missed.includes(what)) noticed.add(what);
    expect(missed.filter((what) => !OF_LISTS.some((mistake) => mistake.what === what))).toEqual([]);
  });

  it('in how entries of lists are compared, by the cases of a rule that compares some', () => {
    expect(noticed).toEqual(new Set(OF_LISTS.map(({ what }) => what)));
  });
});
