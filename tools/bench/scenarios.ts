/** What can be measured, as data. A scenario is a load on a fresh operator and a fresh SageMaker, and the chapters that it goes through. */
import type { FaultRule } from '../../src/simulator/faults.ts';
import type { SimulatorOptions } from '../../src/simulator/simulator.ts';

/**
 * - `apply`: all objects at once, until each is as it should be.
 * - `start`: all objects at once, until each has its ARN; jobs then go on running.
 * - `restart`: the controller ends, and starts over what is there.
 * - `idle`: nothing happens.
 * - `delete`: all objects at once, until they are gone.
 */
export type Chapter = 'apply' | 'start' | 'restart' | 'idle' | 'delete';

export interface Load {
  /** Training jobs. */
  readonly jobs?: number;
  /** A Model, an EndpointConfig and an Endpoint each, in random order. */
  readonly stacks?: number;
}

export interface Scenario {
  readonly name: string;
  readonly load: Load;
  readonly chapters: readonly Chapter[];
  readonly simulator: SimulatorOptions;
  readonly faults?: readonly FaultRule[];
}

/** A training job takes 16 s. */
const BRISK = { speed: 30 } as const;
/** A training job takes 8 minutes. */
const SLOW = { speed: 1 } as const;
/** What AWS may allow a small account. Of these only the rate of ListTrainingJobs is published. */
const LIMITS = {
  '*': { rate: 10, burst: 10 },
  ListTrainingJobs: { rate: 2, burst: 5 },
  ListEndpoints: { rate: 2, burst: 5 },
} as const;

const jobs = (count: number, chapters: readonly Chapter[] = ['apply']): Omit<Scenario, 'name'> => ({
  load: { jobs: count },
  chapters,
  simulator: BRISK,
});

const SCENARIOS: Readonly<Record<string, Omit<Scenario, 'name'>>> = {
  'jobs-100': jobs(100),
  'jobs-1000': jobs(1_000),
  'jobs-10000': jobs(10_000),
  'lost-replies-100': {
    ...jobs(100),
    faults: [{ operation: 'CreateTrainingJob', when: 'after', probability: 0.2, action: { type: 'reset' } }],
  },
  'limited-100': { ...jobs(100, ['apply', 'delete']), simulator: { ...BRISK, limits: LIMITS } },
  'limited-1000': { ...jobs(1_000, ['apply', 'delete']), simulator: { ...BRISK, limits: LIMITS } },
  'stacks-10': { load: { stacks: 10 }, chapters: ['apply', 'delete'], simulator: BRISK },
  'stacks-100': { load: { stacks: 100 }, chapters: ['apply', 'delete'], simulator: BRISK },
  'restart-100': jobs(100, ['apply', 'restart']),
  'restart-1000': jobs(1_000, ['apply', 'restart']),
  'restart-10000': jobs(10_000, ['apply', 'restart']),
  'delete-all': { load: { jobs: 1_000 }, chapters: ['start', 'delete'], simulator: SLOW },
  idle: { load: { jobs: 100, stacks: 100 }, chapters: ['apply', 'idle'], simulator: BRISK },
};

export const SCENARIO_NAMES = Object.keys(SCENARIOS);
/** Short enough to be run before each release of a change. */
export const DEFAULT_SCENARIOS = ['jobs-100', 'lost-replies-100'] as const;

export function scenarioNamed(name: string): Scenario {
  const scenario = SCENARIOS[name];
  if (!scenario) throw new Error(`there is no scenario ${name}; there are: ${SCENARIO_NAMES.join(', ')}`);
  return { name, ...scenario };
}
