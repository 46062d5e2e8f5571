/** The least that a kind needs, and what of the rest matters to most: a value for every field of it. Pure. */
import type { Schema, ValidationRule } from '../../crd/schema.ts';
import type { Path } from '../offline/manifests.ts';
import type { Cel } from '../validate/cel.ts';
import { pathText } from '../validate/complaint.ts';
import { ruleComplaints } from '../validate/rules.ts';
import { structureComplaints } from '../validate/structure.ts';
import { placeholderText } from './placeholders.ts';

/** A field without parts, with the value that stands in for the user's. */
export interface Leaf {
  readonly path: Path;
  readonly value: string | number | boolean;
  readonly schema: Schema;
}

type Value = string | number | boolean | readonly Value[] | { readonly [field: string]: Value };

export interface Skeleton {
  readonly spec: Value;
  readonly leaves: readonly Leaf[];
}

/** Of the fields that may be left out, those that most people set. Names are AWS's, and so the same in every kind. */
const WORTH: ReadonlySet<string> = new Set([
  'algorithmSpecification',
  'hyperParameters',
  'inputDataConfig',
  'primaryContainer',
  'processingInputs',
  'processingOutputConfig',
  'resourceConfig',
  'stoppingCondition',
]);

/** The same inside structures that are there. */
const WORTH_INSIDE: ReadonlySet<string> = new Set([
  'image',
  'initialInstanceCount',
  'instanceCount',
  'instanceType',
  'maxRuntimeInSeconds',
  'modelDataURL',
  'modelName',
  's3DataSource',
  's3DataType',
  's3Input',
  's3Output',
  's3URI',
  'trainingImage',
  'volumeSizeInGB',
]);

/** Of two that exclude each other, those that are seldom meant. */
const SELDOM = /Ref$|^(?:instanceGroups|algorithmName|trainingJobDefinitions|instancePools|instancePlacementConfig)$/;

/** Adds what the rules of the CRD ask for, until they are content. Bounded: a rule that names no field cannot be met here. */
const ROUNDS = 12;

export function skeletonOf(cel: Cel, spec: Schema): Skeleton {
  const wanted = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const built = build(spec, wanted);
    const structure = structureComplaints(spec, built.spec, ['spec']);
    const complaints = structure.length > 0 ? structure : ruleComplaints(cel, spec, built.spec, ['spec']);
    const more = complaints.map(({ path }) => pathText(unnumbered(path))).filter((path) => !wanted.has(path));
    if (more.length === 0) return built;
    for (const path of more) wanted.add(path);
  }
  return build(spec, wanted);
}

const unnumbered = (path: Path): Path => path.filter((step) => typeof step !== 'number');

function build(spec: Schema, wanted: ReadonlySet<string>): Skeleton {
  const leaves: Leaf[] = [];
  const value = valueOf({ wanted, leaves, path: ['spec'] }, spec);
  return { spec: value, leaves };
}

interface Place {
  readonly wanted: ReadonlySet<string>;
  readonly leaves: Leaf[];
  readonly path: Path;
}

function valueOf(place: Place, schema: Schema): Value {
  const { path, leaves } = place;
  switch (schema.type) {
    case 'object':
      return schema.additionalProperties ? {} : objectOf(place, schema);
    case 'array': {
      const count = Math.max(1, schema.minItems ?? 1);
      const { items } = schema;
      return items ? Array.from({ length: count }, (_, index) => valueOf({ ...place, path: [...path, index] }, items)) : [];
    }
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean': {
      const value = leafValue(path.findLast((step) => typeof step === 'string') ?? '', schema);
      leaves.push({ path, value, schema });
      return value;
    }
    default:
      return schema.type satisfies never;
  }
}

const USUAL: Readonly<Record<string, number>> = { maxRuntimeInSeconds: 3600, volumeSizeInGB: 10 };

function leafValue(field: string, schema: Schema): Leaf['value'] {
  if (schema.type === 'string') return placeholderText(field, schema);
  if (schema.type === 'boolean') return false;
  const usual = USUAL[field] ?? 1;
  return Math.min(schema.maximum ?? Infinity, Math.max(schema.minimum ?? usual, usual));
}

function objectOf(place: Place, schema: Schema): Value {
  const { properties = {} } = schema;
  const asked = new Set([...(schema.required ?? []), ...rulesAsk(schema)]);
  const here = pathText(unnumbered(place.path));
  const isIn = (field: string): boolean =>
    asked.has(field) || place.wanted.has(`${here}.${field}`) || (place.path.length === 1 ? WORTH : WORTH_INSIDE).has(field);
  const chosen = Object.keys(properties).filter(isIn);
  const all =
    chosen.length > 0 || place.path.length === 1
      ? chosen
      : Object.keys(properties)
          .filter((field) => !SELDOM.test(field))
          .slice(0, 1);
  return Object.fromEntries(
    all.flatMap((field) => {
      const inner = properties[field];
      return inner ? [[field, valueOf({ ...place, path: [...place.path, field] }, inner)] as const] : [];
    }),
  );
}

/** What is required as soon as the structure holds anything. */
const rulesAsk = (schema: Schema): readonly string[] =>
  (schema['x-kubernetes-validations'] ?? []).filter(isPlainlyRequired).map(({ fieldPath = '' }) => fieldPath.slice(1));

const isPlainlyRequired = ({ reason, message, fieldPath = '' }: ValidationRule): boolean =>
  reason === 'FieldValueRequired' && /^required unless|is required, or/.test(message) && !fieldPath.slice(1).includes('.');
