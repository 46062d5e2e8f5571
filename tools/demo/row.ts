import { kinds } from '../../src/kinds/index.ts';
import { crName } from '../../src/model/names.ts';
import { at, condition, type DemoObject, isTrue, number, text } from './object.ts';
import { judge, type MeantToFail, type Verdict } from './verdict.ts';

/** One line of the table. */
export interface Row {
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  /** The one thing that is worth knowing in this state. */
  readonly detail: string;
  readonly age: string;
  readonly verdict: Verdict;
}

export function rowOf(object: DemoObject, meantToFail: MeantToFail, now: number): Row {
  return {
    kind: object.kind,
    name: object.metadata.name,
    status: statusOf(object),
    detail: detailOf(object).replaceAll(/\s+/g, ' '),
    age: ageOf(now - Date.parse(object.metadata.creationTimestamp)),
    verdict: judge(object, meantToFail),
  };
}

/** The kind's own status in AWS's word; for a kind that has none, and before AWS has answered, what the conditions say. */
function statusOf(object: DemoObject): string {
  if (object.metadata.deletionTimestamp !== undefined) return 'Deleting';
  const member = kinds.find(({ kind }) => kind === object.kind)?.statuses?.member;
  const own = member === undefined ? undefined : text(object.status, crName(member));
  if (own !== undefined) return own;
  if (isTrue(object, 'Ready')) return 'Ready';
  if (isTrue(object, 'Stalled')) return 'Refused';
  return isTrue(object, 'ACK.Recoverable') ? 'Waiting' : 'Pending';
}

/** Trouble comes first, in AWS's words; otherwise what is particular to the kind. */
function detailOf(object: DemoObject): string {
  if (object.metadata.deletionTimestamp !== undefined) return '';
  const trouble = isTrue(object, 'Stalled') || isTrue(object, 'ACK.Recoverable');
  if (trouble) return text(object.status, 'failureReason') ?? condition(object, 'Ready')?.message ?? '';
  return DETAILS[object.kind]?.(object) ?? '';
}

const DETAILS: Readonly<Record<string, (object: DemoObject) => string>> = {
  TrainingJob: training,
  HyperParameterTuningJob: tuning,
  Model: ({ spec }) => lastPart(text(spec, 'primaryContainer.image')),
  EndpointConfig: ({ spec }) => variants(spec['productionVariants']).join(', '),
  ScalableTarget: ({ spec }) => `${number(spec, 'minCapacity')} to ${number(spec, 'maxCapacity')}`,
  ScalingPolicy: ({ spec }) => text(spec, 'policyType') ?? '',
  ScheduledAction: ({ spec }) => text(spec, 'schedule') ?? '',
  Endpoint: ({ spec, status }) => {
    const config = text(spec, 'endpointConfigName') ?? '';
    return text(status, 'endpointStatus') === 'InService' ? `serves ${config}` : `starting ${config}`;
  },
};

function training({ status }: DemoObject): string {
  const billed = number(status, 'billableTimeInSeconds');
  if (text(status, 'trainingJobStatus') !== 'Completed' || billed === undefined) return text(status, 'secondaryStatus') ?? '';
  const saved = number(status, 'spotSavingsPercent');
  return `${billed} s billed${saved === undefined ? '' : `, ${saved} % saved by spot`}`;
}

function tuning({ spec, status }: DemoObject): string {
  const planned = number(spec, 'hyperParameterTuningJobConfig.resourceLimits.maxNumberOfTrainingJobs');
  const done = number(status, 'trainingJobStatusCounters.completed') ?? 0;
  const best = number(status, 'bestTrainingJob.finalHyperParameterTuningJobObjectiveMetric.value');
  const running = number(status, 'trainingJobStatusCounters.inProgress') ?? 0;
  const trials = `${done} of ${planned ?? '?'} trials${running > 0 ? `, ${running} running` : ''}`;
  if (best === undefined) return trials;
  const metric = text(status, 'bestTrainingJob.finalHyperParameterTuningJobObjectiveMetric.metricName') ?? 'metric';
  return `${trials}, best ${metric} ${rounded(best)}${tuned(at(status, 'bestTrainingJob.tunedHyperParameters'))}`;
}

/** ` with eta 0.031, max_depth 5` */
function tuned(parameters: unknown): string {
  const pairs = Object.entries((parameters ?? {}) as Readonly<Record<string, string>>);
  return pairs.length === 0 ? '' : ` with ${pairs.map(([name, value]) => `${name} ${rounded(Number(value))}`).join(', ')}`;
}

function variants(list: unknown): string[] {
  return ((list ?? []) as readonly unknown[]).map((variant) => {
    const model = text(variant, 'modelName') ?? '';
    return `${model} on ${number(variant, 'initialInstanceCount') ?? 1} × ${text(variant, 'instanceType') ?? 'serverless'}`;
  });
}

const lastPart = (image: string | undefined): string => image?.split('/').at(-1) ?? '';
/** To three digits, without an exponent or trailing zeros. */
const rounded = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '?');

/** As kubectl writes it: 42s, 3m10s, 2h5m. */
function ageOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  return hours < 1 ? `${minutes}m${seconds % 60}s` : `${hours}h${minutes % 60}m`;
}
