/** Rules about how much, and how long. */
import type { Cel } from '../../advice/types.ts';
import { beside, demanded, type Excuse, foundAt, given, someAt, type Test } from '../cel.ts';
import { isAbove, isAmong, isNotTrue, isOutside, isUnbounded, isUnset, param } from '../conditions.ts';
import type { Field } from '../fields.ts';
import type { Guardrail } from '../types.ts';
import { ANSWERED } from './reads.ts';

export const instanceTypes = {
  id: 'SMOP-05',
  title: 'Only instance types of the namespace',
  fix: 'choose one that GuardrailParameters allows (instanceTypes)',
  reason: 'An hour of the largest costs as much as a thousand of the smallest',
  about: [
    'Every field that chooses where something runs: instance groups, preferences, pools, the resources of tuning jobs and their definitions, debugger rules, notebooks, apps, HyperPod.',
  ],
  maps: ['IAM sagemaker:InstanceTypes'],
  parameters: ['instanceTypes'],
  checks: [
    {
      reads: /InstanceTypes?(?:\[\])?$/,
      exempt: [
        ANSWERED,
        { path: /(?<!\[\])$(?<=Types)/, reason: 'its elements are looked at' },
        { path: /[.](?:Supported|Hidden)\w+\[\]$/, reason: 'what could be chosen, or is hidden: nothing runs on it' },
        { path: /^ComputeQuota[.]/, reason: 'shares out what a cluster has: nothing runs on it' },
      ],
      finds: given(isOutside('instanceTypes')),
    },
  ],
} as const satisfies Guardrail;

/** Lists whose elements all run together. Of others one is chosen, or each is a job by itself. */
const TOGETHER = /^(?:Restricted)?InstanceGroups$|Variants$/;

/** What runs together is counted together: groups of a job, variants of an endpoint. */
function tooMany(field: Field): string {
  const { steps } = field;
  const last = steps.findLastIndex(({ each }) => each !== undefined);
  const list = steps[last];
  if (!list || !TOGETHER.test(list.member)) return foundAt(steps, isAbove('maxInstances'));
  const rest = steps.slice(last + 1);
  const count = rest.map(({ field: name }) => `.?${name}`).join('');
  const sum: Test = (value) =>
    `${value}.?${list.field}.orValue([]).map(e, e${count}.orValue(0)).sum() > ${param('maxInstances')}`;
  return foundAt(steps.slice(0, last), sum, steps.slice(last));
}

export const amounts = {
  id: 'SMOP-06',
  title: 'A bound on instances and volumes',
  fix: 'ask for no more than GuardrailParameters allows (maxInstances, maxVolumeSizeInGB)',
  reason: 'The API has no condition key for amounts, so nothing but admission and quotas can refuse one',
  about: [
    'Instances are counted in one place of an object: one job, one trial, all variants of an endpoint, all groups of a cluster. The upper bounds of automatic scaling count too. How many objects there may be is for a ResourceQuota ([SMOP-22](#smop-22)), how many trials for [SMOP-14](#smop-14).',
  ],
  maps: ['No IAM key'],
  parameters: ['maxInstances', 'maxVolumeSizeInGB'],
  checks: [
    {
      reads: /InstanceCount$|^(?:ScalableTarget|ScheduledAction)[.](?:\w+[.])?MaxCapacity$/,
      exempt: [
        ANSWERED,
        { path: /[.]MinInstanceCount$/, reason: 'no more than what is asked for beside it' },
        { path: /[.]PlacementSpecifications\[\]/, reason: 'how the instances that are asked for are spread' },
      ],
      finds: tooMany,
    },
    {
      reads: /VolumeSizeInG[Bb]$/,
      exempt: [{ path: /[.]DefaultEbsStorageSettings[.]Default/, reason: 'no more than the maximum beside it' }],
      finds: given(isAbove('maxVolumeSizeInGB')),
    },
  ],
} as const satisfies Guardrail;

/** What a job, or a trial, trains on: not its debugger rules. */
const TRAINS_ON = /ResourceConfig[.](?:Instance\w+\[\][.])?InstanceType$/;

/** It trains on no instance that has to be spot. */
const isSmall: Excuse = (holder, field, subject) => {
  const large = beside(subject, field, TRAINS_ON).map((steps) =>
    someAt(holder, steps, (value) => isAmong(`${value}.orValue('')`, param('spotInstanceTypes')), 3),
  );
  return `!(${large.join(' || ')})`;
};

const KNOWS_NO_SPOT = /^(?:CompilationJob|OptimizationJob|Algorithm)[.]/;
const always: Test = () => 'true';

/** A wait that is not set is none; a runtime that is not set is a day. */
const waitsLongEnough = (holder: Cel): Cel => {
  const condition = `${holder}.?stoppingCondition`;
  const wait = `${condition}.?maxWaitTimeInSeconds.orValue(0)`;
  return `${wait} > 0 && ${wait} >= ${condition}.?maxRuntimeInSeconds.orValue(86400)`;
};

export const spot = {
  id: 'SMOP-07',
  title: 'Large instances train on spot capacity',
  fix: 'on instances that GuardrailParameters names (spotInstanceTypes) set enableManagedSpotTraining to true, checkpointConfig.s3URI, and stoppingCondition.maxWaitTimeInSeconds to no less than maxRuntimeInSeconds',
  reason: 'Spot capacity costs a fraction, and is of use only with checkpoints and time to wait',
  about: [
    'Which instances are large is `spotInstanceTypes`. A bound on the runtime that is not set counts as a day, which is what AWS takes.',
  ],
  maps: ['No IAM key'],
  parameters: ['spotInstanceTypes'],
  checks: [
    { reads: /[.]EnableManagedSpotTraining$/, finds: demanded(isNotTrue, isSmall) },
    { reads: /[.]CheckpointConfig[.]S3Uri$/, finds: demanded(isUnset, isSmall) },
    {
      reads: /[.]StoppingCondition[.]MaxWaitTimeInSeconds$/,
      exempt: [{ path: KNOWS_NO_SPOT, reason: 'it knows no spot' }],
      finds: demanded(always, (holder, ...at) => `${isSmall(holder, ...at)} || (${waitsLongEnough(holder)})`),
    },
  ],
} as const satisfies Guardrail;

export const runtime = {
  id: 'SMOP-08',
  title: 'Every job has a bound on its runtime',
  fix: 'set it, to no more than GuardrailParameters allows (maxRuntimeInSeconds)',
  reason: 'Without one AWS takes a day, and a job that hangs is paid for until then',
  about: [
    'Where a kind takes a `stoppingCondition` it must be set; other bounds on a runtime (Autopilot, a whole tuning job) are only held to the maximum. TransformJobs have none.',
  ],
  maps: ['IAM sagemaker:MaxRuntimeInSeconds'],
  parameters: ['maxRuntimeInSeconds'],
  checks: [
    { reads: /[.]StoppingCondition[.]MaxRuntimeInSeconds$/, finds: demanded(isUnbounded('maxRuntimeInSeconds')) },
    {
      reads: /(?<!StoppingCondition)[.]Max(?:AutoMLJob)?Runtime(?:PerTrainingJob)?InSeconds$/,
      finds: given(isAbove('maxRuntimeInSeconds')),
    },
  ],
} as const satisfies Guardrail;

export const tuning = {
  id: 'SMOP-14',
  title: 'A bound on trials',
  fix: 'ask for no more than GuardrailParameters allows (maxTuningTrials, maxParallelTuningTrials, tuningStrategies)',
  reason: 'A tuning job costs what all its trials cost',
  about: ['Both numbers must be set, for their absence is no bound.'],
  maps: ['Service quota L-11294128'],
  parameters: ['maxTuningTrials', 'maxParallelTuningTrials', 'tuningStrategies'],
  checks: [
    { reads: /[.]MaxNumberOfTrainingJobs$/, finds: demanded(isUnbounded('maxTuningTrials')) },
    { reads: /[.]MaxParallelTrainingJobs$/, finds: demanded(isUnbounded('maxParallelTuningTrials')) },
    {
      reads: /^HyperParameterTuningJob[.]HyperParameterTuningJobConfig[.]Strategy$/,
      finds: given(isOutside('tuningStrategies')),
    },
  ],
} as const satisfies Guardrail;

export const warmPools = {
  id: 'SMOP-15',
  title: 'A bound on warm pools',
  fix: 'ask for no more than GuardrailParameters allows (maxKeepAlivePeriodInSeconds)',
  reason: 'Instances that are kept are paid for though nothing runs',
  about: ['Not set, nothing is kept.'],
  maps: ['IAM sagemaker:KeepAlivePeriod'],
  parameters: ['maxKeepAlivePeriodInSeconds'],
  checks: [{ reads: /[.]KeepAlivePeriodInSeconds$/, finds: given(isAbove('maxKeepAlivePeriodInSeconds')) }],
} as const satisfies Guardrail;
