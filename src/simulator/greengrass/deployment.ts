import { uuid } from '../chance.ts';
import { failureOf } from '../conventions.ts';
import { arnOf } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import { number, object, pick, text } from '../json.ts';
import type { Call, Handler, Resource, ResourceType } from '../resources/kind.ts';
import { addRecord } from '../resources/record.ts';
import { tagsFromMap } from '../resources/tags.ts';
import type { Phase } from '../resources/timeline.ts';
import { live } from '../resources/timeline.ts';
import { afterToken, tokenOf } from '../resources/token.ts';
import type { World } from '../world.ts';
import { componentVersion, versionName } from './component.ts';
import { absent, conflict } from './refusals.ts';
import type { Tokens } from './tokens.ts';

export const deployment: ResourceType = { type: 'deployments', statusMember: 'deploymentStatus', modified: false };

/** How long a thing takes to install what it is told. AWS promises nothing. */
const SECONDS = 60;
const NOUN = 'deployment';
/** Components that AWS itself provides, which are there for everyone. */
const PUBLIC = /^aws\./;

const GIVEN = ['targetArn', 'deploymentName', 'components', 'deploymentPolicies', 'iotJobConfiguration', 'parentTargetArn'];

export function deploymentHandlers(world: World, tokens: Tokens): [string, Handler][] {
  return [
    ['CreateDeployment', (call) => create(world, tokens, call)],
    ['GetDeployment', (call) => describe(find(world, call))],
    ['ListDeployments', (call) => listDeployments(world, call)],
    ['CancelDeployment', (call) => cancel(find(world, call))],
    ['DeleteDeployment', (call) => remove(world, find(world, call))],
  ];
}

function create(world: World, tokens: Tokens, call: Call): JsonObject {
  const repeated = tokens.made(call);
  if (repeated !== undefined) return created(repeated);
  requireComponents(world, call);
  for (const other of onTarget(world, call)) revise(other);
  const fresh = bring(world, call);
  tokens.remember(call, fresh);
  return created(fresh);
}

/** That components must be there and ready is documented; the wording is ours. */
function requireComponents(world: World, { scope, input, at }: Call): void {
  const components = object(input, 'components') ?? {};
  for (const [name, specification] of Object.entries(components)) {
    const version = text(specification, 'componentVersion') ?? '';
    const known = world.store.seen(scope, componentVersion.type, versionName(name, version), at);
    if (PUBLIC.test(name) || text(known?.document, 'status.componentState') === 'DEPLOYABLE') continue;
    throw absent('component', `${name} = ${version}`, `Components [${name} = ${version}] do not exist or are not deployable.`);
  }
}

const onTarget = (world: World, { scope, input }: Call): Resource[] =>
  [...world.store.all(scope, deployment.type)].filter(({ document }) => document['targetArn'] === input['targetArn']);

/** A target has one deployment in effect: the newest. */
function revise(other: Resource): void {
  other.document['isLatestForTarget'] = false;
  if (other.document['deploymentStatus'] !== 'ACTIVE') return;
  other.next?.cancel();
  other.document['deploymentStatus'] = 'INACTIVE';
}

function bring(world: World, call: Call): Resource {
  const id = uuid(`${world.seed}/deployment/${world.store.nextSeq()}`);
  const job = uuid(`${world.seed}/job/${id}`);
  const fresh = addRecord(world, deployment, call, {
    name: id,
    arn: arnOf('greengrass', call.scope, `${deployment.type}:${id}`),
    tags: tagsFromMap(call.input['tags']),
    bornMember: 'creationTimestamp',
    document: {
      components: {},
      ...pick(call.input, GIVEN),
      deploymentId: id,
      revisionId: String(onTarget(world, call).length + 1),
      iotJobId: job,
      iotJobArn: arnOf('iot', call.scope, `job/${job}`),
      isLatestForTarget: true,
    },
  });
  live(world, fresh, call.at, {
    phases: lifeOf(call.input),
    enter: ({ status }) => {
      fresh.document['deploymentStatus'] = status;
    },
  });
  return fresh;
}

/** One to a group goes on for things that join it later, and so it stays active until it is revised or canceled. */
function lifeOf(input: JsonObject): Phase[] {
  const active = { status: 'ACTIVE', seconds: SECONDS };
  if (text(input, 'targetArn')?.includes(':thinggroup/') === true) return [active];
  return [active, { status: failureOf({ ...input, Tags: {}, tags: {} }) === undefined ? 'COMPLETED' : 'FAILED', seconds: 0 }];
}

const created = ({ document }: Resource): JsonObject => pick(document, ['deploymentId', 'iotJobId', 'iotJobArn']);

const describe = ({ document, tags }: Resource): JsonObject => ({
  ...document,
  ...(tags.size === 0 ? {} : { tags: Object.fromEntries(tags) }),
});

function find(world: World, { scope, input, at }: Call): Resource {
  const id = text(input, 'deploymentId') ?? '';
  const found = world.store.seen(scope, deployment.type, id, at);
  // The wording is ours.
  if (found === undefined) throw absent(NOUN, id, `The deployment ${id} does not exist.`);
  return found;
}

/** Only what is active can be canceled; the wording of the refusal is ours. */
function cancel(found: Resource): JsonObject {
  const status = text(found.document, 'deploymentStatus') ?? '';
  if (status !== 'ACTIVE') throw conflict(NOUN, found.name, `The deployment ${found.name} is ${status} and cannot be canceled.`);
  found.next?.cancel();
  found.document['deploymentStatus'] = 'CANCELED';
  return { message: `The deployment ${found.name} is canceled.` };
}

/** An active one must be canceled first: documented. The wording is ours. */
function remove(world: World, found: Resource): undefined {
  if (text(found.document, 'deploymentStatus') === 'ACTIVE')
    throw conflict(NOUN, found.name, `The deployment ${found.name} is ACTIVE: cancel it before it is deleted.`);
  world.store.remove(found);
}

const SUMMARY = [
  'targetArn',
  'revisionId',
  'deploymentId',
  'deploymentName',
  'creationTimestamp',
  'deploymentStatus',
  'isLatestForTarget',
  'parentTargetArn',
];
const PAGE = 50;

/** The latest of each target unless all are asked for, newest first. */
function listDeployments(world: World, call: Call): JsonObject {
  const { input, scope, at, operation } = call;
  const equal = Object.entries(pick(input, ['targetArn', 'parentTargetArn']));
  const all = text(input, 'historyFilter') === 'ALL';
  const token = text(input, 'nextToken');
  const before = token === undefined ? Infinity : Number(afterToken(operation, token));
  const found = [...world.store.all(scope, deployment.type)].filter(
    ({ document, seq, visibleAt }) =>
      visibleAt <= at &&
      seq < before &&
      (all || document['isLatestForTarget'] === true) &&
      equal.every(([member, value]) => document[member] === value),
  );
  const shown = found.toReversed().slice(0, number(input, 'maxResults') ?? PAGE);
  const last = shown.at(-1);
  const more = found.length > shown.length && last !== undefined;
  return {
    deployments: shown.map(({ document }) => pick(document, SUMMARY)),
    ...(more ? { nextToken: tokenOf(operation, String(last.seq)) } : {}),
  };
}
