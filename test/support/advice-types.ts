/** What Kubernetes says of the types in a policy. It only ever complains, so each policy gets one mistake that must be found. */
import type { Policy } from '../../src/advice/policies.ts';
import { eventually, succeed } from './advice.ts';

interface TypeWarning {
  readonly fieldRef: string;
  readonly warning: string;
}

interface Checked {
  readonly metadata: { readonly generation: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly typeChecking?: { readonly expressionWarnings?: readonly TypeWarning[] };
  };
}

export interface Mistaken {
  readonly policy: Policy;
  /** Where the mistake is. */
  readonly fieldRef: string;
}

/**
 * A copy, bound to nothing, that validates what the original has in variables, for those are not looked into; and last of all a field that
 * no CRD has.
 */
export function withMistake(policy: Policy, suffix: string): Mistaken {
  const { variables, validations } = policy.spec;
  const copied = [
    ...variables.map(({ expression }) => `(${expression}).size() == 0`),
    ...validations.map(({ expression }) => expression),
  ];
  const expressions = [...copied, 'object.spec.noSuchField == 1'];
  return {
    policy: {
      ...policy,
      metadata: { name: `${policy.metadata.name}-${suffix}` },
      spec: {
        ...policy.spec,
        validations: expressions.map((expression) => ({ expression, message: 'a copy', messageExpression: `'a copy'` })),
      },
    },
    fieldRef: `spec.validations[${copied.length}].expression`,
  };
}

/**
 * Waits until something is found in a policy. The controller that looks (kube-controller-manager's) learns of a new CRD within half a minute
 * and finds nothing until then; so a policy in which nothing was found is edited, and it looks again.
 */
export async function typeWarnings(name: string, patienceMs?: number): Promise<readonly TypeWarning[]> {
  let found: readonly TypeWarning[] = [];
  await eventually(
    async () => (found = await look(name)).length > 0,
    () => `a mistake found in ${name}`,
    patienceMs,
  );
  return found;
}

async function look(name: string): Promise<readonly TypeWarning[]> {
  const { metadata, status } = JSON.parse(await succeed(['get', 'validatingadmissionpolicy', name, '-o', 'json'])) as Checked;
  if (status?.observedGeneration !== metadata.generation) return [];
  const warnings = status.typeChecking?.expressionWarnings ?? [];
  if (warnings.length === 0) await edit(name, `after generation ${metadata.generation}`);
  return warnings;
}

async function edit(name: string, message: string): Promise<void> {
  const patch = [{ op: 'replace', path: '/spec/validations/0/message', value: message }];
  await succeed(['patch', 'validatingadmissionpolicy', name, '--type=json', '-p', JSON.stringify(patch)]);
}
