/** A random run: objects come and go while the operator, the apiserver, etcd and AWS are killed, frozen and disturbed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fields } from '../../src/kinds/types.ts';
import { chance } from '../../src/simulator/chance.ts';
import { endpointConfigSpec, modelSpec, trainingSpec, tuningSpec } from '../support/specs.ts';
import { isReady } from '../support/stage.ts';
import type { Machine } from './machine.ts';
import { CANARY } from './subjects.ts';

interface Member {
  readonly kind: string;
  readonly name: string;
}
interface RunState {
  readonly machine: Machine;
  readonly random: () => number;
  readonly made: Member[];
  readonly alive: Set<Member>;
}

/** Longest time without one of the processes. Milliseconds. */
const AWAY_MS = 3_000;
const TROUBLE_MS = 2_000;
const PAUSE_MS = 500;
const PATIENCE_MS = 120_000;

const EVENTS = {
  'makes a job': (run) => make(run, ['TrainingJob']),
  'makes a tuning job': (run) => make(run, ['HyperParameterTuningJob']),
  'makes an endpoint': (run) => make(run, ['Model', 'EndpointConfig', 'Endpoint']),
  'deletes an object': async ({ machine, alive, random }) => {
    // What others stand on stays: its deletion would wait for them, which is right, and for ever.
    const ends = [...alive].filter(({ kind }) => kind !== 'Model' && kind !== 'EndpointConfig');
    const one = ends[Math.floor(random() * ends.length)];
    if (!one) return;
    alive.delete(one);
    await machine.delete(one.kind, one.name);
  },
  'kills the operator': async ({ machine }) => {
    await machine.operator.stop('SIGKILL');
    await machine.startOperator();
  },
  'freezes the operator': async ({ machine, random }) => {
    machine.operator.pause();
    await sleep(random() * AWAY_MS);
    machine.operator.resume();
  },
  'kills the apiserver': async ({ machine: { components }, random }) => {
    await components.apiserver.kill();
    await sleep(random() * AWAY_MS);
    await components.apiserver.start();
  },
  'freezes the apiserver': ({ machine: { components }, random }) => freeze(components.apiserver, random() * AWAY_MS),
  'freezes etcd': ({ machine: { components }, random }) => freeze(components.etcd, random() * AWAY_MS),
  'kills etcd': async ({ machine: { components }, random }) => {
    await components.etcd.kill();
    await sleep(random() * AWAY_MS);
    await components.etcd.start();
  },
  'throttles AWS': (run) =>
    disturb(run, { probability: 0.5, action: { type: 'error', code: 'ThrottlingException', message: 'Rate exceeded' } }),
  'loses replies of AWS': (run) => disturb(run, { probability: 0.3, when: 'after', action: { type: 'reset' } }),
  'makes AWS unwell': (run) =>
    disturb(run, { probability: 0.3, action: { type: 'error', code: 'InternalFailure', status: 500 } }),
} as const satisfies Record<string, (run: RunState) => Promise<void>>;

/** Twice as much life as death. */
const NAMES = Object.keys(EVENTS) as (keyof typeof EVENTS)[];
const DRAWN = [...NAMES.slice(0, 4), ...NAMES.slice(0, 4), ...NAMES];

const SPECS: Readonly<Record<string, (name: string) => Fields>> = {
  TrainingJob: (name) => trainingSpec({ trainingJobName: name, environment: { SECRET: CANARY } }),
  HyperParameterTuningJob: (name) => tuningSpec({ hyperParameterTuningJobName: name }),
  Model: (name) => modelSpec({ modelName: name }),
  EndpointConfig: (name) => endpointConfigSpec(name, { endpointConfigName: name }),
  Endpoint: (name) => ({ endpointName: name, endpointConfigName: name }),
};

/** Of one name, so that they stand on each other. */
async function make({ machine, made, alive }: RunState, kinds: readonly string[]): Promise<void> {
  const name = `life-${made.length}`;
  for (const kind of kinds) {
    const member = { kind, name };
    made.push(member);
    alive.add(member);
    await machine.create(kind, name, SPECS[kind]?.(name) ?? {});
  }
}

async function freeze(component: Machine['components']['etcd'], ms: number): Promise<void> {
  component.pause();
  await sleep(ms);
  component.resume();
}

async function disturb({ machine: { stage } }: RunState, rule: Parameters<typeof stage.simulator.faults.add>[0]): Promise<void> {
  const id = stage.simulator.faults.add(rule);
  await sleep(TROUBLE_MS);
  stage.simulator.faults.remove(id);
}

export interface RandomRun {
  readonly events: readonly string[];
  readonly wrong: readonly string[];
}

/** The same seed draws the same events; what they meet depends on time. */
export async function liveRandomly(machine: Machine, { seed, forMs }: { seed: number; forMs: number }): Promise<RandomRun> {
  const run: RunState = { machine, random: chance(`chaos/${seed}`), made: [], alive: new Set() };
  const events: string[] = [];
  for (const end = performance.now() + forMs; performance.now() < end;) {
    const event = DRAWN[Math.floor(run.random() * DRAWN.length)] ?? 'makes a job';
    events.push(event);
    await EVENTS[event](run);
    await sleep(run.random() * PAUSE_MS);
  }
  const wrong = [...(await comesRight(run)), ...machine.confessions.map((words) => `I9: it said ${words}`)];
  return { events, wrong };
}

/** When all is calm, the laws hold; then everything is deleted, and nothing is left. */
async function comesRight(run: RunState): Promise<readonly string[]> {
  const { machine, made, alive } = run;
  const { stage } = machine;
  const wrong: string[] = [];
  const note = (law: string) => (error: unknown) => void wrong.push(`${law}: ${String(error)}`);
  for (const { kind, name } of alive) await stage.until(kind, name, isReady, PATIENCE_MS).catch(note('I7'));
  for (const { kind, name } of [...alive].toReversed()) await machine.delete(kind, name);
  for (const { kind, name } of made) await stage.untilGone(kind, name, PATIENCE_MS).catch(note('I7'));
  for (const member of made) {
    const { length } = stage.simulator.ledger.entries({ operation: `Create${member.kind}`, requestName: member.name, ok: true });
    const due = alive.has(member) ? length === 1 : length <= 1;
    if (!due) wrong.push(`I1: ${member.kind} ${member.name} was made ${length} times`);
  }
  const rests = (): boolean =>
    stage.simulator.control.resources().every(({ status }) => status !== 'Stopping' && status !== 'Deleting');
  await stage.eventually(rests, () => 'a resource moves on after its object', PATIENCE_MS).catch(note('I3'));
  const ours = new Set(made.map(({ name }) => name));
  const left = stage.simulator.control.resources().filter(({ name }) => ours.has(name));
  for (const { type, name, status } of left.filter((each) => !/^(?:Completed|Failed|Stopped)$/.test(each.status ?? '')))
    wrong.push(`I3: ${type} ${name} is left, ${status ?? 'without a status'}`);
  return wrong;
}
