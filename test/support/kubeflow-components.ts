/**
 * Kubeflow's v2 components for SageMaker, as far as a controller meets them: which fields they send, which they read back, and what they
 * take for the end. One component stands for one kind.
 */
import type { Fields, Json } from '../../src/kinds/types.ts';

export type Status = Readonly<Record<string, unknown>>;
export type Progress = 'running' | 'done' | { readonly failed: string };

export interface Component {
  readonly kind: string;
  readonly plural: string;
  readonly nameField: string;
  /** Every field that it sends, each time, with what it sends where its user gave nothing. */
  readonly blank: Fields;
  /** Whether it PATCHes an object that is there already; else it refuses to run. */
  readonly updates: boolean;
  /** Read when the object is consumed, again and again until it is not `running`. */
  readonly judge: (status: Status) => Progress;
  /** Fields of status that it hands on to the next step of a pipeline. */
  readonly outputs: readonly string[];
}

/** Python's, for a key that was taken for given. It ends the component. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

/** `record[key]`, with nothing to guard it. */
export function must(record: Status | undefined, key: string): unknown {
  if (record === undefined || !Object.hasOwn(record, key)) throw new KeyError(`KeyError: '${key}'`);
  return record[key];
}

type Row = Readonly<Record<string, unknown>>;
export const conditionsOf = (status: Status | undefined): readonly Row[] => must(status, 'conditions') as readonly Row[];
const isSynced = (status: Status): boolean =>
  conditionsOf(status).some((row) => row['type'] === 'ACK.ResourceSynced' && row['status'] === 'True');

/** What only has to exist. */
const atOnce = (): Progress => 'done';

function trainingProgress(status: Status): Progress {
  const state = must(status, 'trainingJobStatus');
  if (state === 'Failed') return { failed: String(must(status, 'failureReason')) };
  if (state === 'Stopped') return { failed: 'the training job was stopped' };
  if (state !== 'Completed' || !isSynced(status)) return 'running';
  const rules = ['debugRuleEvaluationStatuses', 'profilerRuleEvaluationStatuses'].flatMap(
    (list) => (status[list] ?? []) as Row[],
  );
  const found = rules.find((rule) => ['Error', 'IssuesFound'].includes(String(rule['ruleEvaluationStatus'])));
  return found ? { failed: `rule ${String(found['ruleConfigurationName'])}: ${String(found['ruleEvaluationStatus'])}` } : 'done';
}

function endpointProgress(status: Status): Progress {
  if (!isSynced(status)) return 'running';
  const state = must(status, 'endpointStatus');
  if (state === 'InService') return 'done';
  if (state === 'Failed') return { failed: String(must(status, 'failureReason')) };
  return state === 'OutOfService' ? { failed: 'the endpoint is out of service' } : 'running';
}

function scheduleProgress(status: Status): Progress {
  const state = must(status, 'monitoringScheduleStatus');
  if (state === 'Scheduled') return 'done';
  if (state === 'Failed') return { failed: String(must(status, 'failureReason')) };
  return state === 'Stopped' ? { failed: 'the monitoring schedule was stopped' } : 'running';
}

/** The four kinds of monitoring job definition are alike but for the prefix of four fields. */
const jobDefinition = (kind: string, plural: string, prefix: string): Component => ({
  kind,
  plural,
  nameField: 'jobDefinitionName',
  blank: {
    ...blanks(
      {},
      'jobResources',
      'networkConfig',
      'stoppingCondition',
      ...['AppSpecification', 'BaselineConfig', 'JobInput', 'JobOutputConfig'].map((part) => `${prefix}${part}`),
    ),
    ...blanks('', 'jobDefinitionName', 'roleARN'),
    tags: [],
  },
  updates: false,
  judge: atOnce,
  outputs: ['ackResourceMetadata', 'conditions'],
});

const blanks = (value: Json, ...fields: readonly string[]): Fields => Object.fromEntries(fields.map((field) => [field, value]));

export const COMPONENTS: readonly Component[] = [
  {
    kind: 'TrainingJob',
    plural: 'trainingjobs',
    nameField: 'trainingJobName',
    blank: {
      ...blanks('', 'roleARN', 'trainingJobName'),
      ...blanks({}, 'algorithmSpecification', 'checkpointConfig', 'debugHookConfig', 'environment', 'experimentConfig'),
      ...blanks({}, 'hyperParameters', 'outputDataConfig', 'profilerConfig', 'resourceConfig', 'retryStrategy'),
      ...blanks({}, 'stoppingCondition', 'tensorBoardOutputConfig', 'vpcConfig'),
      ...blanks([], 'debugRuleConfigurations', 'inputDataConfig', 'profilerRuleConfigurations', 'tags'),
      ...blanks(false, 'enableInterContainerTrafficEncryption', 'enableManagedSpotTraining', 'enableNetworkIsolation'),
    },
    updates: false,
    judge: trainingProgress,
    outputs: [
      'ackResourceMetadata',
      'conditions',
      'creationTime',
      'debugRuleEvaluationStatuses',
      'failureReason',
      'lastModifiedTime',
      'modelArtifacts',
      'profilerRuleEvaluationStatuses',
      'profilingStatus',
      'secondaryStatus',
      'trainingJobStatus',
      'warmPoolStatus',
    ],
  },
  {
    kind: 'Model',
    plural: 'models',
    nameField: 'modelName',
    blank: {
      ...blanks('', 'executionRoleARN', 'modelName'),
      ...blanks({}, 'inferenceExecutionConfig', 'primaryContainer', 'vpcConfig'),
      ...blanks([], 'containers', 'tags'),
      enableNetworkIsolation: false,
    },
    updates: false,
    judge: atOnce,
    outputs: ['ackResourceMetadata', 'conditions'],
  },
  {
    kind: 'EndpointConfig',
    plural: 'endpointconfigs',
    nameField: 'endpointConfigName',
    blank: {
      ...blanks('', 'endpointConfigName', 'kmsKeyID'),
      ...blanks({}, 'asyncInferenceConfig', 'dataCaptureConfig'),
      ...blanks([], 'productionVariants', 'tags'),
    },
    updates: false,
    judge: atOnce,
    outputs: ['ackResourceMetadata', 'conditions'],
  },
  {
    kind: 'Endpoint',
    plural: 'endpoints',
    nameField: 'endpointName',
    blank: { ...blanks('', 'endpointConfigName', 'endpointName'), deploymentConfig: {}, tags: [] },
    updates: true,
    judge: endpointProgress,
    outputs: [
      'ackResourceMetadata',
      'conditions',
      'creationTime',
      'endpointStatus',
      'failureReason',
      'lastModifiedTime',
      'pendingDeploymentSummary',
      'productionVariants',
    ],
  },
  jobDefinition('DataQualityJobDefinition', 'dataqualityjobdefinitions', 'dataQuality'),
  jobDefinition('ModelBiasJobDefinition', 'modelbiasjobdefinitions', 'modelBias'),
  jobDefinition('ModelExplainabilityJobDefinition', 'modelexplainabilityjobdefinitions', 'modelExplainability'),
  jobDefinition('ModelQualityJobDefinition', 'modelqualityjobdefinitions', 'modelQuality'),
  {
    kind: 'MonitoringSchedule',
    plural: 'monitoringschedules',
    nameField: 'monitoringScheduleName',
    blank: { monitoringScheduleName: '', monitoringScheduleConfig: {}, tags: [] },
    updates: true,
    judge: scheduleProgress,
    outputs: [
      'ackResourceMetadata',
      'conditions',
      'creationTime',
      'failureReason',
      'lastModifiedTime',
      'lastMonitoringExecutionSummary',
      'monitoringScheduleStatus',
    ],
  },
];

export function componentOf(kind: string): Component {
  const found = COMPONENTS.find((component) => component.kind === kind);
  if (!found) throw new Error(`Kubeflow has no v2 component for ${kind}`);
  return found;
}
