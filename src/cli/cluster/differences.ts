/** Where AWS has something else than the spec asks for. Pure. */
import { canonical } from '../../engine/canonical.ts';
import type { Fields, Json } from '../../kinds/types.ts';
import { crName } from '../../model/names.ts';

export interface Difference {
  /** In the custom resource's words. */
  readonly path: string;
  readonly spec: Json;
  /** Absent: AWS tells nothing of it. */
  readonly aws?: Json;
}

/** What the spec does not say it has no opinion on, and what AWS does not tell of at all (a secret, a tag) cannot be compared. */
export function differences(desired: Fields, remote: Fields, above = 'spec'): readonly Difference[] {
  return Object.entries(desired).flatMap(([member, spec]) => {
    const path = `${above}.${crName(member)}`;
    const aws = remote[member];
    if (isStructure(spec) && isStructure(aws)) return differences(spec, aws, path);
    if (Array.isArray(spec) && Array.isArray(aws) && spec.length === aws.length) return elements(spec, aws, path);
    if (aws === undefined) return above === 'spec' ? [] : isVoid(spec) ? [] : [{ path, spec }];
    return same(spec, aws) ? [] : [{ path, spec, aws }];
  });
}

function elements(spec: readonly Json[], aws: readonly Json[], path: string): readonly Difference[] {
  // AWS gives plain values back in an order of its own.
  if (!spec.some(isStructure)) return same(sorted(spec), sorted(aws)) ? [] : [{ path, spec, aws }];
  return spec.flatMap((each, at): readonly Difference[] => {
    const there = aws[at];
    if (isStructure(each) && isStructure(there)) return differences(each, there, `${path}[${at}]`);
    return same(each, there ?? null)
      ? []
      : [{ path: `${path}[${at}]`, spec: each, ...(there === undefined ? {} : { aws: there }) }];
  });
}

const sorted = (values: readonly Json[]): readonly string[] => values.map((value) => canonical(value)).sort();
const isStructure = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isVoid = (value: Json): boolean => value === '' || value === false || value === 0 || value === null;
const same = (a: Json, b: Json): boolean => canonical(a) === canonical(b);
