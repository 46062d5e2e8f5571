/**
 * The rules as ValidatingAdmissionPolicies, one a rule, and a binding for each way to use it. The policy holds an expression for each kind
 * that has what the rule is about; the API server evaluates the one of the kind at hand.
 */
import { literal, sum } from '../advice/cel.ts';
import type { Cel } from '../advice/types.ts';
import type { KindDescriptor } from '../kinds/types.ts';
import { PARAMETERS, type ParameterName } from './parameters.ts';
import type { Guardrail, Subject } from './types.ts';

/** `advise` warns and never blocks, whatever goes wrong; `enforce` refuses, also what can't be judged. */
export type Mode = 'advise' | 'enforce';

export interface Binding {
  readonly mode: Mode;
  readonly namespaceSelector?: object;
  /** The namespace of the parameters; absent: that of the object. */
  readonly parametersNamespace?: string;
}

/** What a rule says of one kind. */
export interface Finding {
  readonly kind: KindDescriptor;
  readonly finds: Cel;
}

export const policyName = ({ id }: Pick<Guardrail, 'id'>): string => `sagemaker-${id.toLowerCase()}`;

/** The kinds that a rule has something to say of. */
export function findingsOf(rule: Guardrail, subjects: readonly Subject[]): readonly Finding[] {
  return subjects.flatMap((subject) => {
    const found = [...checked(rule, subject), ...(rule.also?.(subject) ?? [])];
    return found.length === 0 ? [] : [{ kind: subject.kind, finds: sum(found) }];
  });
}

const checked = ({ checks }: Guardrail, subject: Subject): readonly Cel[] =>
  checks.flatMap(({ reads, exempt = [], finds }) =>
    subject.fields
      .filter(({ path }) => reads.test(path) && !exempt.some((exemption) => exemption.path.test(path)))
      .map((field) => finds(field, subject)),
  );

export type GuardrailPolicy = ReturnType<typeof policyOf>;

/** As it is enforced: an error of evaluation refuses. Advised, `failurePolicy` is Ignore instead. */
export function policyOf(rule: Guardrail, findings: readonly Finding[]) {
  const takesParameters = rule.parameters.length + (rule.optional ?? []).length > 0;
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy' as const,
    metadata: { name: policyName(rule) },
    spec: {
      failurePolicy: 'Fail',
      ...(takesParameters && { paramKind: { apiVersion: `${PARAMETERS.group}/${PARAMETERS.version}`, kind: PARAMETERS.kind } }),
      matchConstraints: { resourceRules: resourceRules(findings) },
      matchConditions: [{ name: 'asked-for', expression: rule.when ?? SPEC_CHANGES }],
      variables: [
        { name: 'spec', expression: 'dyn(object).?spec.orValue(dyn({}))' },
        ...findings.map(({ kind, finds }) => ({ name: variable(kind), expression: finds })),
        { name: 'found', expression: ofKindAtHand(findings) },
        ...(rule.privileged ? [{ name: 'privileged', expression: rule.privileged.finds }] : []),
      ],
      validations: [
        ...rule.parameters.map((name) => parameterIsThere(rule, name)),
        nothingFound(rule),
        ...(rule.privileged ? [empty(rule, 'variables.privileged', `${rule.privileged.unless} || `)] : []),
      ],
    },
  };
}

/** Asked of who writes the spec: not at each label, and not of the operator that adds its finalizer. So what was there before stays. */
const SPEC_CHANGES = `has(object.spec) && (request.operation == 'CREATE' || !has(oldObject.spec) || object.spec != oldObject.spec)`;

function resourceRules(findings: readonly Finding[]) {
  const services = Map.groupBy(findings, ({ kind }) => kind.service);
  return [...services].map(([{ group, version }, found]) => ({
    apiGroups: [group],
    apiVersions: [version],
    operations: ['CREATE', 'UPDATE'],
    resources: found.map(({ kind }) => kind.plural),
  }));
}

/** Plurals are unique over all groups: index.test.ts of the kinds sees to it. */
const variable = ({ plural }: KindDescriptor): string => plural;

/** A variable for each kind, and not one expression of all: the API server takes seconds to parse tens of kilobytes in one piece. */
const ofKindAtHand = (findings: readonly Finding[]): Cel =>
  findings.reduceRight<Cel>(
    (others, { kind }) => `request.resource.resource == '${kind.plural}' ? variables.${variable(kind)} :\n${others}`,
    '[]',
  );

const link = ({ id }: Guardrail): string => `See docs/guardrails.md#${id.toLowerCase()}`;

function parameterIsThere(rule: Guardrail, name: ParameterName) {
  const where = `the GuardrailParameters ${PARAMETERS.name} for this namespace`;
  return {
    expression: `has(params.spec.${name})`,
    message: `${rule.id} ${name}: ${where} does not say it, so nothing can be judged: set spec.${name} there. ${link(rule)}`,
  };
}

function nothingFound(rule: Guardrail) {
  const known = rule.parameters.map((name) => `has(params.spec.${name})`);
  return empty(rule, 'variables.found', known.length === 0 ? '' : `!(${known.join(' && ')}) || `);
}

/** The field and the fix stand first: the API server cuts warnings short when there are too many. */
function empty(rule: Guardrail, found: Cel, unless: Cel) {
  const words = `: ${rule.fix}. ${rule.reason}. ${link(rule)}`;
  return {
    expression: `${unless}${found}.size() == 0`,
    // Where the paths are too many for one message.
    message: `${rule.id} in many fields${words}`,
    messageExpression: `'${rule.id} ' + ${found}.join(', ') + ${literal(words)}`,
  };
}

/** What the chart's template does, in the words of the tests. */
export const asUsed = (policy: GuardrailPolicy, mode: Mode): GuardrailPolicy =>
  mode === 'enforce' ? policy : { ...policy, spec: { ...policy.spec, failurePolicy: 'Ignore' } };

export function bindingOf(policy: GuardrailPolicy, { mode, namespaceSelector = {}, parametersNamespace }: Binding) {
  const { name } = policy.metadata;
  const paramRef = {
    name: PARAMETERS.name,
    ...(parametersNamespace !== undefined && { namespace: parametersNamespace }),
    parameterNotFoundAction: mode === 'enforce' ? 'Deny' : 'Allow',
  };
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding' as const,
    metadata: { name },
    spec: {
      policyName: name,
      validationActions: mode === 'enforce' ? ['Deny', 'Audit'] : ['Warn', 'Audit'],
      ...(policy.spec.paramKind && { paramRef }),
      matchResources: { namespaceSelector },
    },
  };
}
