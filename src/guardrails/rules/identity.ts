/** Rules about who: whose role, whose tags, whose image, whose resource. */
import { oneInstance } from '../../advice/hosting.ts';
import type { Cel } from '../../advice/types.ts';
import { ANNOTATION } from '../../engine/policy.ts';
import { hasRef, refPath } from '../../kinds/references.ts';
import { crName } from '../../model/names.ts';
import { foundAt, given, SPEC, type Test } from '../cel.ts';
import { isAmong, isNotTrue, isOutside, isSet, listParam, param } from '../conditions.ts';
import type { Step } from '../fields.ts';
import type { Guardrail, Subject } from '../types.ts';
import { RUNS_IMAGE } from './reads.ts';

/** Keys of required tags that are missing, or have another value. */
function tags({ kind, fields }: Subject): readonly Cel[] {
  const { member, form } = kind.service.tags;
  if (!fields.some(({ path }) => path === `${kind.kind}.${member}`)) return [];
  const field = crName(member);
  const allowed = (value: Cel): Cel => `(r.?values.orValue([]).size() == 0 ? ${value} != '' : ${isAmong(value, 'r.values')})`;
  const carried =
    form === 'map'
      ? allowed(`${SPEC}.?${field}.orValue({})[?r.key].orValue('')`)
      : `${SPEC}.?${field}.orValue([]).exists(t, t.?key.orValue('') == r.key && ${allowed(`t.?value.orValue('')`)})`;
  return [`${param('requiredTags')}.filter(r, !(${carried})).map(r, 'spec.${field}[' + r.key + ']')`];
}

export const requiredTags = {
  id: 'SMOP-09',
  title: 'Every object carries the tags of the company',
  fix: 'add it, with a value that GuardrailParameters allows (requiredTags)',
  reason: 'Costs are shared out, and rights are given, by tags',
  about: [
    'Kinds that take no tags are not meant. Two tags of the operator’s own (`services.k8s.aws/owner-uid`, `…/applied-tags`), and those that begin with `aws:`, are not taken from a spec whatever it says.',
  ],
  maps: ['IAM aws:RequestTag, aws:TagKeys', 'Security Hub SageMaker.6, .7'],
  parameters: ['requiredTags'],
  checks: [],
  also: tags,
} as const satisfies Guardrail;

export const executionRoles = {
  id: 'SMOP-10',
  title: 'Only roles of the namespace',
  fix: 'choose one that GuardrailParameters allows (executionRoles)',
  reason: 'The operator passes the role on with its own rights, so whoever may name any role has the rights of all of them',
  about: [
    'Every role in a spec, those of users, spaces and clusters too. IAM bounds the same for the operator as a whole (`iam:PassRole`); a namespace is bounded here.',
  ],
  maps: ['IAM iam:PassRole, iam:PassedToService'],
  parameters: ['executionRoles'],
  checks: [
    {
      reads: /Role(?:A[Rr][Nn]|A[Rr][Nn]s\[\])?$/,
      finds: given(isOutside('executionRoles')),
    },
  ],
} as const satisfies Guardrail;

const hasNoDigest: Test = (value) =>
  `${isSet(value)} && !${value}.orValue('').matches('@sha256:[0-9a-f]{64}$') && !${isAmong(`${value}.orValue('')`, listParam('imagesWithoutDigest'))}`;

export const images = {
  id: 'SMOP-11',
  title: 'Only images of known registries, named by digest',
  fix: 'choose an image that GuardrailParameters allows (images), by its digest: …@sha256:…',
  reason: 'A tag may mean another image tomorrow',
  about: [
    'Images of AWS’s own algorithms and frameworks are named by tags: list their registries in `imagesWithoutDigest` too. Where no image stands (an algorithm or a model package by name) nothing is said: it was asked where it was made.',
  ],
  maps: ['Security Hub SageMaker.16, .19', 'Config sagemaker-model-private-registry-required'],
  parameters: ['images'],
  optional: ['imagesWithoutDigest'],
  checks: [
    { reads: RUNS_IMAGE, finds: given(isOutside('images')) },
    { reads: RUNS_IMAGE, finds: given(hasNoDigest) },
  ],
} as const satisfies Guardrail;

/** `spec.….modelRef.from.namespace`, for each Ref that the kind has. */
function strayRefs({ kind, fields }: Subject): readonly Cel[] {
  const paths = [...new Set(kind.references.filter(hasRef).map(({ path }) => path))];
  return paths.map((path) => {
    const named = fields.find((field) => field.path === `${kind.kind}.${path}`);
    if (!named) throw new Error(`${kind.kind} has no ${path}`);
    const ref = refPath(path).split('.').at(-1) ?? '';
    const steps: readonly Step[] = [
      ...named.steps.slice(0, -1),
      ...[ref, 'from', 'namespace'].map((field) => ({ member: field, field })),
    ];
    return foundAt(steps, (value) => `${isSet(value)} && ${value}.orValue('') != request.namespace`);
  });
}

const annotation = (holder: Cel, name: string): Cel => `${holder}.?metadata.?annotations[?'${name}'].orValue('')`;
/** What of a change was there before. */
const OLD = `(request.operation == 'CREATE' ? dyn({}) : dyn(oldObject))`;
const MAY_ADOPT = `authorizer.group(request.resource.group).resource(request.resource.resource).namespace(request.namespace).check('adopt').allowed()`;

/** What makes the operator look at, and take over, what it did not make. */
function takeOvers(): Cel {
  const keys = [ANNOTATION.adoption, ANNOTATION.adoptionFields, ANNOTATION.readOnly];
  const list = keys.map((key) => `'${key}'`).join(', ');
  const changed = `[${list}].filter(k, dyn(object).?metadata.?annotations[?k].orValue('') != '' && dyn(object).?metadata.?annotations[?k].orValue('') != ${OLD}.?metadata.?annotations[?k].orValue(''))`;
  // The operator notes a take-over itself, of an object that was given the annotation before.
  const noted = `${annotation('dyn(object)', ANNOTATION.adopted)} != '' && ${annotation(OLD, ANNOTATION.adopted)} == '' && ${annotation(OLD, ANNOTATION.adoption)} == ''`;
  const found = `(${changed} + (${noted} ? ['${ANNOTATION.adopted}'] : []))`;
  return `${found}.map(k, 'metadata.annotations[' + k + ']')`;
}

export const foreign = {
  id: 'SMOP-20',
  title: 'Nobody reaches for what is not theirs',
  fix: 'name an object of this namespace; and let someone adopt who may: it takes the verb adopt on this resource',
  reason: 'By adoption an object shows, changes and deletes a resource that another team may have made',
  about: [
    'A `…Ref` into another namespace is refused by the operator too; here it is refused at the door. The annotations `adoption-policy`, `adoption-fields` and `read-only` may be set, or changed, only by who has the verb `adopt` on the resource in that namespace, a verb that no role has unless you give it ([example](#adoption)).',
    'Not seen: the name in AWS of a resource that an object of another namespace has made. The operator never takes over what carries another object’s tag.',
  ],
  maps: ['No IAM key: the confused deputy'],
  parameters: [],
  checks: [],
  also: (subject) => ['[]', ...strayRefs(subject)],
  privileged: { finds: takeOvers(), unless: MAY_ADOPT },
  when: `request.operation == 'CREATE' || dyn(object).?spec != dyn(oldObject).?spec || dyn(object).?metadata.?annotations != dyn(oldObject).?metadata.?annotations`,
} as const satisfies Guardrail;

export const redundancy = {
  id: 'SMOP-13',
  title: 'Two instances behind an endpoint',
  fix: 'ask for two or more',
  reason: 'One stands in one zone, and nothing answers while SageMaker replaces it',
  about: [
    'The stricter sibling of the advice [SMADV-02](advice.md#smadv-02), for namespaces of production: choose them by the namespace selector. Serverless and asynchronous endpoints are not meant, nor managed scaling that keeps two.',
  ],
  maps: [
    'Security Hub SageMaker.4',
    'Config SAGEMAKER_ENDPOINT_CONFIG_PROD_INSTANCE_COUNT',
    'Prowler sagemaker_endpoint_config_prod_variant_instances',
  ],
  parameters: [],
  checks: [],
  also: ({ kind }) => oneInstance.places.filter(({ plural }) => plural === kind.plural).map(({ finds }) => finds),
} as const satisfies Guardrail;

export const capture = {
  id: 'SMOP-21',
  title: 'What an endpoint says is captured',
  fix: 'set it to true, with a destination',
  reason: 'Without captured data a drift of the model is noticed by customers first',
  about: [
    'Advise rather than enforce: serverless endpoints and endpoints of several models capture nothing. Choose namespaces of production by the namespace selector. Not seen: whether a MonitoringSchedule reads what is captured.',
  ],
  maps: ['Prowler sagemaker models monitor'],
  parameters: [],
  checks: [{ reads: /^EndpointConfig[.]DataCaptureConfig[.]EnableCapture$/, finds: given(isNotTrue) }],
} as const satisfies Guardrail;
