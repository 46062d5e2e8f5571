/** How references find objects: what an object can be referred to by, and what it refers to. Both are keys of an index. Pure. */
import { refPath, refsByPath } from '../kinds/references.ts';
import { filled } from '../kinds/template.ts';
import type { Fields, Json, KindDescriptor, KubeObject, Reference } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { crPath } from '../model/refs.ts';
import { allThrough, stepsOf } from './phase.ts';

/** How a reference finds an object, as the key of an index: by the object's own name, or by a value that stands for it in AWS. */
export type Handle = `object ${string}` | `value ${string}` | typeof UNMADE;
/** The handle of what AWS has not made yet: by which values it can be meant, nobody knows. */
export const UNMADE = 'unmade';

/** One object's reference to another: the kind of that, and the handle by which it is meant. */
export interface Use {
  readonly kind: string;
  readonly handle: Handle;
}

/** By which handles others can refer to an object. */
export const handlesOf = (kind: KindDescriptor, object: KubeObject): readonly Handle[] => [
  `object ${object.metadata.name}`,
  ...(object.status?.ackResourceMetadata?.arn === undefined ? ([UNMADE] as const) : []),
  ...valuesOf(kind, object).map((value): Handle => `value ${value}`),
];

/** Values that stand for an object in AWS, the one that addresses it first: its id or name, the name that was asked for, its ARN, its alias. */
export function valuesOf({ name, id }: KindDescriptor, { spec, status }: KubeObject): readonly string[] {
  const fields = [id?.member, name?.member].flatMap((member) => (member === undefined ? [] : [crName(member)]));
  const values = [
    ...fields.map((field) => status?.[field]),
    ...fields.map((field) => spec[field]),
    status?.ackResourceMetadata?.arn,
    id?.alias === undefined ? undefined : filled(id.alias, (member) => status?.[crName(member)]),
  ];
  return [...new Set(values.filter((value): value is string => typeof value === 'string' && value !== ''))];
}

/** What an object's spec refers to, and what its status says that it uses at present: during an update that is not the same. */
export const referencesOf = (kind: KindDescriptor, object: KubeObject): readonly Use[] => referenceReader(kind)(object);

/** Knows the way to each reference of a kind. Every change of every object goes through one, so it is made once a kind. */
export function referenceReader(kind: KindDescriptor): (object: KubeObject) => readonly Use[] {
  // A fact of another's status, such as the URI of a model, means no object by its value.
  const rules = kind.references.filter(({ take }) => typeof take !== 'object');
  const values = rules.map((rule) => ({ rule, steps: stepsOf(crPath(rule.path)) }));
  const refs = [...refsByPath(kind)].map(([path, [first]]) => ({ steps: stepsOf(refPath(path)), to: first?.to ?? '' }));
  return ({ spec, status = {} }) => {
    const byValue = values.flatMap(({ rule, steps }) =>
      [...allThrough(spec, steps), ...allThrough(status as Fields, steps)]
        .flatMap((value) => nameIn(rule, value))
        .map((name): Use => ({ kind: rule.to, handle: `value ${name}` })),
    );
    const byRef = refs.flatMap(({ steps, to }) =>
      allThrough(spec, steps).flatMap((value): readonly Use[] => {
        const ref = refIn(value);
        return ref ? [{ kind: ref.kind ?? to, handle: `object ${ref.name}` }] : [];
      }),
    );
    return [...byValue, ...byRef];
  };
}

/** `{from: {name}}`, as it stands in a spec. */
export interface Ref {
  readonly name: string;
  readonly namespace?: string;
  /** Where objects of several kinds may stand for the field; the first of them when absent. */
  readonly kind?: string;
}
export function refIn(value: Json | undefined): Ref | undefined {
  const { from } = (value ?? {}) as { readonly from?: Partial<Ref> };
  return typeof from?.name === 'string' && from.name !== '' ? (from as Ref) : undefined;
}

/** The name within a value, or those in its entries; none when the value is about something else. */
export function nameIn({ within, each, ...rule }: Reference, value: Json): readonly string[] {
  if (each !== undefined)
    return entriesOf(value).flatMap(([key, entry]) => {
      // The create input spells members as AWS does, the spec as the custom resource does.
      const name = filled(each, (place) => (place === 'key' ? key : (entry[place] ?? entry[crName(place)])));
      return name === undefined ? [] : nameIn({ ...rule, ...(within === undefined ? {} : { within }) }, name);
    });
  if (typeof value !== 'string' || value === '') return [];
  const name = within === undefined ? value : new RegExp(within).exec(value)?.[1];
  return name === undefined ? [] : [name];
}

const entriesOf = (value: Json): readonly (readonly [string, Fields])[] =>
  Object.entries((value ?? {}) as Readonly<Record<string, Json>>).map(([key, entry]) => [key, (entry ?? {}) as Fields]);
