import { chance } from '../chance.ts';
import { AwsError, validationError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { flag, objects, text } from '../json.ts';
import type { World } from '../world.ts';
import type { Call, Kind, Resource } from './kind.ts';
import { touch, wireTime } from './kind.ts';
import { finalMetric } from './learning.ts';
import { bring } from './operations.ts';
import { checkQuotas, trainingNeed } from './quotas.ts';
import type { Phase } from './timeline.ts';
import { live, vanish } from './timeline.ts';
import { checkTrainingJob } from './training-check.ts';
import { COMPLETED, STOPPING, trainingPlan } from './training-plan.ts';
import { beginRules, endRules, profilingStatus } from './training-rules.ts';
import { updateTrainingJob } from './training-update.ts';
import { endPool, joinPool, keepPool, wantsPool } from './warm-pool.ts';

export interface TrainingJobs {
  readonly kind: Kind;
  /** Starts a job on behalf of another resource. */
  readonly start: (call: Call, patron: Patron) => Resource;
  readonly stop: (job: Resource, at: number) => void;
}

/** The resource that a job is run for: it hears of the end, and may know metrics of the job's beforehand. */
interface Patron {
  readonly ended: (job: Resource, at: number) => void;
  readonly metrics: Readonly<Record<string, number>>;
}

const TERMINAL = new Set(['Completed', 'Failed', 'Stopped']);

const SUMMARY = [
  'TrainingJobName',
  'TrainingJobArn',
  'CreationTime',
  'TrainingEndTime',
  'LastModifiedTime',
  'TrainingJobStatus',
  'SecondaryStatus',
  'WarmPoolStatus',
];

/** What Describe tells of a job whose request was silent. Channels get theirs in `created`. */
const defaults = (input: JsonObject): JsonObject => ({
  ...(input['AlgorithmSpecification'] === undefined
    ? {}
    : { AlgorithmSpecification: { EnableSageMakerMetricsTimeSeries: false } }),
  ...(input['ResourceConfig'] === undefined ? {} : { ResourceConfig: { VolumeSizeInGB: 0 } }),
  OutputDataConfig: { KmsKeyId: '', CompressionType: 'GZIP' },
  StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
  EnableNetworkIsolation: false,
  EnableInterContainerTrafficEncryption: false,
  EnableManagedSpotTraining: false,
});

export function trainingJobs(world: World): TrainingJobs {
  const patrons = new WeakMap<Resource, Patron>();
  const failures = new WeakMap<Resource, string>();
  /** When the instances were up, to the last bit: Describe's TrainingStartTime is rounded. */
  const started = new WeakMap<Resource, number>();

  function enter(job: Resource, phase: Phase, at: number): void {
    note(job, phase, at);
    if (phase.secondary === 'Downloading' && !started.has(job)) {
      started.set(job, at);
      job.document['TrainingStartTime'] = wireTime(at);
    }
    if (phase.secondary === 'Training') beginRules(job, at);
    if (TERMINAL.has(phase.status)) finish(job, phase, at);
  }

  function finish(job: Resource, phase: Phase, at: number): void {
    const { document } = job;
    const failure = failures.get(job);
    if (phase.status === 'Failed' && failure !== undefined) document['FailureReason'] = failure;
    document['TrainingEndTime'] = wireTime(at);
    const from = started.get(job);
    if (from !== undefined) account(world, job, world.lifetime(from, at));
    if (phase.status !== 'Failed' && hasTrained(job)) document['ModelArtifacts'] = artifacts(job);
    if (phase.status !== 'Failed' && hasTrained(job)) document['FinalMetricDataList'] = metrics(world, job, at);
    endRules(world, job, at);
    if (phase === COMPLETED) keepPool(world, job, at);
    else endPool(job, at);
    patrons.get(job)?.ended(job, at);
  }

  function created(job: Resource, call: Call): void {
    const warm = joinPool(world, job, call.at);
    const plan = trainingPlan(job.document, warm);
    if (plan.failure !== undefined) failures.set(job, plan.failure);
    job.document['SecondaryStatusTransitions'] = [];
    job.document['ProfilingStatus'] = profilingStatus(job.document);
    if (wantsPool(job)) job.document['WarmPoolStatus'] = { Status: 'InUse' };
    for (const channel of objects(job.document, 'InputDataConfig')) completeChannel(channel);
    live(world, job, call.at, { phases: plan.phases, enter: (phase, at) => enter(job, phase, at) });
  }

  function stop(job: Resource, at: number): void {
    const status = text(job.document, 'TrainingJobStatus') ?? '';
    if (status === 'Stopping') return;
    if (status !== 'InProgress')
      throw validationError(`The request was rejected because the training job is in status ${status}.`);
    live(world, job, at, { phases: STOPPING, enter: (phase, then) => enter(job, phase, then) });
  }

  const kind: Kind = {
    type: 'training-job',
    nameMember: 'TrainingJobName',
    arnMember: 'TrainingJobArn',
    arnCase: 'given',
    create: 'CreateTrainingJob',
    describe: 'DescribeTrainingJob',
    stop: 'StopTrainingJob',
    delete: 'DeleteTrainingJob',
    list: {
      operation: 'ListTrainingJobs',
      items: 'TrainingJobSummaries',
      summary: SUMMARY,
      sortBy: 'CreationTime',
      sortOrder: 'Ascending',
    },
    statusMember: 'TrainingJobStatus',
    modified: true,
    defaults,
    taken: (_name, arn) =>
      new AwsError(
        'ResourceInUse',
        `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
      ),
    // Modelled as ResourceNotFound, answered as this: clients in the field match on both.
    absent: () => validationError('Requested resource not found.'),
    check: checkTrainingJob,
    admit: (call) => checkQuotas(world, call, trainingNeed(call.input), { type: 'training-job', needs: activeNeed }),
    created,
    stopped: stop,
    deleted: (job, at) => remove(world, job, at),
    operations: { UpdateTrainingJob: (call) => updateTrainingJob(world, kind, call) },
  };
  const start: TrainingJobs['start'] = (call, patron) => {
    const job = bring(world, kind, call);
    patrons.set(job, patron);
    world.foretold.set(job, patron.metrics);
    return job;
  };
  return { kind, start, stop };
}

/** Writes a phase into the job as Describe shows it: the two statuses, and the transition with its times. */
function note(job: Resource, phase: Phase, at: number): void {
  const { document } = job;
  const transitions = objects(document, 'SecondaryStatusTransitions');
  const last = transitions.at(-1);
  if (last !== undefined) last['EndTime'] = wireTime(at);
  const ended: JsonObject = TERMINAL.has(phase.status) ? { EndTime: wireTime(at) } : {};
  transitions.push({ Status: phase.secondary ?? '', StartTime: wireTime(at), ...ended, StatusMessage: phase.message ?? '' });
  document['SecondaryStatusTransitions'] = transitions;
  document['TrainingJobStatus'] = phase.status;
  document['SecondaryStatus'] = phase.secondary ?? '';
  touch(job, at);
}

/** What a job in progress holds of the account's quotas; an ended one holds nothing. */
export function activeNeed(job: Resource): ReturnType<typeof trainingNeed> {
  return TERMINAL.has(text(job.document, 'TrainingJobStatus') ?? '') ? new Map() : trainingNeed(job.document);
}

/** Seconds of training, and those to be paid: a managed spot job saves 60 to 70 %. A job whose instances never started has neither. */
function account(world: World, job: Resource, trained: number): void {
  const seconds = Math.max(1, Math.round(trained));
  const spot = flag(job.document, 'EnableManagedSpotTraining');
  const share = spot ? 0.3 + 0.1 * chance(`${world.seed}/spot/${job.arn}`)() : 1;
  job.document['TrainingTimeInSeconds'] = seconds;
  job.document['BillableTimeInSeconds'] = Math.max(1, Math.round(seconds * share));
}

const hasTrained = (job: Resource): boolean =>
  objects(job.document, 'SecondaryStatusTransitions').some((transition) => transition['Status'] === 'Training');

/** Told once the job has ended: AWS does not document whether Describe tells the path before there is anything under it. */
function artifacts(job: Resource): JsonObject {
  const base = (text(job.document, 'OutputDataConfig.S3OutputPath') ?? '').replace(/\/+$/, '');
  const compressed = text(job.document, 'OutputDataConfig.CompressionType') !== 'NONE';
  return { S3ModelArtifacts: `${base}/${job.name}/output/${compressed ? 'model.tar.gz' : 'model/'}` };
}

function metrics(world: World, job: Resource, at: number): Json {
  return objects(job.document, 'AlgorithmSpecification.MetricDefinitions').map((definition) => {
    const name = text(definition, 'Name') ?? '';
    return { MetricName: name, Value: finalMetric(world, job, name), Timestamp: wireTime(at) };
  });
}

function completeChannel(channel: JsonObject): void {
  channel['CompressionType'] ??= 'None';
  channel['RecordWrapperType'] ??= 'None';
  const source = channel['DataSource'];
  const s3 = typeof source === 'object' && source !== null && !Array.isArray(source) ? source['S3DataSource'] : undefined;
  if (typeof s3 === 'object' && s3 !== null && !Array.isArray(s3)) s3['S3DataDistributionType'] ??= 'FullyReplicated';
}

/** DeleteTrainingJob: only an ended job without an available warm pool; its name is free once the record is gone. The wording is ours. */
function remove(world: World, job: Resource, at: number): void {
  const status = text(job.document, 'TrainingJobStatus') ?? '';
  if (status === 'Deleting') return;
  if (!TERMINAL.has(status))
    throw new AwsError('ResourceInUse', `Cannot delete training job ${job.arn}: it is in status ${status}.`);
  if (text(job.document, 'WarmPoolStatus.Status') === 'Available')
    throw new AwsError('ResourceInUse', `Cannot delete training job ${job.arn}: its warm pool is available.`);
  vanish(world, job, at, { status: 'Deleting', seconds: 5 });
}
