/** Other objects of a kind than its example, from the same data: one beside it, one that refers to nothing, the example after an edit. */
import { hasRef } from '../../src/kinds/references.ts';
import type { Fields, KindDescriptor } from '../../src/kinds/types.ts';
import { crName } from '../../src/model/names.ts';
import { crPath, refField } from '../../src/model/refs.ts';
import { another, type Case, dotted, isWithin, leavesOf, withValueAt } from './manifests.ts';

/** The example's spec as another object may have it: with a name of its own. */
export function specOf({ descriptor: { name }, manifest }: Case, over: Fields = {}): Fields {
  const { [crName(name?.member ?? '')]: given, ...rest } = manifest.spec;
  return { ...(name?.derived === false && given !== undefined ? { [crName(name.member)]: given } : {}), ...rest, ...over };
}

/** Those of which a second one may stand beside the example's: not what has its name within a document of the spec. */
export function standsAlone({ descriptor: { name, id, taken } }: Case): boolean {
  if (name === undefined) return id !== undefined && taken.length === 0;
  return id !== undefined || name.derived !== false;
}

/** A Ref at the top of the spec, in place of the field that it stands for: one that the example sets, for others may exclude what it sets. */
export function firstRef(each: Case): readonly { readonly ref: string; readonly spec: Fields }[] {
  const isSet = (field: string): boolean => each.manifest.spec[field] !== undefined;
  const reference = each.descriptor.references.find(
    (rule) => hasRef(rule) && !rule.path.includes('.') && (isSet(crName(rule.path)) || isSet(refField(crName(rule.path)))),
  );
  if (!reference) return [];
  const field = crName(reference.path);
  const { [field]: _given, ...spec } = specOf(each);
  return [{ ref: refField(field), spec: { ...spec, [refField(field)]: { from: { name: 'no-such-object' } } } }];
}

/** What an update watches and no reference fills: another name there would have to exist. */
export const watched = ({ updates, references }: KindDescriptor): readonly string[] =>
  updates.flatMap(({ watches }) => watches).filter((path) => !references.some((reference) => reference.path === path));

/** The first plain value of the example that may change, changed. */
export function editOf({ descriptor, manifest, schema }: Case) {
  const fields = watched(descriptor).map(crPath);
  for (const leaf of leavesOf(manifest.spec, schema)) {
    const field = dotted(leaf.path);
    const value = another(leaf);
    const isWatched = isWithin(field, fields);
    if (isWatched && value !== undefined) return { field, spec: withValueAt(manifest.spec, leaf.path, value) };
  }
  throw new Error(`the example of ${descriptor.kind} holds nothing that can be edited (${fields.join(', ')})`);
}

/** The example with other tags, which AWS takes at any time; undefined for a kind that has none. */
export function retagged({ descriptor: { service }, schema }: Case, value = 'at'): Fields | undefined {
  const field = crName(service.tags.member);
  if (!schema.properties?.[field]) return undefined;
  return { [field]: service.tags.form === 'map' ? { looked: value } : [{ key: 'looked', value }] };
}
