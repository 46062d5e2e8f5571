/**
 * Taking over what is in AWS already: which resource is meant, where the spec does not tell, and what it takes to know. The incumbent
 * writes what it finds into the spec; here the spec stays the user's, so the annotation is read for as long as it is there. Pure.
 */
import type { Fields, IdRule, Json, KindDescriptor, KubeObject } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { Fault } from './fault.ts';
import { ANNOTATION, isHeld, type Policy } from './policy.ts';
import type { Observation, Target } from './ports.ts';

/** What the annotation tells of a resource's identity. */
export interface Identity {
  /** Fields that the spec would have told it by. */
  readonly spec: Fields;
  /** What AWS gave it, and addresses it by. */
  readonly id?: string;
}

/** Whether the operator has taken its resource over, instead of making it. */
export const isAdopted = ({ metadata }: KubeObject): boolean => metadata.annotations?.[ANNOTATION.adopted] === 'true';

const NOBODY: Identity = { spec: {} };

/** Only what is adopted, or merely looked at, may be named by annotation: what is made gets its name from the spec. */
export function identityOf(kind: KindDescriptor, object: KubeObject, { adopt, readOnly }: Policy): Identity {
  const text = object.metadata.annotations?.[ANNOTATION.adoptionFields];
  if (text === undefined || (adopt === 'no' && !readOnly)) return NOBODY;
  const fields = parsed(text);
  const told = specFieldsOf(kind).flatMap((field) => (fields[field] ? [[field, fields[field]] as const] : []));
  for (const [field, value] of told) requireAgreement(field, value, object.spec[field]);
  const id = kind.id && idIn(kind.id, fields);
  return { spec: Object.fromEntries(told), ...(id === undefined ? {} : { id }) };
}

/** Fields of the spec that tell one resource of a kind from another. */
const specFieldsOf = ({ name, beside = [] }: KindDescriptor): readonly string[] =>
  [...(name ? [name.member] : []), ...beside].map(crName);

function parsed(text: string): Readonly<Record<string, string>> {
  const value = json(text);
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isRecord && Object.values(value).every((field) => typeof field === 'string')) return value as Record<string, string>;
  throw invalid(`annotation ${ANNOTATION.adoptionFields} must be a JSON object of texts, such as {"endpointName": "churn"}`);
}

function json(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Following either of two answers could take over, and later delete, the wrong resource. */
function requireAgreement(field: string, told: string, asked: Json | undefined): void {
  if (asked === undefined || asked === '' || asked === told) return;
  throw invalid(
    `annotation ${ANNOTATION.adoptionFields} says ${field} ${told}, and spec.${field} says ${JSON.stringify(asked)}: make them the same`,
  );
}

const ARN = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/;

function idIn(rule: IdRule, fields: Readonly<Record<string, string>>): string | undefined {
  const id = fields[crName(rule.member)];
  if (id) return id;
  const arn = fields['arn'];
  if (!arn || rule.from === 'output') return undefined;
  if (!ARN.test(arn)) throw invalid(`annotation ${ANNOTATION.adoptionFields} says arn ${arn}, which is no ARN`);
  return rule.from === 'arn' ? arn : arn.slice(arn.lastIndexOf('/') + 1);
}

/**
 * Refuses to look for a resource that nobody has named: a derived name would be that of no resource, and an address with a hole in it
 * might be that of another. `lacking`: fields that the look needs besides.
 */
export function requireIdentity({ kind, object, id }: Target, policy: Policy, lacking: readonly string[]): void {
  const looksForAnother = policy.readOnly || policy.adopt === 'adopt';
  if (!looksForAnother || isHeld(kind, object) || object.status?.ackResourceMetadata?.arn !== undefined) return;
  const [field] = [...nameless(kind, object, id), ...lacking];
  if (field === undefined) return;
  throw invalid(
    `required field missing: ${field}. Tell it in the spec, or in the annotation ${ANNOTATION.adoptionFields}`,
    'RequiredFieldMissing',
  );
}

function nameless(kind: KindDescriptor, { spec }: KubeObject, id: string | undefined): readonly string[] {
  if (kind.id) return id === undefined ? [kind.id.from === 'arn' ? 'arn' : crName(kind.id.member)] : [];
  const field = kind.name && crName(kind.name.member);
  return field !== undefined && !spec[field] ? [field] : [];
}

/** Refuses to make a resource of which too little is said; the schema does that where there is a spec. */
export function requireSpec({ kind }: Pick<Target, 'kind'>, lacking: readonly string[]): void {
  if (lacking.length === 0) return;
  throw invalid(
    `${lacking.map((field) => `spec.${field}`).join(', ')} must be set to make the ${kind.kind}. For one that is in AWS already, use the ` +
      `annotations ${ANNOTATION.adoption}: adopt and ${ANNOTATION.adoptionFields}`,
    'RequiredFieldMissing',
  );
}

const invalid = (message: string, code = 'InvalidAnnotation'): Fault => new Fault('invalid', code, message);

/** What was found by its tags has an id that status never told: without it nothing could be done to it, nor could it be deleted. */
export function addressed(target: Target, seen: Observation): Target {
  const member = target.kind.id?.member;
  const id = seen.state === 'present' && member !== undefined ? seen.remote[member] : undefined;
  return target.id === undefined && typeof id === 'string' ? { ...target, id } : target;
}
