/**
 * What the programs of resources write. Nothing is stored: a resource's life tells what has been written by any moment, the same each time.
 * A job writes a line of metrics each ten seconds of its life on each of its instances; what serves writes of its health checks.
 */
import type { KindDescriptor } from '../../kinds/types.ts';
import { filled } from '../../kinds/template.ts';
import { chance, digest } from '../chance.ts';
import { number, objects, text } from '../json.ts';
import type { Resource } from '../resources/kind.ts';
import { metricAt } from '../resources/learning.ts';
import type { World } from '../world.ts';

export interface Line {
  readonly at: number;
  readonly message: string;
}
export interface Stream {
  readonly group: string;
  readonly name: string;
  /** In the order of time, up to now. */
  readonly lines: readonly Line[];
}

export const SECONDS_A_LINE = 10;
/** A service lives on and on: only its latest lines are told. */
const MAX_LINES = 5_000;

/** None as long as it has not begun. */
export function streamsOf(
  world: World,
  { logs, statuses, lifetime }: KindDescriptor,
  resource: Resource,
  now: number,
): readonly Stream[] {
  if (!logs || logs.of !== undefined) return [];
  const { document, name } = resource;
  const group = filled(logs.group, (member) => text(document, member));
  const begun = lifetime === 'job' && logs.form === 'folder' ? beginningOf(resource) : resource.createdAt;
  if (group === undefined || begun === undefined) return [];
  const phase = statuses?.phases[text(document, statuses.member) ?? ''];
  const ended = phase === 'succeeded' || phase === 'failed' || phase === 'stopped' ? Math.floor(resource.modifiedAt) : undefined;
  const span = { begun, until: Math.min(now, ended ?? now) };
  return writersOf(resource).map((writer) => {
    const stream = logs.form === 'all' ? writer : logs.form === 'stream' ? name : `${name}/${writer}-${Math.floor(begun)}`;
    const lines = [...linesOf(world, { resource, writer, service: lifetime === 'service' }, span)];
    const last =
      ended !== undefined && ended <= now ? [{ at: ended, message: closing(phase, text(document, 'FailureReason')) }] : [];
    return { group, name: stream, lines: [...lines, ...last] };
  });
}

/** When its instances were up: before, a job writes nothing, and nothing is measured. */
export function beginningOf({ document, createdAt }: Resource): number | undefined {
  if (document['SecondaryStatusTransitions'] === undefined) return createdAt;
  const started = number(document, 'TrainingStartTime');
  return started === undefined ? undefined : started * 1000;
}

function writersOf({ document, arn }: Resource): readonly string[] {
  const variants = objects(document, 'ProductionVariants');
  if (variants.length > 0)
    return variants.map(
      (variant) => `${text(variant, 'VariantName') ?? ''}/i-${digest(`${arn}/${text(variant, 'VariantName') ?? ''}`, 17)}`,
    );
  const count =
    number(document, 'ResourceConfig.InstanceCount') ?? number(document, 'ProcessingResources.ClusterConfig.InstanceCount') ?? 1;
  return Array.from({ length: count }, (_, at) => `algo-${at + 1}`);
}

interface Writer {
  readonly resource: Resource;
  readonly writer: string;
  readonly service: boolean;
}

function* linesOf(
  world: World,
  { resource, writer, service }: Writer,
  { begun, until }: { begun: number; until: number },
): Generator<Line> {
  const stepMs = service ? SECONDS_A_LINE * 1000 : (SECONDS_A_LINE * 1000) / world.speed;
  // Its last word is said at the end itself.
  const count = Math.ceil((until - begun) / stepMs);
  for (let step = Math.max(0, count - MAX_LINES); step < count; step += 1) {
    const at = Math.floor(begun + step * stepMs);
    yield { at, message: service ? 'GET /ping HTTP/1.1 200' : progress(world, resource, writer, step) };
  }
}

/** In the form that the job's own metric definitions look for, where they look for `name=number`. */
function progress(world: World, resource: Resource, writer: string, step: number): string {
  const { arn, document } = resource;
  if (step === 0) return `${writer}: training image started`;
  const draw = chance(`${world.seed}/log/${arn}/${writer}/${step}`)();
  const values = objects(document, 'AlgorithmSpecification.MetricDefinitions').flatMap((definition) => {
    const [, word] = /^([\w:-]+)[=:]/.exec(text(definition, 'Regex') ?? '') ?? [];
    return word === undefined ? [] : [`${word}=${metricAt(world, resource, text(definition, 'Name') ?? '', step).toFixed(4)}`];
  });
  return `${writer}: step ${step} loss=${(1 / (step + draw)).toFixed(4)}${values.map((value) => ` ${value}`).join('')}`;
}

function closing(phase: string | undefined, reason: string | undefined): string {
  if (phase === 'failed') return `ended with an error: ${reason ?? 'unknown'}`;
  return phase === 'stopped' ? 'stopped on request' : 'done';
}
