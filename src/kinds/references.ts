/** Which fields of a kind have a Ref beside them, and where it stands. */
import { crPath, refField } from '../model/refs.ts';
import type { KindDescriptor, Reference } from './types.ts';

/** Whether the field has a Ref beside it: one that holds the value and nothing else. */
export const hasRef = ({ path, within, each }: Reference): boolean =>
  within === undefined && each === undefined && !path.endsWith('[]');

/** Fields that have a Ref, with the kinds that may stand for each. */
export const refsByPath = ({ references }: KindDescriptor): ReadonlyMap<string, readonly Reference[]> =>
  Map.groupBy(references.filter(hasRef), ({ path }) => path);

/** `Containers[].ModelPackageName` has its Ref at `containers[].modelPackageRef`. */
export function refPath(path: string): string {
  const steps = crPath(path).split('.');
  return [...steps.slice(0, -1), refField(steps.at(-1) ?? '')].join('.');
}
