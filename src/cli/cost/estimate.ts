/** What a manifest may cost at most, before it runs: instances times the longest time. Pure. */
import { text, type PlainFields } from '../validate/values.ts';
import { type Billing, billingOf, type JobBilling, type SearchBilling } from './billing.ts';
import { type Charge, countOf, type Use } from './charge.ts';
import { at, fields, type Instances, instancesOf, list, number, variantInstances } from './instances.ts';

type Estimate = Pick<Charge, 'uses' | 'standing' | 'notes'>;

/** Undefined for what costs nothing by itself. */
export function estimate(kind: string, spec: PlainFields): Estimate | undefined {
  const billing = billingOf(kind);
  return billing && estimateBy(billing, spec);
}

function estimateBy(billing: Billing, spec: PlainFields): Estimate | undefined {
  switch (billing.as) {
    case 'job':
      return jobEstimate(billing, spec);
    case 'search':
      return searchEstimate(billing, spec);
    case 'variants':
      return standing(
        billing.variants.flatMap((variants) => variantInstances(spec[variants])),
        serverless(billing.variants, spec),
      );
    case 'service':
      // What stands in another object is estimated there.
      return billing.by ? undefined : standing(instancesOf(spec), []);
    default:
      return billing satisfies never;
  }
}

const standing = (instances: readonly Instances[], notes: readonly string[]): Estimate => ({
  uses: [],
  standing: instances,
  notes,
});

const serverless = (places: readonly string[], spec: PlainFields): readonly string[] =>
  places.some((place) => list(spec[place]).some(({ serverlessConfig }) => serverlessConfig !== undefined))
    ? ['serverless variants are paid by request, and not counted']
    : [];

const SPOT = 'spot: no more than this, and mostly far less';

function jobEstimate({ cluster, bound, boundOf }: JobBilling, spec: PlainFields): Estimate {
  const instances = instancesOf(fields(spec, cluster));
  const seconds = bound === undefined ? undefined : (number(at(spec, bound)) ?? boundOf);
  const notes = spec['enableManagedSpotTraining'] === true ? [SPOT] : [];
  if (seconds === undefined)
    return { uses: [], standing: instances, notes: ['nothing bounds its time: paid by the hour until it is done'] };
  return { uses: [{ instances, seconds }], standing: [], notes };
}

/** The dearest of several definitions, for any of them may be tried every time. */
function searchEstimate(billing: SearchBilling, spec: PlainFields): Estimate {
  const { trials, atOnce, wholeBound, definitions, trial } = billing;
  const described = definitions.flatMap((name) => [spec[name]].flat().flatMap((value) => list([value])));
  const uses = described.map((definition): Use => {
    const instances = trial.clusters
      .map((cluster) => trialInstances(fields(definition, cluster)))
      .find((each) => each.length > 0);
    return { instances: instances ?? [], seconds: number(at(definition, trial.bound ?? '')) ?? trial.boundOf ?? 0 };
  });
  const asked = number(at(spec, trials));
  const spot = described.some((definition) => definition['enableManagedSpotTraining'] === true) ? [SPOT] : [];
  const whole = number(at(spec, wholeBound));
  if (asked === undefined && whole === undefined)
    return { uses: [], standing: [], notes: [`nothing bounds it: ${trials} is not set`] };
  const dearest = uses.reduce<Use>((most, use) => (weight(use) > weight(most) ? use : most), { instances: [], seconds: 0 });
  const all = (asked ?? Infinity) * dearest.seconds;
  const inTime = whole === undefined ? Infinity : whole * (number(at(spec, atOnce)) ?? 1);
  const several = described.length > 1 ? [`counted as if all trials were of the dearest of ${described.length} definitions`] : [];
  return { uses: [{ instances: dearest.instances, seconds: Math.min(all, inTime) }], standing: [], notes: [...spot, ...several] };
}

const weight = ({ instances, seconds }: Use): number => countOf(instances) * seconds;

/** Of the instances that a trial may choose from, the first: AWS takes the next only where that is not to be had. */
function trialInstances(cluster: PlainFields): readonly Instances[] {
  const [first] = list(cluster['instanceConfigs']);
  return instancesOf(first && text(cluster['instanceType']) === '' ? first : cluster);
}
