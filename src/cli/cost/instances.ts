/** Where a spec says on what it runs. The same members wherever AWS has them, so that a kind needs no more than the place. */
import { isFields, type PlainFields, text } from '../validate/values.ts';

export interface Instances {
  readonly type: string;
  readonly count: number;
}

export const fields = (holder: unknown, path: string): PlainFields => {
  const value = path === '' ? holder : at(holder, path);
  return isFields(value) ? value : {};
};
export function at(holder: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, step) => (isFields(value) ? value[step] : undefined), holder);
}
export const list = (value: unknown): readonly PlainFields[] => (Array.isArray(value) ? value.filter(isFields) : []);
export const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** One type, or groups of several. */
export function instancesOf(cluster: PlainFields): readonly Instances[] {
  const groups = list(cluster['instanceGroups']);
  return (groups.length > 0 ? groups : [cluster]).flatMap(({ instanceType, instanceCount }) => {
    const type = text(instanceType);
    return type === '' ? [] : [{ type, count: number(instanceCount) ?? 1 }];
  });
}

/** A variant that is serverless has none. */
export const variantInstances = (variants: unknown, counts: ReadonlyMap<string, number> = new Map()): readonly Instances[] =>
  list(variants).flatMap((variant) => {
    const type = text(variant['instanceType']);
    const count = counts.get(text(variant['variantName'])) ?? number(variant['initialInstanceCount']) ?? 1;
    return type === '' ? [] : [{ type, count }];
  });
