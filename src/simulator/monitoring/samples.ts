/**
 * What is measured of resources. Nothing is stored: a resource's life tells what has been measured by any moment, the same each time. A job's
 * own metrics are those that its log tells; an instance is measured as often as a log line is written, a service once a minute.
 */
import { filled } from '../../kinds/template.ts';
import type { KindDescriptor, MeasureSet } from '../../kinds/types.ts';
import { chance } from '../chance.ts';
import { number, objects, text } from '../json.ts';
import { beginningOf, SECONDS_A_LINE } from '../logs/lines.ts';
import type { Resource } from '../resources/kind.ts';
import { finalMetric, metricAt } from '../resources/learning.ts';
import type { World } from '../world.ts';

export interface Sample {
  readonly at: number;
  readonly value: number;
}
export interface Wanted {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: ReadonlyMap<string, string>;
}

const MINUTE_MS = 60_000;
/** A service lives on and on: only its latest minutes are told. */
const MAX_SAMPLES = 5_000;

/** A resource, and the descriptor of its kind. */
export interface Subject {
  readonly kind: KindDescriptor;
  readonly resource: Resource;
}

/** None where the metric is not one of this resource. */
export function samplesOf(world: World, { kind, resource }: Subject, wanted: Wanted, now: number): readonly Sample[] {
  for (const set of kind.measures?.sets ?? []) {
    const writer = writerOf(set, resource, wanted);
    if (writer === undefined) continue;
    const life = lifeOf(kind, resource, now);
    if (!life) return [];
    if ('namedAt' in set.metrics) return learned(world, resource, wanted.metric, life);
    const everyMs = kind.lifetime === 'job' ? (SECONDS_A_LINE * 1_000) / world.speed : MINUTE_MS;
    if (set.metrics.some(({ name }) => name === wanted.metric))
      return counted(world, { resource, writer, metric: wanted.metric }, timesIn(life, everyMs));
  }
  return [];
}

/** Which of those that the set measures one by one the dimensions name. Each dimension must be there, and no other. */
function writerOf(set: MeasureSet, resource: Resource, { namespace, dimensions }: Wanted): string | undefined {
  if (set.namespace !== namespace || Object.keys(set.dimensions).length !== dimensions.size) return undefined;
  const { document } = resource;
  return writersIn(set, resource).find((each) =>
    Object.entries(set.dimensions).every(
      ([name, template]) =>
        filled(template, (member) => (member === 'each' ? each : text(document, member))) === dimensions.get(name),
    ),
  );
}

function writersIn({ each }: MeasureSet, { document }: Resource): readonly string[] {
  if (!each) return [''];
  if ('count' in each) return Array.from({ length: number(document, each.count) ?? 1 }, (_, nth) => String(nth + 1));
  const { list, member } = each;
  return objects(document, list).map((element) => text(element, member) ?? '');
}

const isDefined = ({ document }: Resource, metric: string): boolean =>
  objects(document, 'AlgorithmSpecification.MetricDefinitions').some((definition) => text(definition, 'Name') === metric);

interface Life {
  readonly begun: number;
  readonly until: number;
  readonly hasEnded: boolean;
}

function lifeOf({ statuses, lifetime }: KindDescriptor, resource: Resource, now: number): Life | undefined {
  const { document, createdAt, modifiedAt } = resource;
  const begun = lifetime === 'job' ? beginningOf(resource) : createdAt;
  if (begun === undefined) return undefined;
  const phase = statuses?.phases[text(document, statuses.member) ?? ''];
  const hasEnded = lifetime === 'job' && (phase === 'succeeded' || phase === 'failed' || phase === 'stopped');
  return { begun, until: hasEnded ? Math.min(now, Math.floor(modifiedAt)) : now, hasEnded };
}

/** At the times of the log's lines; the last value is that which Describe tells. */
function learned(world: World, resource: Resource, metric: string, life: Life): readonly Sample[] {
  if (!isDefined(resource, metric)) return [];
  const steps = timesIn(life, (SECONDS_A_LINE * 1_000) / world.speed).filter(({ step }) => step > 0);
  const last = life.hasEnded && objects(resource.document, 'FinalMetricDataList').length > 0;
  return [
    ...steps.map(({ step, at }) => ({ at, value: metricAt(world, resource, metric, step) })),
    ...(last ? [{ at: life.until, value: finalMetric(world, resource, metric) }] : []),
  ];
}

interface Counter {
  readonly resource: Resource;
  readonly writer: string;
  readonly metric: string;
}
interface Time {
  readonly step: number;
  readonly at: number;
}

function counted(world: World, { resource, writer, metric }: Counter, times: readonly Time[]): readonly Sample[] {
  if (metric.startsWith('GPU') && !hasGpu(world, resource)) return [];
  return times.map(({ step, at }) => {
    const draw = chance(`${world.seed}/measure/${resource.arn}/${writer}/${metric}/${step}`)();
    return { at, value: plausible(metric, draw, step) };
  });
}

function timesIn({ begun, until }: Life, everyMs: number): readonly Time[] {
  const count = Math.ceil((until - begun) / everyMs);
  const first = Math.max(0, count - MAX_SAMPLES);
  return Array.from({ length: count - first }, (_, nth) => ({
    step: first + nth,
    at: Math.floor(begun + (first + nth) * everyMs),
  }));
}

/** Traffic that swells and falls by the hour, few errors, memory that fills up. */
function plausible(metric: string, draw: number, step: number): number {
  const tide = 1 + 0.5 * Math.sin(step / 10);
  switch (metric) {
    case 'Invocations':
      return Math.round(120 * tide * (0.9 + 0.2 * draw));
    case 'Invocation4XXErrors':
      return draw > 0.9 ? 1 : 0;
    case 'Invocation5XXErrors':
      return 0;
    case 'ModelLatency':
      return Math.round(18_000 * (0.8 + 0.4 * draw) * (0.7 + 0.3 * tide));
    case 'OverheadLatency':
      return Math.round(2_500 * (0.8 + 0.4 * draw));
    case 'MemoryUtilization':
    case 'GPUMemoryUtilization':
      return Math.round(100 * (25 + 45 * (1 - Math.exp(-step / 8)) + 2 * draw)) / 100;
    case 'DiskUtilization':
      return Math.round(100 * (3 + 0.05 * step)) / 100;
    default:
      return Math.round(100 * (55 + 20 * (tide - 1) + 15 * draw)) / 100;
  }
}

/** An endpoint does not tell on what it runs: its config does. */
function hasGpu(world: World, { document, scope }: Resource): boolean {
  const config = world.store.get(scope, 'endpoint-config', text(document, 'EndpointConfigName') ?? '');
  const types = [
    text(document, 'ResourceConfig.InstanceType'),
    text(document, 'ProcessingResources.ClusterConfig.InstanceType'),
    ...objects(config?.document, 'ProductionVariants').map((variant) => text(variant, 'InstanceType')),
  ];
  return types.some((type) => /^ml\.(?:g|p)\d/.test(type ?? ''));
}
