/** What is measured when somebody asks: it costs nothing between two scrapes. */
import { Gauge, type Registry } from 'prom-client';
import { standing } from '../engine/conditions.ts';
import type { KubeObject } from '../kinds/types.ts';

export interface Sources {
  objects(): Iterable<KubeObject>;
  /** Milliseconds since the last whole sweep, for each kind with objects under a sweep. */
  sweepLags(): Iterable<readonly [kind: string, ms: number]>;
  /** Milliseconds since the apiserver last spoke, for each watched kind. */
  silences(): Iterable<readonly [kind: string, ms: number]>;
  /** Milliseconds that the longest pass under way takes already. */
  longestPassMs(): number;
}

/** More namespaces than this are counted together: what one user can make without end must not make series without end. */
export const MAX_NAMESPACES = 100;
export const OTHERS = '_others';

export function registerGauges(registry: Registry, sources: Sources): void {
  const registers = [registry];
  const objects = new Gauge({
    name: 'sagemaker_operator_objects',
    help: `Objects by kind, namespace and phase: pending (not looked at yet), moving, done, ended (failed or stopped in AWS), refused, waiting (for something outside), held. Namespaces beyond the ${MAX_NAMESPACES} with most objects are counted as ${OTHERS}.`,
    labelNames: ['kind', 'namespace', 'phase'],
    registers,
    collect: () => {
      objects.reset();
      for (const [labels, count] of census(sources.objects())) objects.set(labels, count);
    },
  });
  byKind(registry, {
    name: 'sagemaker_operator_sweep_lag_seconds',
    help: 'Time since the List calls of a kind last told of all its busy objects; absent while none is busy.',
    read: () => sources.sweepLags(),
  });
  byKind(registry, {
    name: 'sagemaker_operator_watch_age_seconds',
    help: 'Time since the apiserver last said anything on the watch of a kind. It speaks once a minute when nothing happens.',
    read: () => sources.silences(),
  });
  const longest: Gauge<'name'> = new Gauge({
    name: 'workqueue_longest_running_processor_seconds',
    help: 'Age of the oldest pass under way.',
    labelNames: ['name'],
    registers,
    collect: () => longest.set({ name: 'sagemaker' }, sources.longestPassMs() / 1_000),
  });
}

function byKind(
  registry: Registry,
  { name, help, read }: { name: string; help: string; read: () => Iterable<readonly [string, number]> },
): void {
  const gauge = new Gauge({
    name,
    help,
    labelNames: ['kind'],
    registers: [registry],
    collect: () => {
      gauge.reset();
      const worst = new Map<string, number>();
      for (const [kind, ms] of read()) worst.set(kind, Math.max(ms, worst.get(kind) ?? 0));
      for (const [kind, ms] of worst) gauge.set({ kind }, ms / 1_000);
    },
  });
}

export type Labels = { readonly kind: string; readonly namespace: string; readonly phase: string };

export function census(objects: Iterable<KubeObject>, maxNamespaces = MAX_NAMESPACES): readonly (readonly [Labels, number])[] {
  const counts = new Map<string, { readonly labels: Labels; count: number }>();
  const sizes = new Map<string, number>();
  for (const { kind, metadata, status } of objects) {
    const labels = { kind, namespace: metadata.namespace, phase: standing(status?.conditions) };
    add(counts, labels, 1);
    sizes.set(labels.namespace, (sizes.get(labels.namespace) ?? 0) + 1);
  }
  if (sizes.size <= maxNamespaces) return [...counts.values()].map(({ labels, count }) => [labels, count]);
  const largest = new Set(
    [...sizes]
      .sort(([, a], [, b]) => b - a)
      .slice(0, maxNamespaces)
      .map(([namespace]) => namespace),
  );
  const folded: typeof counts = new Map();
  for (const { labels, count } of counts.values())
    add(folded, largest.has(labels.namespace) ? labels : { ...labels, namespace: OTHERS }, count);
  return [...folded.values()].map(({ labels, count }) => [labels, count]);
}

function add(counts: Map<string, { readonly labels: Labels; count: number }>, labels: Labels, count: number): void {
  const id = `${labels.kind} ${labels.namespace} ${labels.phase}`;
  const known = counts.get(id);
  if (known) known.count += count;
  else counts.set(id, { labels, count });
}
