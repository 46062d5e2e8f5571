/**
 * Random lives of one object: passes, lost replies, deaths of the process between any two effects, throttling, edits, pauses, a
 * deletion, and AWS getting on meanwhile. What must never be is asserted all along; when the noise ends, all must come right.
 */
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { Endpoint } from '../../kinds/Endpoint.ts';
import { TrainingJob } from '../../kinds/TrainingJob.ts';
import type { Fields, KindDescriptor } from '../../kinds/types.ts';
import { crName } from '../../model/names.ts';
import { Fault } from '../fault.ts';
import { MOVING, phaseOf, statusOf } from '../phase.ts';
import { annotationsOf } from '../policy.ts';
import type { Resource } from './aws.ts';
import { World, type WorldOptions } from './world.ts';

const PAUSED = annotationsOf(Endpoint).paused;

// Most is at stake at Create.
const VERBS = ['create', 'create', 'create', 'describe', 'update', 'tag', 'stop', 'delete'] as const;
const verb = fc.constantFrom(...VERBS);
export const act = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ do: 'look' } as const) },
  { weight: 2, arbitrary: fc.constant({ do: 'progress' } as const) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lose' as const), verb, when: fc.constantFrom('before', 'after') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('die' as const), after: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('throttle' as const), verb, times: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('edit' as const), team: fc.constantFrom('a', 'b'), version: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pause' as const), paused: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crowd' as const), crowded: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ do: 'delete' } as const) },
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

/** What the user asks for: tags, and a setting that an update can change. */
const specOf = (kind: KindDescriptor, team: string, version: number): Fields => ({
  tags: [{ key: 'team', value: team }],
  ...(kind === Endpoint ? { endpointConfigName: `c-${version}` } : {}),
  ...(kind === TrainingJob ? { profilerConfig: { S3OutputPath: `s3://${version}` } } : {}),
});

async function happen(world: World, kind: KindDescriptor, event: Act): Promise<void> {
  const { cluster, aws, key, object } = world;
  switch (event.do) {
    case 'look':
      await world.lookAndWait();
      break;
    case 'progress':
      aws.progress();
      world.wake();
      break;
    case 'lose':
      aws.fail(event.verb, new Fault(event.verb === 'describe' ? 'transient' : 'ambiguous', 'Timeout', 'no reply'), event.when);
      break;
    case 'throttle':
      for (let time = 0; time < event.times; time += 1) aws.fail(event.verb, new Fault('throttled', 'Throttling', 'slow down'));
      break;
    case 'die':
      world.gate.dieAfter(event.after);
      await world.lookMortally();
      break;
    case 'edit':
      if (object) cluster.edit(key, specOf(kind, event.team, event.version));
      world.wake();
      break;
    case 'pause':
      if (object) cluster.mark(key, event.paused ? { [PAUSED]: 'true' } : {});
      world.wake();
      break;
    case 'crowd':
      world.othersWait = event.crowded;
      break;
    case 'delete':
      if (object) cluster.delete(key);
      world.wake();
      break;
    default:
      event satisfies never;
  }
}

const isLive = ({ kind, fields }: Resource): boolean =>
  kind.lifetime === 'service' || MOVING.has(phaseOf(kind, statusOf(kind, fields)));

/** What must not be, at any moment. */
function wrongs({ aws, status, object }: World, kind: KindDescriptor): readonly string[] {
  const mine = aws.of('uid-a');
  const arn = status?.ackResourceMetadata?.arn;
  return [
    ...(arn !== undefined && !aws.births.includes('uid-a') ? ['status claims an ARN of what was never made'] : []),
    ...(arn !== undefined && mine.some(({ fields }) => fields[kind.arnMember] !== arn) ? ["status claims another's ARN"] : []),
    ...(kind.lifetime === 'job' && aws.births.length > 1 ? ['the job was run twice'] : []),
    ...(object === undefined && mine.some(isLive) ? ['the object is gone and its resource lives'] : []),
  ];
}

/** What must not be any more when all is calm. */
function leftovers({ aws, object, ready }: World, kind: KindDescriptor): readonly string[] {
  if (!object) return [];
  const [resource] = aws.of('uid-a');
  if (!resource) return ['nothing was made'];
  const status = statusOf(kind, resource.fields);
  const { metadata, spec } = object;
  const aim = kind.lifetime === 'job' ? 'succeeded' : 'ready';
  return [
    ...(metadata.deletionTimestamp === undefined ? [] : ['the object does not go']),
    ...(object.status?.observedGeneration === metadata.generation ? [] : ['an edit was not seen']),
    ...(/Lost|Throttled|Unavailable|Error/.test(ready?.reason ?? 'Error') ? ['a trouble is told that is over'] : []),
    ...(JSON.stringify(spec['tags']).includes(`"value":"${resource.tags['team']}"`)
      ? []
      : ['the tags are not those of the spec']),
    ...(phaseOf(kind, status) === aim ? [] : [`it is ${status}`]),
    ...(kind.statuses && object.status?.[crName(kind.statuses.member)] !== status ? ['status does not say what AWS says'] : []),
    ...(resource.fields['EndpointConfigName'] === spec['endpointConfigName'] ? [] : ['the config is not that of the spec']),
  ];
}

/** Nothing goes wrong any more: however it stood, all comes right by itself. */
async function calm(world: World): Promise<void> {
  world.aws.calmDown();
  world.restart();
  if (world.object) world.cluster.mark(world.key, {});
  await world.settle(12);
}

interface Told {
  readonly kind: KindDescriptor;
  readonly story: readonly Act[];
  readonly mistake?: WorldOptions['mistake'];
}

/** One story from the first pass to the calm after it: what was wrong, if anything ever was. */
export async function broken({ kind, story, mistake }: Told): Promise<readonly string[]> {
  const world = new World({ kind, object: { spec: specOf(kind, 'a', 0) }, ...(mistake ? { mistake } : {}) });
  for (const event of story) {
    await happen(world, kind, event);
    const wrong = wrongs(world, kind);
    if (wrong.length > 0) return wrong;
  }
  await calm(world);
  return [...wrongs(world, kind), ...leftovers(world, kind)];
}

/** The same for an object whose name is somebody else's: they are never touched, and never shown. */
export async function brokenWithStranger({ kind, story, mistake }: Told): Promise<readonly string[]> {
  const world = new World({ kind, object: { spec: { trainingJobName: 'theirs' } }, ...(mistake ? { mistake } : {}) });
  const fields = { TrainingJobArn: 'arn:theirs', TrainingJobStatus: 'InProgress' };
  const theirs = { kind, name: 'theirs', owner: 'somebody else', fields, tags: { theirs: 'yes' } };
  world.aws.put(theirs);
  for (const event of story.filter((each) => each.do !== 'edit' && each.do !== 'progress')) {
    await happen(world, kind, event);
    if (world.status?.ackResourceMetadata) return ['a stranger is shown'];
  }
  return isDeepStrictEqual(world.aws.all, [theirs]) ? [] : ['a stranger was touched'];
}
