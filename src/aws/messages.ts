/**
 * AWS's error texts, made fit for a condition of the custom resource: the same error gives the same text on every attempt, fields carry
 * the names that the user wrote, and nothing secret is in it.
 */
import type { Fields, Json } from '../kinds/types.ts';
import type { Schema, Schemas } from './schema.ts';

export interface Wording {
  readonly schemas: Schemas;
  /** The input that AWS complains of: its member paths are turned into fields of the spec. */
  readonly input: Schema;
  /** What was sent: secrets in it are masked wherever AWS repeats them. */
  readonly sent: Fields;
}

const MASK = '***';
/** A complaint of AWS's validator. The value comes first and may hold quotes, so its end is found by what follows. */
const COMPLAINT = /Value (?:'(.*?)'|null) at '([^']+)' failed to satisfy constraint/gs;
/** The end of a complaint about a value that is none of a list's: the list may hold hundreds. */
const ENUMERATION = /'([^']*)'( at '[^']+' failed to satisfy constraint: Member must satisfy enum value set: )\[([^\]]*)\]/g;
const SHOWN_VALUES = 10;
const REQUEST_ID =
  /[\s,;(]*(?:\(Service: [^)]*\)|Request ?ID[:=]\s*[\w-]+\)?)|[\s.]*Encoded authorization failure message: \S+/gi;
const SECRET_KEY = /secret|token|passw|credential|private|api_?-?key|access_?-?key/i;
const SECRET_VALUE =
  /AKIA[A-Z0-9]{12}|ASIA[A-Z0-9]{12}|-----BEGIN [A-Z ]+-----|eyJ[\w-]+\.eyJ[\w-]+\.|gh[pousr]_\w{20}|xox[abp]-/;
/** Longest text shown: a condition must stay readable, and AWS quotes whole maps. */
const MAX_LENGTH = 2048;

export function wordMessage(text: string, wording?: Wording): string {
  const stable = text.replaceAll(REQUEST_ID, '').trim();
  const worded = shortenEnumerations(wording ? maskSecrets(renamePaths(stable, wording), wording.sent) : stable);
  return worded.length > MAX_LENGTH ? `${worded.slice(0, MAX_LENGTH - 1)}…` : worded;
}

function renamePaths(text: string, { schemas, input }: Wording): string {
  return text.replaceAll(COMPLAINT, (_whole, value: string | undefined, path: string) => {
    const field = fieldOf(schemas, input, path);
    const shown = value === undefined ? 'null' : `'${field.secret ? MASK : value}'`;
    return `Value ${shown} at '${field.path}' failed to satisfy constraint`;
  });
}

/** Of a long list only the values that are most like the one that was given: among them is the one that was meant. */
function shortenEnumerations(text: string): string {
  return text.replaceAll(ENUMERATION, (_whole, given: string, between: string, list: string) => {
    const values = list.split(', ');
    const others = values.length - SHOWN_VALUES;
    if (others <= 1) return `'${given}'${between}[${list}]`;
    const likeness = new Map(values.map((value) => [value, alike(value, given)]));
    const nearest = values.toSorted((a, b) => (likeness.get(b) ?? 0) - (likeness.get(a) ?? 0)).slice(0, SHOWN_VALUES);
    return `'${given}'${between}[${nearest.join(', ')}, … ${others} more]`;
  });
}

/** How many characters two words share at their beginnings and at their ends. */
function alike(a: string, b: string): number {
  const shortest = Math.min(a.length, b.length);
  let head = 0;
  while (head < shortest && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  return head + tail;
}

interface Field {
  readonly path: string;
  /** Free data of the user's, or what the service model calls sensitive: never shown. */
  readonly secret: boolean;
}

/** `inputDataConfig.1.member.dataSource` → `spec.inputDataConfig[0].dataSource`; an unknown path stays as AWS wrote it. */
function fieldOf(schemas: Schemas, input: Schema, path: string): Field {
  const unknown: Field = { path, secret: false };
  let field = 'spec';
  let secret = false;
  let schema: Schema | undefined = input;
  const steps = path.split('.');
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    if (step === 'member') continue;
    if (schema === undefined) return unknown;
    if (schema.isListSchema()) {
      field += `[${Number(step) - 1}]`;
      schema = schema.getValueSchema();
    } else if (schema.isMapSchema()) {
      return { path: `${field}[${[step, ...steps].join('.').replace(/\.member$/, '')}]`, secret: true };
    } else {
      const member: { cr: string; schema: Schema } | undefined = memberOf(schemas, schema, step);
      if (!member) return unknown;
      field += `.${member.cr}`;
      schema = member.schema;
    }
    secret ||= isSensitive(schema);
  }
  return { path: field, secret };
}

/** AWS's validator lowers a member's first letter, and is not strict about it. */
function memberOf(schemas: Schemas, schema: Schema, step: string): { readonly cr: string; readonly schema: Schema } | undefined {
  if (!schema.isStructSchema()) return undefined;
  const wanted = step.toLowerCase();
  return schemas.structure(schema).members.find((member) => member.aws.toLowerCase() === wanted);
}

const isSensitive = (schema: Schema): boolean => schema.isMapSchema() || schema.getMergedTraits().sensitive === 1;

function maskSecrets(text: string, sent: Json): string {
  // Longest first: one secret may be part of another.
  const secrets = [...secretsIn(sent, '')].sort((a, b) => b.length - a.length);
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}

/** Texts whose key or form says that they are secret. Short ones are left alone: masking `on` would garble the message. */
function* secretsIn(value: Json, key: string): Generator<string> {
  if (typeof value === 'string') {
    if (value.length >= 6 && (SECRET_VALUE.test(value) || (SECRET_KEY.test(key) && !key.endsWith('Arn')))) yield value;
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) yield* secretsIn(item, name);
  }
}
