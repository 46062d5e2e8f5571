/** Policies for the operator's own role: one for each feature, of which a team attaches what it uses. */
import type { KindDescriptor } from '../kinds/types.ts';
import { actionsOf, dependents, isReading, knowsNoResource, prefixes } from './actions.ts';
import { features } from './features.ts';
import { ACCOUNT, type IamPolicy, inAccount, policyOf, type Statement } from './policy.ts';

export function operatorPolicies(kinds: readonly KindDescriptor[]): ReadonlyMap<string, IamPolicy> {
  const byFeature = Object.entries(features).map(([feature, names]) => {
    const mine = kinds.filter(({ kind }) => (names as readonly string[]).includes(kind));
    return [`operator-${feature}`, policyOf(...ofKinds(mine), ...ofFeature(feature))] as const;
  });
  const reads = unique(kinds.flatMap(actionsOf).filter(isReading));
  return new Map([
    ...byFeature,
    ['operator-read-only', policyOf({ Sid: 'Read', Effect: 'Allow', Action: short(reads), Resource: '*' })],
    ['operator-pass-role', policyOf(PASS_ROLE)],
    ['operator-tenancy', policyOf(ASSUME_ROLE)],
    ['operator-logs', policyOf(READ_LOGS, READ_METRICS)],
    ['operator-push', policyOf(READ_EVENTS)],
  ]);
}

/** An action on a resource is allowed in one account; what knows no resources, everywhere. */
function ofKinds(kinds: readonly KindDescriptor[]): readonly Statement[] {
  const services = Map.groupBy(kinds, ({ service }) => prefixes[service.id]);
  return [...services].flatMap(([prefix, mine]) => {
    const actions = unique(mine.flatMap(actionsOf));
    return [
      { Sid: 'Use', Effect: 'Allow', Action: actions.filter((action) => !knowsNoResource(action)), Resource: inAccount(prefix) },
      { Sid: 'Anywhere', Effect: 'Allow', Action: actions.filter(knowsNoResource), Resource: '*' },
    ] as const;
  });
}

function ofFeature(feature: string): readonly Statement[] {
  const besides = dependents[feature];
  const needed: readonly Statement[] =
    besides === undefined ? [] : [{ Sid: 'AskedByAWS', Effect: 'Allow', Action: besides, Resource: '*' }];
  const linked = LINKED_ROLES[feature];
  return linked === undefined ? needed : [...needed, serviceLinkedRole(linked)];
}

/** Services that make a role for themselves when they are used for the first time. */
const LINKED_ROLES: Readonly<Record<string, string>> = {
  autoscaling: 'sagemaker.application-autoscaling.amazonaws.com',
  studio: 'sagemaker.amazonaws.com',
  hyperpod: 'hyperpod.sagemaker.amazonaws.com',
};

const serviceLinkedRole = (service: string): Statement => ({
  Sid: 'FirstUse',
  Effect: 'Allow',
  Action: ['iam:CreateServiceLinkedRole'],
  Resource: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/${service}/*`,
  Condition: { StringEquals: { 'iam:AWSServiceName': service } },
});

/** Whoever names a role in a spec uses this right: the path keeps it to roles that were made for the purpose. */
const PASS_ROLE: Statement = {
  Sid: 'PassExecutionRoles',
  Effect: 'Allow',
  Action: ['iam:PassRole'],
  Resource: `arn:aws:iam::${ACCOUNT}:role/EXECUTION_ROLE_PATH/*`,
  Condition: { StringEquals: { 'iam:PassedToService': ['sagemaker.amazonaws.com'] } },
};

const ASSUME_ROLE: Statement = {
  Sid: 'BecomeTenants',
  Effect: 'Allow',
  Action: ['sts:AssumeRole'],
  Resource: 'arn:aws:iam::TENANT_ACCOUNT_ID:role/TENANT_ROLE_PATH/*',
};

/** What kubectl-sagemaker has the operator read for people. SageMaker's log groups and no others. */
const READ_LOGS: Statement = {
  Sid: 'ReadLogs',
  Effect: 'Allow',
  Action: ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents'],
  Resource: `arn:aws:logs:*:${ACCOUNT}:log-group:/aws/sagemaker/*`,
};

/** CloudWatch knows no resources to which this right could be kept. */
const READ_METRICS: Statement = { Sid: 'ReadMetrics', Effect: 'Allow', Action: ['cloudwatch:GetMetricData'], Resource: '*' };

/** Where EventBridge tells of what has moved. Of one queue, which is nobody else's: whoever reads a message keeps it from others. */
const READ_EVENTS: Statement = {
  Sid: 'ReadEvents',
  Effect: 'Allow',
  Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
  Resource: `arn:aws:sqs:QUEUE_REGION:${ACCOUNT}:QUEUE_NAME`,
};

const unique = (actions: readonly string[]): readonly string[] => [...new Set(actions)].toSorted();

/** Describe, List and Get do not change anything whatever they are about; spelt out, they would not fit into one policy. */
function short(actions: readonly string[]): readonly string[] {
  return unique(actions.map((action) => action.replace(/:(Describe|List|Get)\w+$/, ':$1*')));
}
