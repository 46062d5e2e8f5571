/** What to do for one FieldExport, from the object and its source. Pure. */
import { conditionOf, isTrue, type Verdict } from '../engine/conditions.ts';
import { at } from '../engine/phase.ts';
import type { Json, KubeObject } from '../kinds/types.ts';
import { follow, parsePath, PathError } from './path.ts';

export interface Target {
  readonly kind: 'configmap' | 'secret';
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

export type Plan =
  | { readonly do: 'write'; readonly target: Target; readonly value: string }
  | { readonly do: 'say'; readonly verdict: Verdict }
  /** What was written before stays, and so does the status. */
  | { readonly do: 'keep' };

export interface Rules {
  readonly crossNamespace: boolean;
  /** `<namespace>/<name>` of ConfigMaps that say whose roles are used: who may copy fields may not choose roles. */
  readonly reserved: ReadonlySet<string>;
}

export interface Source {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** As far as it is text: an index goes by it, and no schema has vouched for what an earlier one let in. */
const textAt = ({ spec }: KubeObject, path: string): string | undefined => {
  const value = at(spec, path);
  return typeof value === 'string' ? value : undefined;
};

export function sourceOf(object: KubeObject): Source {
  const [group = '', kind = '', name = ''] = ['group', 'kind', 'name'].map((field) => textAt(object, `from.resource.${field}`));
  return { group, kind, name };
}

export function planExport(object: KubeObject, source: KubeObject | undefined, rules: Rules): Plan {
  const target = targetOf(object);
  const refusal = refusalOf(object, target, rules);
  if (refusal) return { do: 'say', verdict: refusal };
  const { kind, name } = sourceOf(object);
  if (!source) return waiting('SourceNotFound', `waiting for ${kind} ${name}: there is none in this namespace`);
  if (!isTrue(source.status?.conditions, 'ACK.ResourceSynced')) {
    return isExported(object) ? { do: 'keep' } : waiting('SourceNotSynced', `waiting for ${kind} ${name} to be synced`);
  }
  return exported(object, target, source);
}

function exported(object: KubeObject, target: Target, source: KubeObject): Plan {
  const path = pathOf(object);
  const [value] = follow(parsePath(path), source as unknown as Json);
  if (value === undefined || value === null)
    return waiting('FieldNotFound', `${path} leads to nothing in ${source.kind} ${source.metadata.name}, for now`);
  if (typeof value === 'object')
    return waiting(
      'NotAScalar',
      `${path} leads to ${Array.isArray(value) ? 'a list' : 'a structure'}: lead it on to a string, a number or a boolean, or end it in | tostring`,
    );
  return { do: 'write', target, value: String(value) };
}

/** What only an edit can mend. */
function refusalOf(object: KubeObject, target: Target, { crossNamespace, reserved }: Rules): Verdict | undefined {
  const own = object.metadata.namespace;
  if (target.namespace !== own && !crossNamespace) {
    return refused(
      'CrossNamespaceNotAllowed',
      `spec.to.namespace is ${target.namespace}, and the operator writes to the FieldExport's own namespace alone: ` +
        `use ${own}, or ask for --enable-cross-namespace`,
    );
  }
  if (target.kind === 'configmap' && reserved.has(`${target.namespace}/${target.name}`))
    return refused(
      'TargetReserved',
      `spec.to.name ${target.name} decides whose roles are used and is not written to: use another`,
    );
  if (!/^[-._a-zA-Z0-9]{1,253}$/.test(target.key))
    return refused('InvalidKey', `spec.to.key '${target.key}' may hold letters, digits, '-', '_' and '.' only`);
  try {
    parsePath(pathOf(object));
    return undefined;
  } catch (error) {
    if (error instanceof PathError) return refused('UnsupportedPath', `spec.from.path ${error.message}`);
    throw error;
  }
}

export function targetOf(object: KubeObject): Target {
  const [kind, name = '', namespace, key] = ['kind', 'name', 'namespace', 'key'].map((field) => textAt(object, `to.${field}`));
  const own = object.metadata;
  return {
    kind: kind === 'secret' ? 'secret' : 'configmap',
    namespace: given(namespace) ?? own.namespace,
    name,
    key: given(key) ?? `${own.namespace}.${own.name}`,
  };
}

/** Never the value: it may be a secret. */
export const done = ({ kind, namespace, name, key }: Target): Verdict => ({
  is: 'done',
  reason: 'Exported',
  message: `written to ${kind} ${namespace}/${name} as ${key}`,
});

export const noTarget = ({ kind, namespace, name }: Target): Verdict => ({
  is: 'waiting',
  reason: 'TargetNotFound',
  message: `there is no ${kind} ${namespace}/${name}: create it, it is never created here`,
});

export const unknownKind = ({ kind }: Source): Verdict =>
  refused('UnknownKind', `spec.from.resource.kind ${kind} is no kind of this group`);

export const targetRefused = ({ kind, namespace, name }: Target, why: string): Verdict => ({
  is: 'waiting',
  reason: 'TargetRefused',
  message: `${kind} ${namespace}/${name} could not be written: ${why}`,
});

const isExported = ({ status, metadata }: KubeObject): boolean => {
  const ready = conditionOf(status?.conditions, 'Ready');
  return ready?.status === 'True' && ready.observedGeneration === metadata.generation;
};
const pathOf = (object: KubeObject): string => textAt(object, 'from.path') ?? '';
const given = (word: string | undefined): string | undefined => (word === undefined || word.trim() === '' ? undefined : word);
const refused = (reason: string, message: string): Verdict => ({ is: 'refused', reason, message });
const waiting = (reason: string, message: string): Plan => ({ do: 'say', verdict: { is: 'waiting', reason, message } });
