/** The guardrails on the apiserver that all test files share: bound to namespaces of one of them, so that no other meets them. */
import { subjectsOf } from '../../src/guardrails/files.ts';
import { guardrails } from '../../src/guardrails/pack.ts';
import { PARAMETERS } from '../../src/guardrails/parameters.ts';
import { asUsed, type Binding, bindingOf, findingsOf, type GuardrailPolicy, policyOf } from '../../src/guardrails/policies.ts';
import type { Spec } from '../../src/guardrails/testkit.ts';
import type { Guardrail } from '../../src/guardrails/types.ts';
import { kinds } from '../../src/kinds/index.ts';
import { loadModels } from '../../src/model/load.ts';
import type { Manifest } from './admission.ts';

export type Rule = Guardrail['id'];

/** As the chart ships them, with a name of the test's own. */
export function policiesFor(suffix: string): ReadonlyMap<Rule, GuardrailPolicy> {
  const subjects = subjectsOf(kinds, loadModels());
  return new Map(guardrails.map((rule) => [rule.id, renamed(policyOf(rule, findingsOf(rule, subjects)), suffix)]));
}

export const renamed = (policy: GuardrailPolicy, suffix: string): GuardrailPolicy => ({
  ...policy,
  metadata: { name: `${policy.metadata.name}-${suffix}` },
});

export const inNamespaces = (...names: readonly string[]): object => ({
  matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: names }],
});

/** A policy and its binding, as the chart's template makes them of a mode. */
export function used(policy: GuardrailPolicy, binding: Binding): readonly object[] {
  const made = asUsed(policy, binding.mode);
  return [made, bindingOf(made, binding)];
}

export const parametersIn = (namespace: string, spec: Spec): object => ({
  apiVersion: `${PARAMETERS.group}/${PARAMETERS.version}`,
  kind: PARAMETERS.kind,
  metadata: { name: PARAMETERS.name, namespace },
  spec,
});

/** An object of one of SageMaker's own kinds, to be judged and not kept. */
export const sampleIn = (namespace: string, kind: string, spec: Spec, metadata: Spec = {}): Manifest => ({
  apiVersion: 'sagemaker.services.k8s.aws/v1alpha1',
  kind,
  metadata: { name: 'sample', namespace, ...metadata },
  spec,
});

/** The paths that a rule objects to, in a warning or in a refusal. */
export function pathsIn(words: string, id: Rule): readonly string[] {
  const found = [...words.matchAll(new RegExp(`${id} ((?:spec|metadata)[.].+?): `, 'g'))].flatMap(([, paths = '']) =>
    paths.split(', '),
  );
  return [...new Set(found)].toSorted();
}
