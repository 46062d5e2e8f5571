/** Which log streams an object's program writes, and what a page of them is. Pure; the operator and kubectl-sagemaker both read by it. */
import { filled } from '../kinds/template.ts';
import type { Fields, KindDescriptor, KubeObject } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { crPath } from '../model/refs.ts';
import { at } from './phase.ts';

/** One writer: a job, an endpoint, a trial of a search. */
export interface LogSource {
  /** What tells it from the others of the same object. */
  readonly label: string;
  readonly group: string;
  readonly streams: { readonly prefix: string } | { readonly name: string };
}

export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly stream: string;
  readonly message: string;
}

export interface LogPage {
  /** In the order of time. */
  readonly events: readonly LogEvent[];
  /** There is more, from here on. */
  readonly next?: string;
}

export interface LogQuery {
  /** Only streams whose name, behind what all of the source share, begins so. */
  readonly instance?: string;
  /** Milliseconds since the epoch, this one included. */
  readonly since?: number;
  readonly next?: string;
  /** The last so many lines, in place of all from the beginning. */
  readonly tail?: number;
}

/** None as long as AWS has not given it a name, and for a kind that writes none. */
export function logSources({ logs: rule, name }: KindDescriptor, { spec, status = {} }: KubeObject): readonly LogSource[] {
  if (!rule) return [];
  const facts: Fields = { ...spec, ...(status as Fields) };
  const valueOf = (member: string): unknown => facts[crName(member)];
  const group = filled(rule.group, valueOf);
  if (group === undefined) return [];
  if (rule.form === 'all') {
    const label = name && valueOf(name.member);
    return [{ label: typeof label === 'string' ? label : group, group, streams: { prefix: '' } }];
  }
  const writers = rule.of === undefined ? [facts] : listAt(facts, rule.of);
  return writers.flatMap((writer) => {
    const label = writer[crName(rule.name ?? '')];
    if (typeof label !== 'string' || label === '') return [];
    return [{ label, group, streams: rule.form === 'stream' ? { name: label } : { prefix: `${label}/` } }];
  });
}

function listAt(facts: Fields, path: string): readonly Fields[] {
  const found = at(facts, crPath(path));
  return Array.isArray(found) ? (found as readonly Fields[]) : [];
}
