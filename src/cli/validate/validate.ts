/** All that can be said of manifests without a cluster. Pure. */
import { FIRST_GENERATION } from '../convert/generations.ts';
import { didYouMean } from '../nearest.ts';
import type { Manifest, Path } from '../offline/manifests.ts';
import { adviceComplaints } from './advice.ts';
import type { Cel } from './cel.ts';
import { type Complaint, wrong } from './complaint.ts';
import { guardrailComplaints } from './guardrails.ts';
import { ruleComplaints } from './rules.ts';
import { structureComplaints } from './structure.ts';
import type { ManifestType } from './types.ts';
import { identityOf, isFields, type PlainFields, text, withoutNulls } from './values.ts';

export interface Finding extends Complaint {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly kind: string;
  readonly name: string;
}

export interface Validation {
  readonly findings: readonly Finding[];
  /** Manifests of our kinds. */
  readonly checked: number;
  /** Manifests of other kinds. */
  readonly others: number;
}

export interface ValidateOptions {
  readonly manifests: readonly Manifest[];
  readonly types: readonly ManifestType[];
  readonly cel: Cel;
  readonly advice: boolean;
  /** Specs of GuardrailParameters by namespace; the empty name stands for all others. */
  readonly parameters: ReadonlyMap<string, PlainFields>;
  /** Where manifests go that name none. */
  readonly namespace: string;
}

export function validate(options: ValidateOptions): Validation {
  const results = options.manifests.map((manifest) => ({ manifest, complaints: complaintsOf(options, manifest) }));
  const findings = results.flatMap(({ manifest, complaints }) => (complaints ?? []).map((each) => findingOf(manifest, each)));
  const others = results.filter(({ complaints }) => complaints === undefined).length;
  return { findings, checked: results.length - others, others };
}

function findingOf(manifest: Manifest, complaint: Complaint): Finding {
  const { kind, name } = identityOf(manifest.value);
  return { ...complaint, file: manifest.file, ...manifest.locate(complaint.path), kind, name };
}

/** Undefined for what is none of our business. */
function complaintsOf(options: ValidateOptions, { value }: Manifest): readonly Complaint[] | undefined {
  if (!isFields(value)) return [wrong([], 'is no manifest: apiVersion, kind, metadata and spec are expected')];
  const { apiVersion, kind } = value;
  if (typeof apiVersion !== 'string') return [wrong(['apiVersion'], 'is required')];
  if (apiVersion === FIRST_GENERATION)
    return [
      wrong(
        ['apiVersion'],
        `${FIRST_GENERATION} is the first generation's: kubectl sagemaker convert turns it into the kinds of today`,
      ),
    ];
  const type = options.types.find((each) => each.apiVersion === apiVersion && each.kind === kind);
  if (type) return typeComplaints(options, type, withoutNulls(value) as PlainFields);
  const groups = new Set(options.types.map((each) => groupOf(each.apiVersion)));
  return groups.has(groupOf(apiVersion)) ? [unknownType(options.types, apiVersion, text(kind))] : undefined;
}

const groupOf = (apiVersion: string): string => apiVersion.split('/')[0] ?? '';

function unknownType(types: readonly ManifestType[], apiVersion: string, kind: string): Complaint {
  const named = types.find((each) => each.kind === kind);
  if (named) return wrong(['apiVersion'], `${kind} is of ${named.apiVersion}, not ${apiVersion}`);
  const guess = didYouMean(
    kind,
    types.map((each) => each.kind),
  );
  return wrong(['kind'], `${apiVersion} has no kind ${kind}${guess}`);
}

function typeComplaints(options: ValidateOptions, type: ManifestType, object: PlainFields): readonly Complaint[] {
  const schema = type.schema();
  const structure = [...metadataComplaints(object), ...structureComplaints(schema, object, [])];
  // As the API server does: rules may rely on the types.
  if (structure.length > 0) return structure;
  return [...ruleComplaints(options.cel, schema, object), ...opinions(options, type, object)];
}

function opinions(options: ValidateOptions, type: ManifestType, object: PlainFields): readonly Complaint[] {
  const { cel, advice, parameters, manifests } = options;
  const { namespace } = identityOf(object);
  const rules = parameters.get(namespace) ?? parameters.get('');
  const neighbours = manifests.flatMap(({ value }) =>
    isFields(value) && identityOf(value).namespace === namespace ? [value] : [],
  );
  const guarded = rules && type.subject && { subject: type.subject(), object, parameters: rules };
  return [
    ...(advice ? adviceComplaints(cel, { plural: type.plural, object, neighbours }) : []),
    ...(guarded ? guardrailComplaints(cel, { ...guarded, namespace: namespace || options.namespace }) : []),
  ];
}

const NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
const LONGEST_NAME = 253;

/** Of Kubernetes' own part what is most often wrong. */
function metadataComplaints({ metadata }: PlainFields): readonly Complaint[] {
  if (!isFields(metadata)) return [wrong(['metadata'], 'is required: at least metadata.name')];
  const { name, generateName } = metadata;
  const path: Path = ['metadata', 'name'];
  if (name === undefined) return generateName === undefined ? [wrong(path, 'is required (or generateName)')] : [];
  if (typeof name === 'string' && name.length <= LONGEST_NAME && NAME.test(name)) return [];
  return [
    wrong(
      path,
      `${JSON.stringify(name)} is no name: lower case letters, digits, '-' and '.', and a letter or a digit at both ends`,
    ),
  ];
}
