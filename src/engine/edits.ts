/** What the spec was when it was last sent, so that an edit of it can be told from a change that someone else made in AWS. Pure. */
import type { Fields, Json, KindDescriptor, KubeObject, UpdateRule } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { crPath } from '../model/refs.ts';
import { at } from './phase.ts';

/** What to write beside an accepted update, or beside the claim of an object that is about to be made. */
export function remembered(
  { remembers }: UpdateRule,
  { spec }: KubeObject,
  desired: Fields,
): Readonly<Record<string, string | null>> {
  if (!remembers) return {};
  const value = remembers.path === undefined ? specText(spec) : at(desired, remembers.path);
  return { [remembers.annotation]: typeof value === 'string' ? value : null };
}

/** Only rules that depend on it are remembered from the start: others speak of updates alone, as the incumbent's do. */
export function rememberedAtBirth({ updates }: KindDescriptor, object: KubeObject): Readonly<Record<string, string>> {
  const rules = updates.filter(({ edited, remembers }) => edited && remembers && remembers.path === undefined);
  return Object.fromEntries(rules.map(({ remembers }) => [remembers?.annotation ?? '', specText(object.spec)]));
}

/** Drifted paths that call for an update: of those that others may change, only the ones that were edited. */
export function withoutForeignChanges(
  { updates }: KindDescriptor,
  object: KubeObject,
  drift: readonly string[],
): readonly string[] {
  return drift.filter((path) => {
    const rule = updates.find(({ edited }) => edited?.includes(path));
    return rule === undefined || wasEdited(rule, object, path);
  });
}

/** Whether this very spec was sent already. Only rules that remember the whole spec can tell. */
export const wasTried = ({ remembers }: UpdateRule, { metadata, spec }: KubeObject): boolean =>
  remembers !== undefined && remembers.path === undefined && metadata.annotations?.[remembers.annotation] === specText(spec);

function wasEdited({ remembers }: UpdateRule, { metadata, spec, status }: KubeObject, path: string): boolean {
  const before = parsed(metadata.annotations?.[remembers?.annotation ?? '']);
  if (before) return JSON.stringify(at(before, crPath(path))) !== JSON.stringify(at(spec, crPath(path)));
  return status?.observedGeneration !== undefined && status.observedGeneration !== metadata.generation;
}

function specText(spec: Fields): string {
  const { [crName('Tags')]: _tags, ...rest } = spec;
  return JSON.stringify(rest);
}

function parsed(text: string | undefined): Fields | undefined {
  try {
    const value = text === undefined ? undefined : (JSON.parse(text) as Json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
