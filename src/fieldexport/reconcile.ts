/** Key in, outcome out: one FieldExport. It is woken by its own edits and by its source; the apiserver is never listed. */
import { conditionOf, conditionsOf, messageOf, type Verdict } from '../engine/conditions.ts';
import { ClusterFault } from '../engine/fault.ts';
import type { Clock, Cluster, Key, Outcome, Reconcile } from '../engine/ports.ts';
import type { KubeObject } from '../kinds/types.ts';
import { done, noTarget, planExport, type Rules, sourceOf, type Target, targetRefused, unknownKind } from './plan.ts';

/** The incumbent looks after FieldExports that carry it alone: so a way back to it stays open. There is nothing to clean up. */
export const FINALIZER = 'finalizers.services.k8s.aws/FieldExport';

export interface FieldExportOptions {
  readonly cluster: Pick<Cluster, 'get' | 'claim' | 'release' | 'writeStatus'>;
  /** Writes one key of one object that exists. Throws a `ClusterFault`. */
  readonly write: (target: Target, value: string, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly rules: Rules;
  /** FieldExports from other groups are other controllers'. */
  readonly groups: ReadonlySet<string>;
  /** Kinds that this operator serves, and all that there are: what another replica serves is its to export. */
  readonly served: readonly string[];
  readonly known: readonly string[];
}

/** Nobody tells of a ConfigMap that comes into being: it is asked for now and then. Milliseconds. */
const TARGET_MS = 5_000;

export function createFieldExports(options: FieldExportOptions): Reconcile {
  return async (key, signal) => {
    const object = options.cluster.get(key);
    if (!object || !options.groups.has(sourceOf(object).group)) return 'done';
    try {
      return await reconcile(options, object, signal);
    } catch (error) {
      if (!(error instanceof ClusterFault)) throw error;
      return error.kind === 'gone' ? 'done' : 'retry';
    }
  };
}

async function reconcile(options: FieldExportOptions, object: KubeObject, signal: AbortSignal): Promise<Outcome> {
  const { cluster, served, known, rules } = options;
  const { kind, name } = sourceOf(object);
  if (object.metadata.deletionTimestamp !== undefined) {
    await cluster.release(object, FINALIZER);
    return 'done';
  }
  const mine = find(served, kind);
  if (mine === undefined && find(known, kind) !== undefined) return 'done';
  const claimed = await cluster.claim(object, FINALIZER);
  if (mine === undefined) return say(options, claimed, unknownKind(sourceOf(object)));
  const plan = planExport(claimed, cluster.get(`${mine}/${object.metadata.namespace}/${name}` as Key), rules);
  switch (plan.do) {
    case 'write':
      return write(options, claimed, plan, signal);
    case 'say':
      return say(options, claimed, plan.verdict);
    case 'keep':
      return 'done';
    default:
      return plan satisfies never;
  }
}

interface Write {
  readonly target: Target;
  readonly value: string;
}

async function write(
  options: FieldExportOptions,
  object: KubeObject,
  { target, value }: Write,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    await options.write(target, value, signal);
  } catch (error) {
    if (!(error instanceof ClusterFault) || error.kind === 'unavailable' || error.kind === 'conflict') throw error;
    const missing = error.kind === 'gone';
    await say(options, object, missing ? noTarget(target) : targetRefused(target, error.message));
    return missing ? { after: TARGET_MS * (0.9 + 0.2 * options.clock.random()) } : 'retry';
  }
  return say(options, object, done(target));
}

async function say({ cluster, clock }: FieldExportOptions, object: KubeObject, verdict: Verdict): Promise<Outcome> {
  const { status, metadata } = object;
  const { generation } = metadata;
  const ready = conditionOf(status?.conditions, 'Ready');
  const known =
    ready?.reason === verdict.reason && ready.message === messageOf(verdict) && ready.observedGeneration === generation;
  if (known) return 'done';
  const conditions = conditionsOf(verdict, status?.conditions ?? [], { generation, now: clock.now() });
  await cluster.writeStatus(object, { observedGeneration: generation, conditions });
  return 'done';
}

/** As the incumbent does, whatever the case: `trainingjob` is TrainingJob. */
const find = (kinds: readonly string[], kind: string): string | undefined =>
  kinds.find((candidate) => candidate.toLowerCase() === kind.toLowerCase());
