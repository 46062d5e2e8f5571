/** A platform team's guardrails, asked of a manifest with the parameters of its namespace. */
import { guardrails } from '../../guardrails/pack.ts';
import { findingsOf } from '../../guardrails/policies.ts';
import type { Guardrail, Subject } from '../../guardrails/types.ts';
import { celAny, type Cel } from './cel.ts';
import type { Complaint } from './complaint.ts';
import { fieldPath } from './field-paths.ts';
import type { PlainFields } from './values.ts';

export interface Guarded {
  readonly subject: Subject;
  readonly object: PlainFields;
  /** The spec of GuardrailParameters. */
  readonly parameters: PlainFields;
  readonly namespace: string;
}

/** What a rule needs and is not told it leaves unjudged; a cluster that enforces would refuse. */
export function guardrailComplaints(cel: Cel, guarded: Guarded): readonly Complaint[] {
  return guardrails.flatMap((rule) => {
    const findings = findingsOf(rule, [guarded.subject]);
    if (findings.length === 0) return [];
    const missing = rule.parameters.filter((name) => !Object.hasOwn(guarded.parameters, name));
    if (missing.length > 0) return [unjudged(rule, missing)];
    return findings.flatMap(({ finds }) => judged(cel, rule, finds, guarded));
  });
}

const unjudged = ({ id }: Guardrail, missing: readonly string[]): Complaint => ({
  path: [],
  message: `not judged: GuardrailParameters does not say ${missing.join(', ')}`,
  severity: 'warning',
  rule: id,
});

function judged(cel: Cel, { id, fix, reason }: Guardrail, finds: string, guarded: Guarded): readonly Complaint[] {
  const { object, parameters, subject, namespace } = guarded;
  const given = celAny(object) as PlainFields;
  const variables = {
    object: given,
    request: { operation: 'CREATE', namespace, resource: { resource: subject.kind.plural } },
    variables: { spec: given['spec'] ?? {} },
    params: { spec: celAny(parameters) },
  };
  try {
    const found = new Set(cel.evaluate(finds, variables) as readonly string[]);
    return [...found].map((text) => ({
      path: fieldPath(object, text),
      message: `${text}: ${fix}. ${reason}`,
      severity: 'error',
      rule: id,
    }));
  } catch (error) {
    const [why = ''] = (error as Error).message.split('\n');
    return [{ path: [], message: `cannot be judged: ${why}`, severity: 'error', rule: id }];
  }
}
