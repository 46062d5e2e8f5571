/**
 * How kinds are paid for: which of their fields say on what they run, for how long at most, and how long it was. Data; what is not listed
 * here costs nothing that the operator sees, or is billed in a way that no field tells.
 */
export interface JobBilling {
  readonly as: 'job';
  /** The structure with instanceType and instanceCount. */
  readonly cluster: string;
  /** Longest time, in seconds. */
  readonly bound?: string;
  /** What AWS takes where the bound is not set. */
  readonly boundOf?: number;
  /** What was billed and what was used, in seconds, where AWS tells. */
  readonly billed?: string;
  readonly used?: string;
  readonly started: string;
  readonly ended: string;
}
export interface SearchBilling {
  readonly as: 'search';
  readonly trials: string;
  readonly atOnce: string;
  readonly wholeBound: string;
  readonly definitions: readonly string[];
  /** As `JobBilling`, below a definition. */
  readonly trial: Pick<JobBilling, 'bound' | 'boundOf'> & { readonly clusters: readonly string[] };
  readonly summaries: string;
  readonly counters: string;
}
export interface VariantsBilling {
  readonly as: 'variants';
  readonly variants: readonly string[];
}
export interface ServiceBilling {
  readonly as: 'service';
  /** The kind and the field of the object that says on what it runs, where it is not its own. */
  readonly by?: { readonly kind: string; readonly field: string; readonly counts: string };
  readonly status: string;
  /** The states in which nothing is paid for. */
  readonly idle: readonly string[];
}
export type Billing = JobBilling | SearchBilling | VariantsBilling | ServiceBilling;

const A_DAY = 86_400;

export const BILLING = {
  TrainingJob: {
    as: 'job',
    cluster: 'resourceConfig',
    bound: 'stoppingCondition.maxRuntimeInSeconds',
    boundOf: A_DAY,
    billed: 'billableTimeInSeconds',
    used: 'trainingTimeInSeconds',
    started: 'trainingStartTime',
    ended: 'trainingEndTime',
  },
  ProcessingJob: {
    as: 'job',
    cluster: 'processingResources.clusterConfig',
    bound: 'stoppingCondition.maxRuntimeInSeconds',
    boundOf: A_DAY,
    started: 'processingStartTime',
    ended: 'processingEndTime',
  },
  TransformJob: { as: 'job', cluster: 'transformResources', started: 'transformStartTime', ended: 'transformEndTime' },
  HyperParameterTuningJob: {
    as: 'search',
    trials: 'hyperParameterTuningJobConfig.resourceLimits.maxNumberOfTrainingJobs',
    atOnce: 'hyperParameterTuningJobConfig.resourceLimits.maxParallelTrainingJobs',
    wholeBound: 'hyperParameterTuningJobConfig.resourceLimits.maxRuntimeInSeconds',
    definitions: ['trainingJobDefinition', 'trainingJobDefinitions'],
    trial: {
      clusters: ['resourceConfig', 'hyperParameterTuningResourceConfig'],
      bound: 'stoppingCondition.maxRuntimeInSeconds',
      boundOf: A_DAY,
    },
    summaries: 'trainingJobSummaries',
    counters: 'trainingJobStatusCounters',
  },
  EndpointConfig: { as: 'variants', variants: ['productionVariants', 'shadowProductionVariants'] },
  Endpoint: {
    as: 'service',
    by: { kind: 'EndpointConfig', field: 'endpointConfigName', counts: 'productionVariants' },
    status: 'endpointStatus',
    idle: ['Creating', 'Failed', 'OutOfService', 'Deleting'],
  },
  NotebookInstance: { as: 'service', status: 'notebookInstanceStatus', idle: ['Stopped', 'Failed', 'Deleting', 'Pending'] },
} as const satisfies Readonly<Record<string, Billing>>;

export const billingOf = (kind: string): Billing | undefined =>
  Object.hasOwn(BILLING, kind) ? BILLING[kind as keyof typeof BILLING] : undefined;
