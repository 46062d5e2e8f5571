/**
 * The rules as ValidatingAdmissionPolicies: the API server evaluates them itself, so there is no webhook that could be down. None of them
 * refuses: the bindings only warn and audit, and an error of evaluation is ignored.
 */
import { anchor } from './anchor.ts';
import { literal } from './cel.ts';
import type { AdviceRule, Cel } from './types.ts';

export interface Api {
  readonly group: string;
  readonly version: string;
}

/** What one policy is about: a kind, or a kind beside another. */
interface Subject {
  readonly plural: string;
  readonly beside?: string;
}

export type Policy = ReturnType<typeof policy>;
export type Binding = ReturnType<typeof binding>;

/** On an object or its namespace: the ids of advice that someone has read and accepted, with commas. */
export const ACCEPTED = 'sagemaker.services.k8s.aws/advice-accepted';

/** Each policy, followed by its binding. */
export function policies(rules: readonly AdviceRule[], api: Api): readonly (Policy | Binding)[] {
  const subjects = new Map(rules.flatMap(({ places }) => places).map((place) => [nameOf(place), place]));
  return [...subjects]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, subject]) => [policy(subject, rules, api), binding(subject)]);
}

const nameOf = ({ plural, beside }: Subject): string =>
  ['sagemaker-advice', plural, ...(beside === undefined ? [] : ['beside', beside.toLowerCase()])].join('-');

function policy(subject: Subject, rules: readonly AdviceRule[], { group, version }: Api) {
  const name = nameOf(subject);
  const advice = rules.flatMap((rule) =>
    rule.places.filter((place) => nameOf(place) === name).map(({ finds }) => ({ rule, finds })),
  );
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy' as const,
    metadata: { name },
    spec: {
      failurePolicy: 'Ignore',
      ...(subject.beside !== undefined && { paramKind: { apiVersion: `${group}/${version}`, kind: subject.beside } }),
      matchConstraints: {
        resourceRules: [
          { apiGroups: [group], apiVersions: [version], operations: ['CREATE', 'UPDATE'], resources: [subject.plural] },
        ],
      },
      // Said once, to who writes the spec: not at each label, and not to the operator that adds its finalizer.
      matchConditions: [{ name: 'spec-changes', expression: `request.operation == 'CREATE' || object.spec != oldObject.spec` }],
      variables: [
        { name: 'accepted', expression: ACCEPTED_IDS },
        ...advice.map(({ rule, finds }) => ({ name: variable(rule), expression: finds })),
      ],
      validations: advice.map(({ rule }) => validation(rule)),
    },
  };
}

const noted = (holder: Cel): Cel => `${holder}.metadata.?annotations[?'${ACCEPTED}'].orValue('')`;
const ACCEPTED_IDS = `(${noted('object')} + ',' + ${noted('namespaceObject')}).split(',').map(id, id.trim())`;

const variable = ({ id }: AdviceRule): string => id.toLowerCase().replace('-', '_');

/** The field and the fix stand first: the API server cuts warnings short when there are too many. */
function validation(rule: AdviceRule) {
  const found = `variables.${variable(rule)}`;
  const advice = `: ${rule.fix}. ${rule.reason}. See docs/advice.md#${anchor(rule)}`;
  return {
    expression: `'${rule.id}' in variables.accepted || ${found}.size() == 0`,
    // Where the paths are too many for one message.
    message: `${rule.id} in many fields${advice}`,
    messageExpression: `'${rule.id} ' + ${found}.join(', ') + ${literal(advice)}`,
  };
}

function binding(subject: Subject) {
  const name = nameOf(subject);
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding' as const,
    metadata: { name },
    spec: {
      policyName: name,
      validationActions: ['Warn', 'Audit'],
      // Without a namespace these are all objects of that kind in the namespace of the one that is applied.
      ...(subject.beside !== undefined && { paramRef: { selector: {}, parameterNotFoundAction: 'Allow' } }),
    },
  };
}
