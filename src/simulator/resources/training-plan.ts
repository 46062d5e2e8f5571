import type { Mishap } from '../conventions.ts';
import { interruptions, trainingMishap, trainingSeconds } from '../conventions.ts';
import type { JsonObject } from '../json.ts';
import { flag, number } from '../json.ts';
import type { Phase } from './timeline.ts';

/** The stages of a training job on which the instances are up and paid for. */
const RUNNING = new Set(['Downloading', 'Training']);

const stage = (secondary: string, seconds: number, message: string): Phase => ({
  status: 'InProgress',
  secondary,
  seconds,
  message,
});
const end = (status: string, secondary: string, message: string): Phase => ({ status, secondary, seconds: 0, message });

const starting = (seconds: number): Phase => stage('Starting', seconds, 'Preparing the instances for training');
const downloading = stage('Downloading', 60, 'Downloading the training image');
const training = (seconds: number): Phase =>
  stage('Training', seconds, 'Training image download completed. Training in progress.');
const uploading = stage('Uploading', 30, 'Uploading generated training model');
const interrupted = stage('Interrupted', 60, 'Training job interrupted: the managed spot capacity was reclaimed');

export const COMPLETED = end('Completed', 'Completed', 'Training job completed');
const FAILED = end('Failed', 'Failed', 'Training job failed');
export const STOPPING: readonly Phase[] = [
  { status: 'Stopping', secondary: 'Stopping', seconds: 20, message: 'Stopping the training job' },
  end('Stopped', 'Stopped', 'Training job stopped'),
];

export interface TrainingPlan {
  readonly phases: readonly Phase[];
  /** FailureReason at the end, where it fails. */
  readonly failure?: string;
}

/**
 * The life of a training job: 8 minutes, of which 270 s are the job's own program, cut short by a mishap or by its stopping
 * condition. `warm`: the instances of a warm pool are ready at once.
 */
export function trainingPlan(request: JsonObject, warm: boolean): TrainingPlan {
  const first = starting(warm ? 5 : 120);
  const mishap = trainingMishap(request);
  const whole = mishap === undefined ? undisturbed(request, first) : troubled(mishap, first, trainingSeconds(request));
  const limited = limit(whole, request);
  return mishap !== undefined && limited.at(-1) === FAILED ? { phases: limited, failure: mishap.reason } : { phases: limited };
}

function undisturbed(request: JsonObject, first: Phase): Phase[] {
  const losses = flag(request, 'EnableManagedSpotTraining') ? interruptions(request) : 0;
  const part = training(trainingSeconds(request) / (losses + 1));
  const runs = Array.from({ length: losses }, () => [downloading, part, interrupted, starting(60)]);
  return [first, ...runs.flat(), downloading, part, uploading, COMPLETED];
}

function troubled({ during }: Mishap, first: Phase, seconds: number): Phase[] {
  switch (during) {
    case 'Create':
    case 'Starting':
      return [first, FAILED];
    case 'Downloading':
      return [first, downloading, FAILED];
    case 'Training':
      return [first, downloading, training(seconds / 2), uploading, FAILED];
    default:
      throw new Error(`unknown part of a training job: ${String(during satisfies never)}`);
  }
}

/** Ends the plan where MaxRuntimeInSeconds of running, or MaxWaitTimeInSeconds of a spot job, are used up. */
function limit(phases: readonly Phase[], request: JsonObject): Phase[] {
  const maxRun = number(request, 'StoppingCondition.MaxRuntimeInSeconds') ?? Infinity;
  const maxWait = number(request, 'StoppingCondition.MaxWaitTimeInSeconds') ?? Infinity;
  const kept: Phase[] = [];
  let [ran, waited] = [0, 0];
  for (const phase of phases) {
    const runs = RUNNING.has(phase.secondary ?? '');
    const [runLeft, waitLeft] = [runs ? maxRun - ran : Infinity, phase.secondary === 'Uploading' ? Infinity : maxWait - waited];
    const seconds = Math.min(runLeft, waitLeft);
    if (phase.seconds > seconds) {
      const exceeded = waitLeft < runLeft ? 'MaxWaitTimeExceeded' : 'MaxRuntimeExceeded';
      return [...kept, { ...phase, seconds }, end('Stopped', exceeded, EXCEEDED[exceeded])];
    }
    kept.push(phase);
    waited += phase.seconds;
    if (runs) ran += phase.seconds;
  }
  return kept;
}

const EXCEEDED = {
  MaxRuntimeExceeded: 'Training job runtime exceeded MaxRuntimeInSeconds provided',
  MaxWaitTimeExceeded: 'Training job exceeded MaxWaitTimeInSeconds provided',
};
