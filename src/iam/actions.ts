/** Which actions the operator needs for a kind: the operations that its descriptor names, and those that its hooks ask for besides. */
import type { KindDescriptor, ServiceDescriptor } from '../kinds/types.ts';

/** IAM's word for a service. */
export const prefixes = {
  sagemaker: 'sagemaker',
  'application-autoscaling': 'application-autoscaling',
  greengrassv2: 'greengrass',
} as const satisfies Readonly<Record<ServiceDescriptor['id'], string>>;

/** Hooks are code, so what they ask AWS is told here; actions.test.ts finds any that is missing. */
const ASKED_BY_HOOKS: Readonly<Record<string, readonly string[]>> = {
  HyperParameterTuningJob: ['ListTrainingJobsForHyperParameterTuningJob', 'DescribeTrainingJob'],
  PipelineExecution: ['ListPipelineExecutionSteps'],
};

export function actionsOf(kind: KindDescriptor): readonly string[] {
  const { create, describe, stop, start, delete: remove, list } = kind.operations;
  const { tags } = kind.service;
  const named = [create, describe, stop, start, remove, list?.operation, kind.id?.find?.operation];
  const updates = kind.updates.map(({ operation }) => operation);
  const tagging = [tags.list.operation, tags.set.operation, tags.remove.operation];
  const all = [...named, ...updates, ...tagging, ...(ASKED_BY_HOOKS[kind.kind] ?? [])];
  const prefix = prefixes[kind.service.id];
  return [...new Set(all.flatMap((operation) => (operation === undefined ? [] : [`${prefix}:${operation}`])))].toSorted();
}

export const isReading = (action: string): boolean => /:(?:Describe|List|Get)/.test(action);
/** IAM bounds no list to resources (who may list sees all names), nor what is made or told of several resources at once. */
export const knowsNoResource = (action: string): boolean =>
  /:List(?!Tags|PipelineExecutionSteps|TrainingJobsFor)|^application-autoscaling:Describe|^greengrass:CreateDeployment$/.test(
    action,
  );

/** What AWS asks of who calls, besides the action itself: IAM's reference calls them dependent actions. */
export const dependents: Readonly<Record<string, readonly string[]>> = {
  hyperpod: [
    'ec2:DescribeImages',
    'ec2:DescribeSnapshots',
    'ec2:ModifyImageAttribute',
    'ec2:ModifySnapshotAttribute',
    'eks:AssociateAccessPolicy',
    'eks:CreateAccessEntry',
    'eks:DeleteAccessEntry',
    'eks:DescribeAccessEntry',
    'eks:DescribeCluster',
    'eks:ListAssociatedAccessPolicies',
    'sagemaker:BatchAddClusterNodes',
    'sagemaker:BatchDeleteClusterNodes',
  ],
  greengrass: [
    'iot:CancelJob',
    'iot:CreateJob',
    'iot:DeleteJob',
    'iot:DeleteThingShadow',
    'iot:DescribeJob',
    'iot:DescribeThing',
    'iot:DescribeThingGroup',
    'iot:GetThingShadow',
    'iot:UpdateJob',
    'iot:UpdateThingShadow',
  ],
};
