import type { KindDescriptor } from '../kinds/types.ts';
import { boundaries } from './boundaries.ts';
import { executionPolicies } from './execution.ts';
import { operatorPolicies } from './operator.ts';
import type { IamPolicy } from './policy.ts';

/** The generated files by their paths from the root of the project. Pure: the same kinds give the same bytes. */
export function iamFiles(kinds: readonly KindDescriptor[]): ReadonlyMap<string, string> {
  const beside = [...boundaries].map(([id, policy]) => [`guardrails/${id.toLowerCase()}`, policy] as const);
  const policies: readonly (readonly [string, IamPolicy])[] = [...operatorPolicies(kinds), ...executionPolicies, ...beside];
  return new Map(policies.map(([name, policy]) => [`docs/iam/${name}.json`, `${JSON.stringify(policy, undefined, 2)}\n`]));
}
