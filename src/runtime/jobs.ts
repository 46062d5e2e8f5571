/** What a job came to, told once: by the process whose status write first says that it is over. */
import { Counter, Histogram, type Registry } from 'prom-client';
import { phaseOf } from '../engine/phase.ts';
import { isFinished } from '../engine/status.ts';
import type { KindDescriptor, KubeObject } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { MAX_NAMESPACES, OTHERS } from './gauges.ts';

export interface EndedJob {
  readonly kind: string;
  readonly namespace: string;
  /** `succeeded`, `failed` or `stopped`. */
  readonly result: string;
  /** From its creation to its end, by AWS's clock. */
  readonly seconds?: number;
  readonly billableSeconds?: number;
  /** Seconds that were trained and, thanks to spot capacity, not billed. */
  readonly spotSavedSeconds?: number;
}

/** The job that this write ends, if it does. What is written again, or by another process, ends nothing. */
export function endedBy(kind: KindDescriptor, before: KubeObject, written: KubeObject): EndedJob | undefined {
  if (kind.lifetime !== 'job' || isFinished(kind, before) || !isFinished(kind, written)) return undefined;
  const status = (written.status ?? {}) as Readonly<Record<string, unknown>>;
  const seconds = (endOf(status) - time(status[crName('CreationTime')])) / 1_000;
  const billable = status[crName('BillableTimeInSeconds')];
  const trained = status[crName('TrainingTimeInSeconds')];
  const hasSpot = status[crName('SpotSavingsPercent')] !== undefined;
  return {
    kind: kind.kind,
    namespace: written.metadata.namespace,
    result: phaseOf(kind, String(status[crName(kind.statuses?.member ?? '')])),
    ...(seconds >= 0 ? { seconds } : {}),
    ...(typeof billable === 'number' ? { billableSeconds: billable } : {}),
    ...(hasSpot && typeof billable === 'number' && typeof trained === 'number'
      ? { spotSavedSeconds: Math.max(0, trained - billable) }
      : {}),
  };
}

const time = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : Number.NaN);

/** Kinds call it otherwise (TrainingEndTime, ProcessingEndTime, EndTime); those that do not tell it change for the last time at their end. */
function endOf(status: Readonly<Record<string, unknown>>): number {
  const end = Object.keys(status).find((field) => /endTime$/i.test(field));
  return time(status[end ?? crName('LastModifiedTime')]);
}

/** From a minute to SageMaker's longest run, 28 days. */
const JOB_SECONDS = [60, 300, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400, 259_200, 604_800, 2_419_200];

export class JobMetrics {
  readonly #seconds: Histogram<'kind' | 'result'>;
  readonly #ended: Counter<'kind' | 'namespace' | 'result'>;
  readonly #billable: Counter<'kind' | 'namespace'>;
  readonly #saved: Counter<'kind' | 'namespace'>;
  readonly #namespaces = new Set<string>();

  constructor(registry: Registry) {
    const registers = [registry];
    this.#ended = new Counter({
      name: 'sagemaker_operator_jobs_ended_total',
      help: 'Jobs that ended, by result: succeeded, failed, stopped.',
      labelNames: ['kind', 'namespace', 'result'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'sagemaker_operator_job_seconds',
      help: 'Time from the creation of a job to its end, by the clock of AWS.',
      labelNames: ['kind', 'result'],
      buckets: JOB_SECONDS,
      registers,
    });
    this.#billable = new Counter({
      name: 'sagemaker_operator_billable_seconds_total',
      help: 'Seconds that AWS bills for ended jobs, as it tells them: for each instance of a job.',
      labelNames: ['kind', 'namespace'],
      registers,
    });
    this.#saved = new Counter({
      name: 'sagemaker_operator_spot_saved_seconds_total',
      help: 'Seconds that ended jobs trained and spot capacity saved from the bill: for each instance of a job.',
      labelNames: ['kind', 'namespace'],
      registers,
    });
  }

  ended({ kind, result, seconds, billableSeconds, spotSavedSeconds, ...job }: EndedJob): void {
    const namespace = this.#bounded(job.namespace);
    this.#ended.inc({ kind, namespace, result });
    if (seconds !== undefined) this.#seconds.observe({ kind, result }, seconds);
    if (billableSeconds !== undefined) this.#billable.inc({ kind, namespace }, billableSeconds);
    if (spotSavedSeconds !== undefined) this.#saved.inc({ kind, namespace }, spotSavedSeconds);
  }

  /** A counter must not change its labels: whoever came first keeps its own. */
  #bounded(namespace: string): string {
    if (this.#namespaces.size < MAX_NAMESPACES) this.#namespaces.add(namespace);
    return this.#namespaces.has(namespace) ? namespace : OTHERS;
  }
}
