import { digest } from '../chance.ts';
import { AwsError, validationError } from '../errors.ts';
import { arnOf, partitionOf } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import { flag, number, object } from '../json.ts';
import type { Call, Handler, Resource, ResourceType } from '../resources/kind.ts';
import { addRecord } from '../resources/record.ts';
import { tagsFromMap } from '../resources/tags.ts';
import type { World } from '../world.ts';
import { type Address, addressMembers, addressOf, belonging, describeAll, inWords, nameAt } from './address.ts';
import { scalableAt } from './capacity.ts';

export const scalableTarget: ResourceType = { type: 'scalable-target', modified: false };
export const scalingPolicy: ResourceType = { type: 'scaling-policy', modified: false };
export const scheduledAction: ResourceType = { type: 'scheduled-action', modified: false };

/** While SageMaker is at work on the resource, a change of its capacity is tried again so much later. */
const AGAIN_SECONDS = 30;

export function targetHandlers(world: World): [string, Handler][] {
  return [
    ['RegisterScalableTarget', (call) => register(world, call)],
    ['DescribeScalableTargets', (call) => describe(world, call)],
    ['DeregisterScalableTarget', (call) => deregister(world, call)],
  ];
}

/** Registers, or changes what is named and keeps the rest. */
function register(world: World, call: Call): JsonObject {
  const address = addressOf(call.input);
  const known = world.store.get(call.scope, scalableTarget.type, nameAt(address));
  if (known !== undefined && call.input['Tags'] !== undefined)
    throw validationError(
      'The scalable target that you tried to tag already exists. To update tags on an existing scalable target, use the TagResource API.',
    );
  const members = { ...boundsOf(world, address, call, known), SuspendedState: suspension(call.input, known) };
  const target = known ?? create(world, address, call);
  Object.assign(target.document, members);
  keepWithin(world, target, call.at);
  return { ScalableTargetARN: target.arn };
}

/** That bounds are needed at first, and which minimum is allowed, is documented; the wording of the refusals is ours. */
function boundsOf(world: World, address: Address, { scope, at, input }: Call, known: Resource | undefined): JsonObject {
  const scalable = scalableAt(world, scope, address, at);
  if (scalable === undefined) throw validationError(`The resource to scale does not exist: ${inWords(address)}`);
  // Not documented: taken from examples, which all wait for the endpoint.
  if (known === undefined && !scalable.idle)
    throw validationError(`The resource to scale is not in service: ${inWords(address)}`);
  const min = number(input, 'MinCapacity') ?? number(known?.document, 'MinCapacity');
  const max = number(input, 'MaxCapacity') ?? number(known?.document, 'MaxCapacity');
  if (min === undefined || max === undefined)
    throw validationError('MinCapacity and MaxCapacity must be specified to register a new scalable target.');
  if (max < min) throw validationError('Maximum capacity cannot be less than minimum capacity');
  if (min < (scalable.toZero ? 0 : 1))
    throw validationError(`Minimum capacity ${min} is not supported for ${address.resourceId}`);
  return { MinCapacity: min, MaxCapacity: max };
}

const SUSPENSIONS = ['DynamicScalingInSuspended', 'DynamicScalingOutSuspended', 'ScheduledScalingSuspended'];

function suspension(input: JsonObject, known: Resource | undefined): JsonObject {
  const before = object(known?.document, 'SuspendedState');
  const none = Object.fromEntries(SUSPENSIONS.map((member) => [member, false]));
  return { ...none, ...before, ...object(input, 'SuspendedState') };
}

function create(world: World, address: Address, call: Call): Resource {
  const { scope, input } = call;
  const id = `0${digest(`${world.seed}/${scope.account}/${scope.region}/${nameAt(address)}/${call.at}`, 33)}`;
  const arn = arnOf('application-autoscaling', scope, `${scalableTarget.type}/${id}`);
  return addRecord(world, scalableTarget, call, {
    name: nameAt(address),
    arn,
    tags: tagsFromMap(input['Tags']),
    // The service-linked role, whatever role the request names: documented for services that have one.
    document: { ...addressMembers(input), RoleARN: linkedRole(scope), ScalableTargetARN: arn },
    bornMember: 'CreationTime',
  });
}

const linkedRole = ({ account, region }: Call['scope']): string =>
  `arn:${partitionOf(region)}:iam::${account}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/` +
  'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint';

function describe(world: World, call: Call): JsonObject {
  const { input } = call;
  if (input['ScalableDimension'] !== undefined && input['ResourceIds'] === undefined)
    throw validationError('A scalable dimension can only be specified together with resource IDs.');
  return describeAll(world, { of: scalableTarget, items: 'ScalableTargets', select: ['ResourceIds', 'ResourceId'] }, call);
}

function deregister(world: World, { scope, input, at }: Call): JsonObject {
  const address = addressOf(input);
  const target = world.store.seen(scope, scalableTarget.type, nameAt(address), at);
  if (target === undefined) throw new AwsError('ObjectNotFoundException', `No scalable target found for ${inWords(address)}`);
  dismiss(world, target);
  return {};
}

/** With a target go its policies and actions. */
function dismiss(world: World, target: Resource): void {
  const address = addressOf(target.document);
  for (const type of [scalingPolicy, scheduledAction])
    for (const resource of belonging(world, type, target.scope, address)) world.store.remove(resource);
  world.store.remove(target);
}

/** SageMaker deregisters the targets of an endpoint that is deleted. */
export function dismissTargetsOf(world: World, endpoint: Resource): void {
  for (const target of world.store.all(endpoint.scope, scalableTarget.type)) {
    const { resourceId } = addressOf(target.document);
    if (resourceId.toLowerCase().startsWith(`endpoint/${endpoint.name.toLowerCase()}/`)) dismiss(world, target);
  }
}

/** Brings the capacity within the bounds, as AWS does when they are set; later, where SageMaker is at work. */
function keepWithin(world: World, target: Resource, at: number): void {
  const scalable = scalableAt(world, target.scope, addressOf(target.document), at);
  if (scalable === undefined || world.store.get(target.scope, target.kind.type, target.name) !== target) return;
  const wanted = within(target, scalable.current);
  if (wanted === scalable.current) return;
  if (scalable.idle) scalable.set(wanted, at);
  else target.next = world.after(at, AGAIN_SECONDS, (then) => keepWithin(world, target, then));
}

const within = ({ document }: Resource, capacity: number): number =>
  Math.min(Math.max(capacity, number(document, 'MinCapacity') ?? 0), number(document, 'MaxCapacity') ?? Infinity);

/** Scales as a policy would: within the bounds, and not where that is suspended. Says the capacity in effect; undefined: SageMaker is at work. */
export function scaleTarget(world: World, target: Resource, capacity: number, at: number): number | undefined {
  const scalable = scalableAt(world, target.scope, addressOf(target.document), at);
  if (scalable === undefined || !scalable.idle) return undefined;
  const wanted = within(target, capacity);
  const direction = wanted < scalable.current ? 'In' : 'Out';
  if (wanted === scalable.current || flag(target.document, `SuspendedState.DynamicScaling${direction}Suspended`))
    return scalable.current;
  scalable.set(wanted, at);
  return wanted;
}
