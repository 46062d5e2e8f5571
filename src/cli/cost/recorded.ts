/** What an object has cost, or costs, by what its status tells. Pure. */
import { type PlainFields, text } from '../validate/values.ts';
import { billingOf, type JobBilling, type SearchBilling, type ServiceBilling } from './billing.ts';
import { type Charge, countOf, type Use } from './charge.ts';
import { at, fields, type Instances, instancesOf, list, number, variantInstances } from './instances.ts';

export interface Recorded {
  readonly kind: string;
  readonly spec: PlainFields;
  readonly status: PlainFields;
  readonly namespace: string;
}

type Usage = Pick<Charge, 'uses' | 'standing' | 'savedSeconds' | 'notes'>;
const NOTHING: Usage = { uses: [], standing: [], savedSeconds: 0, notes: [] };

/** `others`: objects that may say on what this one runs. Undefined for what costs nothing by itself. */
export function recorded(object: Recorded, others: readonly Recorded[], now: number): Usage | undefined {
  const billing = billingOf(object.kind);
  if (!billing || billing.as === 'variants') return undefined;
  switch (billing.as) {
    case 'job':
      return jobRecord(billing, object, now);
    case 'search':
      return searchRecord(billing, object, now);
    case 'service':
      return serviceRecord(billing, object, others);
    default:
      return billing satisfies never;
  }
}

/** Seconds from when it began until it ended, or until now. */
function elapsed(status: PlainFields, from: string, to: string, now: number): number | undefined {
  const start = Date.parse(text(status[from]));
  if (Number.isNaN(start)) return undefined;
  const end = Date.parse(text(status[to]));
  return Math.max(0, Math.round(((Number.isNaN(end) ? now : end) - start) / 1000));
}

function jobRecord({ cluster, billed, used, started, ended }: JobBilling, { spec, status }: Recorded, now: number): Usage {
  const instances = instancesOf(fields(spec, cluster));
  const told = billed === undefined ? undefined : number(status[billed]);
  const seconds = told ?? elapsed(status, started, ended, now);
  if (seconds === undefined) return { ...NOTHING, notes: ['has not begun'] };
  const worked = used === undefined ? undefined : number(status[used]);
  const saved = told === undefined || worked === undefined ? 0 : Math.max(0, worked - told) * countOf(instances);
  const running = status[ended] === undefined && told === undefined ? ['still running'] : [];
  return { uses: [{ instances, seconds }], standing: [], savedSeconds: saved, notes: running };
}

function searchRecord(billing: SearchBilling, { spec, status }: Recorded, now: number): Usage {
  const { definitions, trial, summaries, counters } = billing;
  const described = definitions.flatMap((name) => [spec[name]].flat().flatMap((value) => list([value])));
  const told = list(status[summaries]);
  const uses = told.flatMap((summary): readonly Use[] => {
    const named = described.find((each) => each['definitionName'] === summary['trainingJobDefinitionName']) ?? described[0];
    const instances = trial.clusters.map((cluster) => instancesOf(fields(named, cluster))).find((each) => each.length > 0) ?? [];
    const seconds = elapsed(summary, 'trainingStartTime', 'trainingEndTime', now);
    return seconds === undefined ? [] : [{ instances, seconds }];
  });
  const all = Object.values(fields(status, counters)).reduce<number>((sum, count) => sum + (number(count) ?? 0), 0);
  const part = all > told.length ? [`only ${told.length} of ${all} trials: status keeps no more`] : [];
  const spot = described.some((each) => each['enableManagedSpotTraining'] === true)
    ? ['spot savings of trials are not known']
    : [];
  return { ...NOTHING, uses, notes: [...part, ...spot] };
}

function serviceRecord(billing: ServiceBilling, object: Recorded, others: readonly Recorded[]): Usage {
  const state = text(object.status[billing.status]);
  if (state === '' || billing.idle.includes(state)) return { ...NOTHING, notes: [state === '' ? 'is not there yet' : state] };
  const { by } = billing;
  if (!by) return { ...NOTHING, standing: instancesOf(object.spec) };
  const name = text(object.status[by.field]) || text(object.spec[by.field]);
  const other = others.find(
    ({ kind, spec, status, namespace }) =>
      kind === by.kind && namespace === object.namespace && (spec[by.field] === name || status[by.field] === name),
  );
  if (!other) return { ...NOTHING, notes: [`no ${by.kind} ${name} beside it tells on what it runs`] };
  return { ...NOTHING, standing: servedBy(other.spec, list(at(object.status, by.counts)), by.counts) };
}

/** As many instances as there are now, for an autoscaler may have changed them. */
function servedBy(spec: PlainFields, current: readonly PlainFields[], counts: string): readonly Instances[] {
  const now = current.flatMap((each): readonly (readonly [string, number])[] => {
    const count = number(each['currentInstanceCount']);
    return count === undefined ? [] : [[text(each['variantName']), count]];
  });
  return variantInstances(spec[counts], new Map(now));
}
