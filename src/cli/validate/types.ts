/** The kinds that manifests may be of: those of AWS by their descriptors, and the few of the operator's own. */
import { parse } from 'yaml';
import { companionFiles } from '../../crd/companions.ts';
import { objectSchema } from '../../crd/definition.ts';
import type { Schema } from '../../crd/schema.ts';
import { fieldsOf } from '../../guardrails/fields.ts';
import { parametersFile } from '../../guardrails/parameters.ts';
import type { Subject } from '../../guardrails/types.ts';
import { kinds } from '../../kinds/index.ts';
import type { Models } from '../../model/load.ts';

export interface ManifestType {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly schema: () => Schema;
  /** Absent for what is no resource of AWS. */
  readonly subject?: () => Subject;
}

/** By API version and kind. A schema is made when it is first asked for, for there are many. */
export function manifestTypes(models: Models): readonly ManifestType[] {
  const own = kinds.map((kind): ManifestType => {
    const model = models[kind.service.id];
    return {
      apiVersion: `${kind.service.group}/${kind.service.version}`,
      kind: kind.kind,
      plural: kind.plural,
      schema: once(() => objectSchema(kind, model)),
      subject: once(() => ({ kind, fields: fieldsOf(kind, model) })),
    };
  });
  const [, parameters] = parametersFile();
  return [...own, ...[...companionFiles().values(), parameters].map(companionType)];
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

function companionType(yaml: string): ManifestType {
  const { spec } = parse(yaml) as Definition;
  const [version] = spec.versions;
  if (!version) throw new Error(`${spec.names.kind} has no version`);
  const { kind, plural } = spec.names;
  return { apiVersion: `${spec.group}/${version.name}`, kind, plural, schema: () => version.schema.openAPIV3Schema };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
