/** How objects are found by what their specs and statuses say. Paths are AWS's; objects carry CR names. */
import { allAt } from '../engine/phase.ts';
import type { Fields, KindDescriptor, KubeObject } from '../kinds/types.ts';
import { crName } from '../model/names.ts';

/** `ProductionVariants[].ModelName` is `productionVariants[].modelName`. */
export const crPath = (path: string): string =>
  path
    .split('.')
    .map((step) => (step.endsWith('[]') ? `${crName(step.slice(0, -2))}[]` : crName(step)))
    .join('.');

/** AWS names that an object stands for: the one in effect and the one asked for, which are the same but for a moment. */
export function awsNames(kind: KindDescriptor, { spec, status }: KubeObject): readonly string[] {
  const field = crName(kind.name.member);
  return [...new Set([status?.[field], spec[field]].filter((name) => typeof name === 'string' && name !== ''))] as string[];
}

export interface NamedReference {
  readonly kind: string;
  readonly name: string;
}

/** What an object's spec names. */
export function referencesOf(kind: KindDescriptor, spec: Fields): readonly NamedReference[] {
  return kind.references.flatMap(({ path, to }) =>
    allAt(spec, crPath(path)).flatMap((name) => (typeof name === 'string' && name !== '' ? [{ kind: to, name }] : [])),
  );
}
