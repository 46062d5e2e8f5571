import { AwsError, validationError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { at as valueAt, number, object, objects, text } from '../json.ts';
import type { World } from '../world.ts';
import type { Call, Kind, Resource } from './kind.ts';
import { pageOf } from './list.ts';
import { arnFor, named } from './operations.ts';
import { checkQuotas, trainingNeed } from './quotas.ts';
import { vanish } from './timeline.ts';
import type { TrainingJobs } from './training-job.ts';
import { activeNeed } from './training-job.ts';
import { checkTuningJob } from './tuning-check.ts';
import { tuningDefaults } from './tuning-defaults.ts';
import type { Tuning } from './tuning-run.ts';
import { TuningRuns } from './tuning-run.ts';
import type { Child } from './tuning-view.ts';
import { childSummary, objectiveOf } from './tuning-view.ts';

const TERMINAL = new Set(['Completed', 'Failed', 'Stopped', 'DeleteFailed']);

export function tuningJobs(world: World, training: TrainingJobs): Kind {
  const runs = new TuningRuns(world, training);
  const kind: Kind = {
    type: 'hyper-parameter-tuning-job',
    nameMember: 'HyperParameterTuningJobName',
    arnMember: 'HyperParameterTuningJobArn',
    arnCase: 'given',
    create: 'CreateHyperParameterTuningJob',
    describe: 'DescribeHyperParameterTuningJob',
    stop: 'StopHyperParameterTuningJob',
    delete: 'DeleteHyperParameterTuningJob',
    list: {
      operation: 'ListHyperParameterTuningJobs',
      items: 'HyperParameterTuningJobSummaries',
      summary: [
        'HyperParameterTuningJobName',
        'HyperParameterTuningJobArn',
        'HyperParameterTuningJobStatus',
        'CreationTime',
        'HyperParameterTuningEndTime',
        'LastModifiedTime',
        'TrainingJobStatusCounters',
        'ObjectiveStatusCounters',
      ],
      extra: ({ document }) => ({
        Strategy: text(document, 'HyperParameterTuningJobConfig.Strategy') ?? '',
        ResourceLimits: object(document, 'HyperParameterTuningJobConfig.ResourceLimits') ?? {},
      }),
      sortBy: 'Name',
      sortOrder: 'Ascending',
    },
    statusMember: 'HyperParameterTuningJobStatus',
    modified: true,
    defaults: tuningDefaults,
    taken: (name) =>
      new AwsError(
        'ResourceInUse',
        `A hyperparameter tuning job with the name, ${name}, already exists. Choose a different name.`,
      ),
    absent: (name) =>
      new AwsError('ResourceNotFound', `Amazon SageMaker can't find a tuning job called ${name}. Type another name.`),
    check: checkTuningJob,
    admit: (call) => {
      parentsOf(world, kind, call);
      checkNeed(world, call);
    },
    created: (tuning, call) => runs.begin(tuning, call.at, parentsOf(world, kind, call)),
    stopped: (tuning, at) => runs.stop(tuning, at),
    deleted: (tuning, at) => remove(world, tuning, at),
    operations: {
      ListTrainingJobsForHyperParameterTuningJob: (call) => listChildren(world, runs.of(named(world, kind, call)), call),
    },
  };
  return kind;
}

/** The tuning jobs that a warm start learns from: they must be there, and must have ended. The wording of the latter is ours. */
function parentsOf(world: World, kind: Kind, call: Call): Resource[] {
  return objects(call.input, 'WarmStartConfig.ParentHyperParameterTuningJobs').map((parent) => {
    const name = text(parent, 'HyperParameterTuningJobName') ?? '';
    const tuning = world.store.seen(call.scope, kind.type, name, call.at);
    if (tuning === undefined) throw kind.absent(name, arnFor(kind, call.scope, name));
    const status = text(tuning.document, 'HyperParameterTuningJobStatus') ?? '';
    if (!TERMINAL.has(status))
      throw validationError(`The parent hyperparameter tuning job ${name} is in status ${status}: it must have ended.`);
    return tuning;
  });
}

/** The instances of all jobs that may run at once must be within the account's quota. */
function checkNeed(world: World, call: Call): void {
  const parallel = number(call.input, 'HyperParameterTuningJobConfig.ResourceLimits.MaxParallelTrainingJobs') ?? 1;
  const definition = object(call.input, 'TrainingJobDefinition') ?? objects(call.input, 'TrainingJobDefinitions')[0] ?? {};
  checkQuotas(world, call, trainingNeed(definition, parallel), { type: 'training-job', needs: activeNeed });
}

function remove(world: World, tuning: Resource, at: number): void {
  const status = text(tuning.document, 'HyperParameterTuningJobStatus') ?? '';
  if (status === 'Deleting') return;
  // DeleteHyperParameterTuningJob takes only the record of an ended job; its training jobs stay. The wording is ours.
  if (!TERMINAL.has(status))
    throw validationError(`The request was rejected because the hyperparameter tuning job is in status ${status}.`);
  vanish(world, tuning, at, { status: 'Deleting', seconds: 5 });
}

/** Sorted by objective, only the jobs that have one are listed (documented). */
function listChildren(world: World, tuning: Tuning, call: Call): JsonObject {
  const byJob = new Map(tuning.children.map((child): [Resource, Child] => [child.job, child]));
  const sortBy = text(call.input, 'SortBy') ?? 'Name';
  const valueOf = (job: Resource): number | undefined => {
    const child = byJob.get(job);
    return child === undefined ? undefined : objectiveOf(child);
  };
  const alive = [...byJob.keys()].filter((job) => world.store.get(job.scope, job.kind.type, job.name) === job);
  const listed = sortBy === 'FinalObjectiveMetricValue' ? alive.filter((job) => valueOf(job) !== undefined) : alive;
  const key = KEYS[sortBy] ?? ((job: Resource) => valueOf(job) ?? 0);
  const order = { descending: text(call.input, 'SortOrder') === 'Descending', ...(sortBy === 'CreationTime' ? {} : { key }) };
  const { page, next } = pageOf(listed, order, call);
  const status = text(call.input, 'StatusEquals');
  const shown = page.filter(({ document }) => status === undefined || valueAt(document, 'TrainingJobStatus') === status);
  return { TrainingJobSummaries: shown.flatMap((job) => summaryFor(byJob.get(job))), ...next };
}

const KEYS: Readonly<Record<string, (job: Resource) => string | number>> = {
  Name: ({ name }) => name.toLowerCase(),
  Status: ({ document }) => text(document, 'TrainingJobStatus') ?? '',
};

const summaryFor = (child: Child | undefined): JsonObject[] => (child === undefined ? [] : [childSummary(child)]);
