import { uuid } from '../chance.ts';
import { AwsError, validationError } from '../errors.ts';
import { arnOf } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import { flag, isObject, objects, pick, text } from '../json.ts';
import type { Call, Handler, Resource } from '../resources/kind.ts';
import { addRecord } from '../resources/record.ts';
import type { World } from '../world.ts';
import { addressMembers, addressOf, belonging, describeAll, inWords, nameAt, requireTarget } from './address.ts';
import { scalableTarget, scalingPolicy } from './target.ts';

/** Documented quotas. */
const MAX_POLICIES = 50;
const MAX_STEPS = 20;

const CONFIGURATIONS: Readonly<Record<string, string>> = {
  StepScaling: 'StepScalingPolicyConfiguration',
  TargetTrackingScaling: 'TargetTrackingScalingPolicyConfiguration',
  PredictiveScaling: 'PredictiveScalingPolicyConfiguration',
};

export function policyHandlers(world: World): [string, Handler][] {
  const listing = { of: scalingPolicy, items: 'ScalingPolicies', select: ['PolicyNames', 'PolicyName'] } as const;
  return [
    ['PutScalingPolicy', (call) => put(world, call)],
    ['DescribeScalingPolicies', (call) => describeAll(world, listing, call)],
    ['DeleteScalingPolicy', (call) => remove(world, call)],
  ];
}

/** Makes a policy, or changes what is named and keeps the rest. */
function put(world: World, call: Call): JsonObject {
  requireTarget(world, scalableTarget, call);
  const address = addressOf(call.input);
  const name = text(call.input, 'PolicyName') ?? '';
  const known = world.store.get(call.scope, scalingPolicy.type, nameAt(address, name));
  const type = text(call.input, 'PolicyType') ?? text(known?.document, 'PolicyType') ?? 'StepScaling';
  const given = pick(call.input, Object.values(CONFIGURATIONS));
  const others = belonging(world, scalingPolicy, call.scope, address).filter((other) => other !== known);
  check(type, { ...known?.document, ...given }, others);
  const policy = known ?? create(world, name, call);
  Object.assign(policy.document, { PolicyType: type, ...given });
  policy.document['Alarms'] = alarmsOf(policy, type);
  return { PolicyARN: policy.arn, Alarms: policy.document['Alarms'] };
}

/** The rules are documented. The wording is ours, but for the one on metrics. */
function check(type: string, members: JsonObject, others: readonly Resource[]): void {
  for (const [owner, member] of Object.entries(CONFIGURATIONS)) {
    if (owner === type && members[member] === undefined) throw validationError(`A policy of type ${type} needs a ${member}.`);
    if (owner !== type && members[member] !== undefined)
      throw validationError(`A policy of type ${type} cannot have a ${member}.`);
  }
  if (objects(members, 'StepScalingPolicyConfiguration.StepAdjustments').length > MAX_STEPS)
    throw new AwsError('LimitExceededException', `A step scaling policy cannot have more than ${MAX_STEPS} step adjustments.`);
  if (others.length >= MAX_POLICIES)
    throw new AwsError('LimitExceededException', `A scalable target cannot have more than ${MAX_POLICIES} scaling policies.`);
  if (type === 'TargetTrackingScaling') checkMetric(members, others);
}

function checkMetric(members: JsonObject, others: readonly Resource[]): void {
  const metric = metricOf(members);
  if (Object.keys(metric).length !== 1)
    throw validationError('Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified.');
  if (others.some(({ document }) => JSON.stringify(metricOf(document)) === JSON.stringify(metric)))
    throw validationError('Only one TargetTrackingScaling policy for a given metric specification is allowed.');
}

function metricOf(members: JsonObject): JsonObject {
  const config = members['TargetTrackingScalingPolicyConfiguration'];
  return isObject(config) ? pick(config, ['PredefinedMetricSpecification', 'CustomizedMetricSpecification']) : {};
}

function create(world: World, name: string, call: Call): Resource {
  const address = addressOf(call.input);
  const id = uuid(`${world.seed}/policy/${world.store.nextSeq()}`);
  const arn = arnOf(
    'autoscaling',
    call.scope,
    `scalingPolicy:${id}:resource/${address.namespace}/${address.resourceId}:policyName/${name}`,
  );
  const document = { ...addressMembers(call.input), PolicyARN: arn, PolicyName: name };
  return addRecord(world, scalingPolicy, call, { name: nameAt(address, name), arn, document, bornMember: 'CreationTime' });
}

/** Target tracking makes its own alarms; those of step scaling are the user's. */
function alarmsOf({ scope, arn, document }: Resource, type: string): JsonObject[] {
  if (type !== 'TargetTrackingScaling') return [];
  const scalesIn = !flag(document, 'TargetTrackingScalingPolicyConfiguration.DisableScaleIn');
  return (scalesIn ? ['AlarmHigh', 'AlarmLow'] : ['AlarmHigh']).map((side) => {
    const AlarmName = `TargetTracking-${addressOf(document).resourceId}-${side}-${uuid(`${arn}/${side}`)}`;
    return { AlarmName, AlarmARN: arnOf('cloudwatch', scope, `alarm:${AlarmName}`) };
  });
}

function remove(world: World, { scope, input, at }: Call): JsonObject {
  const address = addressOf(input);
  const name = text(input, 'PolicyName') ?? '';
  const policy = world.store.seen(scope, scalingPolicy.type, nameAt(address, name), at);
  if (policy === undefined)
    throw new AwsError('ObjectNotFoundException', `No scaling policy found for ${inWords(address)}, policy name: ${name}`);
  world.store.remove(policy);
  return {};
}
