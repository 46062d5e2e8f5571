import type { Phase } from './types.ts';

/** Statuses of the jobs that SageMaker runs to an end, as most of their APIs spell them. */
export const JOB_PHASES = {
  InProgress: 'busy',
  Stopping: 'stopping',
  Completed: 'succeeded',
  Failed: 'failed',
  Stopped: 'stopped',
} as const satisfies Readonly<Record<string, Phase>>;
