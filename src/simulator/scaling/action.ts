import { uuid } from '../chance.ts';
import { AwsError, validationError } from '../errors.ts';
import { arnOf } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import { number, pick, text } from '../json.ts';
import type { Call, Handler, Resource } from '../resources/kind.ts';
import { addRecord } from '../resources/record.ts';
import type { World } from '../world.ts';
import { addressMembers, addressOf, belonging, describeAll, inWords, nameAt, requireTarget } from './address.ts';
import { scalableTarget, scheduledAction } from './target.ts';

/** Documented quota. */
const MAX_ACTIONS = 200;
/** Documented forms: once, at an interval, by a calendar. */
const SCHEDULE = /^(?:at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)|rate\(\d+ (?:minute|hour|day)s?\)|cron\(\S+(?: \S+){5}\))$/;
const MEMBERS = ['Schedule', 'Timezone', 'StartTime', 'EndTime', 'ScalableTargetAction'];

/** Actions are kept, and never carried out: they tell of no wish but their owner's. */
export function actionHandlers(world: World): [string, Handler][] {
  const listing = {
    of: scheduledAction,
    items: 'ScheduledActions',
    select: ['ScheduledActionNames', 'ScheduledActionName'],
  } as const;
  return [
    ['PutScheduledAction', (call) => put(world, call)],
    ['DescribeScheduledActions', (call) => describeAll(world, listing, call)],
    ['DeleteScheduledAction', (call) => remove(world, call)],
  ];
}

function put(world: World, call: Call): JsonObject {
  requireTarget(world, scalableTarget, call);
  const address = addressOf(call.input);
  const name = text(call.input, 'ScheduledActionName') ?? '';
  const known = world.store.get(call.scope, scheduledAction.type, nameAt(address, name));
  const given = pick(call.input, MEMBERS);
  check({ ...known?.document, ...given });
  if (known === undefined && belonging(world, scheduledAction, call.scope, address).length >= MAX_ACTIONS)
    throw new AwsError('LimitExceededException', `A scalable target cannot have more than ${MAX_ACTIONS} scheduled actions.`);
  const action = known ?? create(world, name, call);
  Object.assign(action.document, given);
  return {};
}

/** The rules are documented, their wording is ours. */
function check(members: JsonObject): void {
  const schedule = text(members, 'Schedule');
  if (schedule === undefined) throw validationError('A scheduled action needs a Schedule.');
  if (!SCHEDULE.test(schedule)) throw validationError(`Schedule ${schedule} is neither an at, a rate nor a cron expression.`);
  const min = number(members, 'ScalableTargetAction.MinCapacity');
  const max = number(members, 'ScalableTargetAction.MaxCapacity');
  if (min === undefined && max === undefined) throw validationError('A scheduled action needs a minimum or a maximum capacity.');
  if (min !== undefined && max !== undefined && max < min)
    throw validationError('Maximum capacity cannot be less than minimum capacity');
}

function create(world: World, name: string, call: Call): Resource {
  const address = addressOf(call.input);
  const id = uuid(`${world.seed}/action/${world.store.nextSeq()}`);
  const arn = arnOf(
    'autoscaling',
    call.scope,
    `scheduledAction:${id}:resource/${address.namespace}/${address.resourceId}:scheduledActionName/${name}`,
  );
  const document = { ...addressMembers(call.input), ScheduledActionARN: arn, ScheduledActionName: name };
  return addRecord(world, scheduledAction, call, { name: nameAt(address, name), arn, document, bornMember: 'CreationTime' });
}

function remove(world: World, { scope, input, at }: Call): JsonObject {
  const address = addressOf(input);
  const name = text(input, 'ScheduledActionName') ?? '';
  const action = world.store.seen(scope, scheduledAction.type, nameAt(address, name), at);
  if (action === undefined)
    throw new AwsError(
      'ObjectNotFoundException',
      `No scheduled action found for ${inWords(address)}, scheduled action name: ${name}`,
    );
  world.store.remove(action);
  return {};
}
