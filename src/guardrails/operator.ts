/**
 * The operator's own writes, held to what it promises: of an object it changes the status, its finalizer and the annotations that it keeps
 * notes in. Its role can't say so: whoever may patch an object for its finalizers may patch all of it.
 */
import { literal } from '../advice/cel.ts';
import type { Cel } from '../advice/types.ts';
import { ANNOTATION } from '../engine/policy.ts';
import type { KindDescriptor } from '../kinds/types.ts';

/** In the file, in place of the name by which the API server knows the operator. */
export const OPERATOR = 'system:serviceaccount:OPERATOR_NAMESPACE:OPERATOR_NAME';

/** As chart values and file names call it. */
export const OPERATOR_WRITES = 'operator-writes';

export function operatorPolicy(kinds: readonly KindDescriptor[], companionGroup: string) {
  const groups = [...new Set(kinds.map(({ service }) => service.group)), companionGroup];
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy' as const,
    metadata: { name: `sagemaker-${OPERATOR_WRITES}` },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        // A star is all resources and none of their subresources: status is written freely.
        resourceRules: [
          {
            apiGroups: groups,
            apiVersions: ['*'],
            operations: ['CREATE', 'UPDATE', 'DELETE'],
            resources: ['*'],
            scope: 'Namespaced',
          },
        ],
      },
      matchConditions: [{ name: 'by-the-operator', expression: `request.userInfo.username == '${OPERATOR}'` }],
      variables: [{ name: 'found', expression: changed(notes(kinds)) }],
      validations: [
        {
          expression: 'variables.found.size() == 0',
          message: `operator-writes ${ADVICE}`,
          messageExpression: `'operator-writes ' + variables.found.join(', ') + ${literal(`: ${ADVICE}`)}`,
        },
      ],
    },
  };
}

const ADVICE =
  'the operator may write finalizers, status and its own annotations, and nothing else: report a bug. See docs/guardrails.md#operator-writes';

/** Annotations in which the operator notes what it has done. */
const notes = (kinds: readonly KindDescriptor[]): readonly string[] => [
  ...new Set([
    ANNOTATION.adopted,
    ...kinds.flatMap(({ updates }) => updates.flatMap(({ remembers }) => remembers?.annotation ?? [])),
  ]),
];

function changed(own: readonly string[]): Cel {
  const map = (holder: Cel): Cel => `dyn(${holder}).metadata.?annotations.orValue({})`;
  const [now, before] = [map('object'), map('oldObject')];
  const kept = [
    differs('spec', 'spec'),
    ...['labels', 'ownerReferences'].map((field) => differs(`metadata.${field}`, `metadata.?${field}`)),
    `(${now}.exists(k, !(k in ${JSON.stringify(own)}) && ${before}[?k].orValue('') != ${now}[k]) ||
${before}.exists(k, !(k in ${JSON.stringify(own)}) && !(k in ${now})) ? ['metadata.annotations'] : [])`,
  ];
  return `request.operation != 'UPDATE' ? [request.operation] :\n${kept.join('\n+ ')}`;
}

const differs = (path: string, optional: Cel): Cel => {
  const at = (holder: Cel): Cel => `dyn(${holder}).${optional.startsWith('metadata') ? optional : `?${optional}`}`;
  return `(${at('object')} != ${at('oldObject')} ? ['${path}'] : [])`;
};
