/** Lives one plan through: applies its subject, lets the trouble happen, waits for rest, deletes, and judges what was recorded. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../src/kinds/types.ts';
import type { FaultState } from '../../src/simulator/faults.ts';
import { History } from '../support/history.ts';
import type { Plane } from '../support/kubectl.ts';
import { isReady, Stage, type StageOptions } from '../support/stage.ts';
import { broken, type Remains, type Rest } from './invariants.ts';
import { boundariesOf } from './journal.ts';
import { Lives } from './lives.ts';
import type { Namespaces } from './namespaces.ts';
import { awsFaults, type Plan } from './plan.ts';
import { type EndState, endOf } from './reference.ts';
import { preseed, STRANGER } from './stranger.ts';
import { type Part, subjectOf, SUBJECTS } from './subjects.ts';

interface RunOptions {
  readonly plane: Plane;
  readonly namespaces: Namespaces;
  readonly compose?: StageOptions['compose'];
  readonly patienceMs?: number;
}
export interface Result {
  /** The laws that did not hold, and how. */
  readonly broken: readonly string[];
  readonly end: EndState;
  /** How often each call came at which a process can die. */
  readonly boundaries: ReadonlyMap<string, number>;
  readonly died: number;
  /** Rules of the plan that never struck. */
  readonly idle: readonly string[];
}
interface Scene {
  readonly stage: Stage;
  readonly plan: Plan;
  readonly parts: readonly Part[];
  readonly lives: Lives;
  readonly stories: readonly History[];
  readonly patienceMs: number;
}
/** What is known of a life when it ends, or when it is stuck. */
interface Course {
  rest?: Rest;
  deletedAt?: number;
  /** Faults that struck before they were taken away. */
  healed: number;
}

/** A job takes half a second; one that is to be deleted before it has ended, a quarter of a minute. */
const SPEED = { atRest: 1_000, early: 30 } as const;
/** Five sweeps. */
const QUIET_MS = 1_000;
/** The burst of a bucket, and what one object may need of one operation besides. */
const CALLS_PER_SECOND = 12;
/** While AWS does not show what an object refers to, it is asked again, ever more slowly. */
const LAG_REFUSALS = 8;
/** What is in doubt, and a quota, are asked for again after a minute; the machine may be busy with other tests. */
const PATIENCE_MS = 240_000;

export async function runPlan(plan: Plan, options: RunOptions): Promise<Result> {
  const namespace = await options.namespaces.take();
  const result = await runIn(namespace, plan, options);
  if (result.broken.length === 0) options.namespaces.giveBack(namespace);
  return result;
}

async function runIn(namespace: string, plan: Plan, options: RunOptions): Promise<Result> {
  const { plane, compose, patienceMs = PATIENCE_MS } = options;
  const simulator = { speed: SPEED[plan.deleted], ...(plan.lagMs === undefined ? {} : { lagMs: plan.lagMs }) };
  await using stage = await Stage.set({ operator: false, plane, namespace, simulator, ...(compose ? { compose } : {}) });
  const parts = SUBJECTS[plan.subject];
  if (plan.stranger) await preseed(stage.simulator.url, subjectOf(plan.subject));
  for (const rule of awsFaults(plan)) stage.simulator.faults.add(rule);
  await using histories = new AsyncDisposableStack();
  const stories: History[] = [];
  for (const { plural } of parts) stories.push(histories.use(await History.of(stage.client(plural), stage.namespace)));
  await using lives = await Lives.begin({ stage, plan, kinds: parts.map(({ kind }) => kind), plane });
  return await lived({ stage, plan, parts, lives, stories, patienceMs });
}

async function lived(scene: Scene): Promise<Result> {
  const { stage, plan, parts, lives, stories } = scene;
  const { simulator } = stage;
  const course: Course = { healed: 0 };
  // What is stuck is deleted all the same: that may break more laws.
  const stuck: string[] = [];
  for (const part of [rise, end]) await part(scene, course).catch((error: unknown) => void stuck.push(String(error)));
  const ledger = simulator.ledger.entries().filter(({ accessKeyId }) => accessKeyId !== STRANGER);
  const rules = simulator.faults.list();
  const wrong = broken({
    parts,
    ledger,
    journal: lives.journal,
    versions: stories.flatMap((story) => story.versions()),
    troubles: sum(rules) + course.healed + lives.faults.struck + lives.died,
    lagRefusals: plan.lagMs === undefined ? 0 : LAG_REFUSALS,
    stuck,
    rest: course.rest,
    deletedAt: course.deletedAt ?? Number.MAX_SAFE_INTEGER,
    left: stuck.length === 0 ? parts.flatMap((part) => remainsOf(stage, part)) : [],
    strangers: plan.stranger ? [subjectOf(plan.subject).awsName] : [],
    accessKeys: ['test'],
    callsPerSecond: CALLS_PER_SECOND,
  });
  return {
    broken: wrong,
    end: endOf(course.rest, ledger),
    boundaries: boundariesOf(lives.journal),
    died: lives.died,
    idle: [...rules.filter(isIdle).map(({ rule }) => rule.operation ?? '*'), ...lives.faults.idle],
  };
}

/** Which rules of a share of the calls do strike is left to chance. */
const isIdle = ({ rule, struck }: FaultState): boolean => struck === 0 && rule.probability === undefined;

/** From the apply until it is to be deleted; rejects when something does not come. */
async function rise(scene: Scene, course: Course): Promise<void> {
  const { stage, plan, parts } = scene;
  for (const { kind, spec } of parts) await stage.create(kind, 'subject', spec);
  if (plan.seen) course.healed = await heal(scene, plan.seen);
  if (plan.deleted === 'early') await untilMade(scene);
  else if (!plan.stranger) course.rest = await untilRest(scene);
}

/** From the deletion to the end of everything. */
async function end({ stage, plan, parts, patienceMs }: Scene, course: Course): Promise<void> {
  const reversed = parts.toReversed();
  for (const { kind } of reversed) await stage.delete(kind, 'subject');
  // One that is on its way when the object is marked may still arrive.
  if (plan.deleted !== 'early') course.deletedAt = stage.simulator.ledger.next - 1;
  for (const { kind } of reversed) await stage.untilGone(kind, 'subject', patienceMs);
  const rests = (): boolean =>
    parts.flatMap((part) => remainsOf(stage, part)).every(({ status }) => status !== 'Stopping' && status !== 'Deleting');
  await stage.eventually(rests, () => 'a resource moves on after its object', patienceMs);
}

/** Ends the trouble when the user has been told of it. Returns how often AWS's part of it struck. */
async function heal({ stage, plan, lives, patienceMs }: Scene, wanted: NonNullable<Plan['seen']>): Promise<number> {
  const isTold = (object: KubeObject): boolean => {
    const found = object.status?.conditions?.find(({ type }) => type === wanted.type);
    return found?.status === wanted.status && found.reason === wanted.reason;
  };
  await stage.until(plan.subject, 'subject', isTold, patienceMs);
  const struck = sum(stage.simulator.faults.list());
  stage.simulator.faults.clear();
  lives.faults.heal();
  return struck;
}

const sum = (rules: readonly { readonly struck: number }[]): number => rules.reduce((all, { struck }) => all + struck, 0);

async function untilMade({ stage, plan, patienceMs }: Scene): Promise<void> {
  const isMade = (): boolean => remainsOf(stage, subjectOf(plan.subject)).length > 0;
  await stage.eventually(isMade, () => `${plan.subject} was never made`, patienceMs);
}

async function untilRest({ stage, parts, patienceMs }: Scene): Promise<Rest> {
  const ready: KubeObject[] = [];
  for (const { kind } of parts) ready.push(await stage.until(kind, 'subject', isReady, patienceMs));
  const from = stage.simulator.ledger.next - 1;
  await sleep(QUIET_MS);
  const objects = await Promise.all(parts.map((part) => lookAt(stage, part)));
  const written = objects.filter(({ object }, at) => object.metadata.resourceVersion !== ready[at]?.metadata.resourceVersion);
  return { from, to: stage.simulator.ledger.next - 1, written: written.map(({ object }) => object.kind), objects };
}

async function lookAt(stage: Stage, { kind, type }: Part): Promise<Rest['objects'][number]> {
  const object = await stage.get(kind, 'subject');
  if (!object) throw new Error(`${kind} is gone before it was deleted`);
  const [resource] = stage.simulator.control.resources(type);
  return { object, inAws: resource?.document ?? {} };
}

const remainsOf = (stage: Stage, { type }: Part): readonly Remains[] =>
  stage.simulator.control
    .resources(type)
    .map(({ name, status }) => ({ type, name, ...(status === undefined ? {} : { status }) }));
