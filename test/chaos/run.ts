/** Lives one plan through: applies its subject, lets the trouble happen, waits for rest, deletes, and judges what was recorded. */
import { setTimeout as sleep } from 'node:timers/promises';
import { kinds } from '../../src/kinds/index.ts';
import type { KubeObject } from '../../src/kinds/types.ts';
import { crName } from '../../src/model/names.ts';
import type { Plane } from '../support/kubectl.ts';
import { History } from '../support/history.ts';
import { condition, isReady, Stage, type StageOptions } from '../support/stage.ts';
import { broken, type Record } from './invariants.ts';
import { Lives } from './lives.ts';
import { awsFaults, type Plan } from './plan.ts';
import { preseed, STRANGER } from './stranger.ts';
import { type Part, SUBJECTS } from './subjects.ts';

export interface RunOptions {
  readonly plane: Plane;
  /** Operators as processes of their own, which die by kill -9. Default: in this process, with doors that shut. */
  readonly processes?: boolean;
  readonly compose?: StageOptions['compose'];
  readonly patienceMs?: number;
}
export interface EndState {
  readonly statuses: readonly unknown[];
  /** Successful mutations by operation. */
  readonly effects: Readonly<{ [operation: string]: number }>;
}
export interface Result {
  readonly broken: readonly string[];
  readonly end: EndState;
  /** Calls at which a crash can be planned, by door. */
  readonly boundaries: { readonly aws: number; readonly kube: number };
  readonly crashed: number;
}

const SPEED = 1_000;
const QUIET_MS = 300;
const CALLS_PER_SECOND = 12;
const PATIENCE_MS = 60_000;

export async function runPlan(plan: Plan, options: RunOptions): Promise<Result> {
  const { plane, compose, patienceMs = PATIENCE_MS } = options;
  const simulator = { speed: SPEED, ...(plan.lagMs === undefined ? {} : { lagMs: plan.lagMs }) };
  await using stage = await Stage.set({ operator: false, simulator, plane, ...(compose ? { compose } : {}) });
  const parts = SUBJECTS[plan.subject];
  const subject = parts.at(-1);
  if (!subject) throw new Error(`nothing is known of ${plan.subject}`);
  if (plan.stranger) await preseed(stage.simulator.url, subject);
  for (const rule of awsFaults(plan)) stage.simulator.faults.add(rule);
  await using histories = new AsyncDisposableStack();
  const stories: History[] = [];
  for (const { plural } of parts) stories.push(histories.use(await History.of(stage.client(plural), stage.namespace)));
  await using lives = await Lives.begin({
    stage,
    plan,
    kinds: parts.map(({ kind }) => kind),
    plane,
    processes: options.processes,
  });
  for (const { kind, spec } of parts) await stage.create(kind, 'subject', spec);

  const isThere = (): boolean =>
    stage.simulator.control.resources(subject.type).some(({ name, arn }) => isOf(subject, { name, arn }));
  if (plan.seen) {
    const { type, status, reason } = plan.seen;
    const law = (object: KubeObject): boolean => {
      const found = condition(object, type as Parameters<typeof condition>[1]);
      return found?.status === status && found.reason === reason;
    };
    await stage.until(subject.kind, 'subject', law, patienceMs);
  }
  const struck = stage.simulator.faults.list().reduce((sum, each) => sum + each.struck, 0);
  if (plan.seen) {
    stage.simulator.faults.clear();
    lives.heal();
  }
  if (plan.deleted === 'early') await stage.eventually(isThere, () => `${subject.kind} was never made`, patienceMs);
  else if (!plan.stranger) for (const { kind } of parts) await stage.until(kind, 'subject', isReady, patienceMs);
  const restedAt = stage.simulator.ledger.next - 1;
  if (plan.deleted === 'atRest') await sleep(QUIET_MS);
  const atRest = plan.deleted === 'early' || plan.stranger ? [] : await Promise.all(parts.map((part) => restOf(stage, part)));
  // The object is marked before the operator can learn of it, and what is on its way then may still arrive.
  for (const { kind } of parts.toReversed()) await stage.delete(kind, 'subject');
  const deletedAt = plan.deleted === 'early' ? Number.MAX_SAFE_INTEGER : stage.simulator.ledger.next - 1;
  for (const { kind } of parts.toReversed()) await stage.untilGone(kind, 'subject', patienceMs);
  await stage.eventually(
    () => noneMoves(stage, parts),
    () => 'a resource moves on after its object',
    patienceMs,
  );

  const ledger = stage.simulator.ledger.entries().filter(({ accessKeyId }) => accessKeyId !== STRANGER);
  const record: Record = {
    parts,
    ledger,
    journal: lives.journal,
    versions: stories.flatMap((story) => story.versions()),
    troubles:
      Math.max(
        struck,
        stage.simulator.faults.list().reduce((sum, each) => sum + each.struck, 0),
      ) + lives.troubles,
    deletedAt,
    restedAt: plan.deleted === 'early' ? deletedAt : restedAt,
    atRest,
    left: parts.flatMap((part) => resourcesOf(stage, part)),
    strangers: plan.stranger ? [subject.awsName] : [],
    accessKeys: ['test'],
    callsPerSecond: CALLS_PER_SECOND,
  };
  return {
    broken: broken(record),
    end: { statuses: atRest.map(({ object }) => object.status), effects: effectsOf(record) },
    boundaries: lives.boundaries,
    crashed: lives.crashed,
  };
}

const isOf = ({ awsName }: Part, { name, arn }: { name: string; arn: string }): boolean =>
  name === awsName || arn.endsWith(`/${awsName}`);

function resourcesOf(stage: Stage, { type }: Part): Record['left'] {
  return stage.simulator.control
    .resources(type)
    .map(({ name, status }) => ({ type, name, ...(status === undefined ? {} : { status }) }));
}

const noneMoves = (stage: Stage, parts: readonly Part[]): boolean =>
  parts.flatMap((part) => resourcesOf(stage, part)).every(({ status }) => status !== 'Stopping' && status !== 'Deleting');

async function restOf(stage: Stage, part: Part): Promise<Record['atRest'][number]> {
  const object = await stage.get(part.kind, 'subject');
  if (!object) throw new Error(`${part.kind} is gone before it was deleted`);
  const member = kinds.find(({ kind }) => kind === part.kind)?.statuses?.member;
  const [resource] = stage.simulator.control.resources(part.type);
  return { object, statusField: member === undefined ? undefined : crName(member), awsStatus: resource?.status };
}

function effectsOf({ ledger }: Record): EndState['effects'] {
  const done = ledger.filter(({ ok, operation }) => ok && /^(?:Create|Update|Start)/.test(operation));
  return Object.fromEntries(
    [...Map.groupBy(done, ({ operation }) => operation)].map(([operation, calls]) => [operation, calls.length]),
  );
}
