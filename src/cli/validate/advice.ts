/** The rules of thumb that the API server gives as warnings, asked of a manifest. */
import { ACCEPTED } from '../../advice/policies.ts';
import { rules } from '../../advice/rules.ts';
import type { AdviceRule, Place } from '../../advice/types.ts';
import { celAny, type Cel } from './cel.ts';
import type { Complaint } from './complaint.ts';
import { fieldPath } from './field-paths.ts';
import { isFields, type PlainFields, text } from './values.ts';

export interface Advised {
  readonly plural: string;
  readonly object: PlainFields;
  /** Objects of the same namespace among the files: a model is looked at beside the config that serves it. */
  readonly neighbours: readonly PlainFields[];
}

export function adviceComplaints(cel: Cel, advised: Advised): readonly Complaint[] {
  const accepted = acceptedBy(advised.object);
  return rules
    .filter(({ id }) => !accepted.has(id))
    .flatMap((rule) => {
      const places = rule.places.filter(({ plural }) => plural === advised.plural);
      const found = new Set(places.flatMap((place) => pathsAt(cel, place, advised)));
      return [...found].map((text) => complaint(rule, advised.object, text));
    });
}

const complaint = ({ id, fix, reason }: AdviceRule, object: PlainFields, text: string): Complaint => ({
  path: fieldPath(object, text),
  message: `${text}: ${fix}. ${reason}`,
  severity: 'warning',
  rule: id,
});

function acceptedBy({ metadata }: PlainFields): ReadonlySet<string> {
  const annotations = isFields(metadata) ? metadata['annotations'] : undefined;
  const noted = isFields(annotations) ? text(annotations[ACCEPTED]) : '';
  return new Set(noted.split(',').map((id) => id.trim()));
}

function pathsAt(cel: Cel, { finds, beside }: Place, { object, neighbours }: Advised): readonly string[] {
  const params = beside === undefined ? [{}] : neighbours.filter(({ kind }) => kind === beside);
  return params.flatMap((each) => {
    try {
      return cel.evaluate(finds, { object: celAny(object), params: celAny(each) }) as readonly string[];
    } catch {
      // Advice says nothing where it can't judge.
      return [];
    }
  });
}
