/** The examples as the valid manifest of each kind, and what can be done to one by what its CRD says: all from data, for any kind. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { kinds } from '../../src/kinds/index.ts';
import type { Fields, Json, KindDescriptor } from '../../src/kinds/types.ts';
import type { Schema } from '../../src/crd/schema.ts';
import type { Stage } from '../support/stage.ts';

const ROOT = new URL('../../', import.meta.url);
/** Where examples that are meant to work lie, the ones that show most first. */
const FOLDERS = ['examples/', 'examples/kinds/'];

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: Fields;
}

/** Every manifest that should end well. */
export function manifests(): readonly Manifest[] {
  const files = FOLDERS.flatMap((folder) => {
    const names = readdirSync(new URL(folder, ROOT)).filter((name) => name.endsWith('.yaml') && !name.includes('failing'));
    return names.sort().map((name) => new URL(folder + name, ROOT));
  });
  return files.flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Manifest));
}

export const manifestsAsYaml = (): string =>
  manifests()
    .map((manifest) => stringify(manifest))
    .join('---\n');

/** All of them in one `kubectl apply`, as a person would. */
export async function applyAll(stage: Stage): Promise<void> {
  const { code, out } = await stage.kubectl(['apply', '-f', '-'], manifestsAsYaml());
  if (code !== 0) throw new Error(`the examples were not accepted: ${out}`);
}

export interface Case {
  readonly descriptor: KindDescriptor;
  readonly manifest: Manifest;
  /** The spec's schema in the CRD. */
  readonly schema: Schema;
}

/** One case for each kind of the registry. A kind without an example is a mistake. */
export function cases(): readonly (Case & { readonly kind: string })[] {
  const all = manifests();
  return kinds.map((descriptor) => {
    const manifest = all.find(({ kind }) => kind === descriptor.kind);
    if (!manifest) throw new Error(`${descriptor.kind} has no example in ${FOLDERS.join(' or ')}`);
    return { kind: descriptor.kind, descriptor, manifest, schema: specSchemaOf(descriptor) };
  });
}

function specSchemaOf({ service, plural }: KindDescriptor): Schema {
  const text = readFileSync(new URL(`crds/${service.group}_${plural}.yaml`, ROOT), 'utf8');
  const crd = parse(text) as { spec: { versions: { schema: { openAPIV3Schema: { properties: { spec: Schema } } } }[] } };
  const schema = crd.spec.versions[0]?.schema.openAPIV3Schema.properties.spec;
  if (!schema) throw new Error(`the CRD of ${plural} has no spec`);
  return schema;
}

/** A path into a spec: fields, and indexes of lists. */
export type Path = readonly (string | number)[];

export const dotted = (path: Path): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');

/** Whether a field is one of the given, or part of one. */
export const isWithin = (field: string, fields: readonly string[]): boolean =>
  fields.some((each) => field === each || field.startsWith(`${each}.`) || field.startsWith(`${each}[`));

export function withValueAt(node: Json | undefined, [step, ...rest]: Path, value: Json): Json {
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list = (node ?? []) as readonly Json[];
    return list.map((item, index) => (index === step ? withValueAt(item, rest, value) : item));
  }
  const fields = (node ?? {}) as Fields;
  return { ...fields, [step]: withValueAt(fields[step], rest, value) };
}

export interface Leaf {
  readonly path: Path;
  readonly schema: Schema;
  readonly value: Json;
}

/** Every plain value of a spec with its schema, depth first. Keys of maps are steps like fields. */
export function* leavesOf(value: Json | undefined, schema: Schema, path: Path = []): Generator<Leaf> {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries())
      if (schema.items) yield* leavesOf(item, schema.items, [...path, index]);
  } else if (typeof value === 'object') {
    for (const [field, inner] of Object.entries(value as Fields)) {
      const of = schema.properties?.[field] ?? schema.additionalProperties;
      if (of) yield* leavesOf(inner, of, [...path, field]);
    }
  } else yield { path, schema, value };
}

/** Another value that the schema allows as well; undefined when none suggests itself. */
export function another({ value, schema }: Leaf): Json | undefined {
  if (schema.enum) return schema.enum.find((word) => word !== '' && word !== value);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1 <= (schema.maximum ?? Number.POSITIVE_INFINITY) ? value + 1 : value - 1;
  if (typeof value === 'string' && schema.format === 'byte') return btoa(`${atob(value)}\n`);
  if (typeof value !== 'string' || schema.format !== undefined) return undefined;
  const candidates = [`${value}2`, `${value.slice(0, -1)}2`, `${value.slice(0, -1)}3`];
  return candidates.find((text) => text !== value && fits(text, schema));
}

function fits(text: string, { pattern, maxLength }: Schema): boolean {
  return text.length <= (maxLength ?? text.length) && (pattern === undefined || new RegExp(pattern).test(text));
}
