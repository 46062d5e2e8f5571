/** The AWS APIs that the kinds belong to. */
import type { ServiceDescriptor } from './types.ts';

export const sagemaker = {
  id: 'sagemaker',
  title: 'SageMaker',
  group: 'sagemaker.services.k8s.aws',
  version: 'v1alpha1',
  category: 'sagemaker',
  docs: { base: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference', anchor: 'sagemaker' },
  tags: {
    member: 'Tags',
    form: 'list',
    list: { operation: 'ListTags', arn: 'ResourceArn' },
    set: { operation: 'AddTags', arn: 'ResourceArn' },
    remove: { operation: 'DeleteTags', arn: 'ResourceArn', keys: 'TagKeys' },
  },
} as const satisfies ServiceDescriptor;

export const applicationAutoscaling = {
  id: 'application-autoscaling',
  title: 'Application Auto Scaling',
  group: 'applicationautoscaling.services.k8s.aws',
  version: 'v1alpha1',
  // With the rest: `kubectl delete sagemaker --all` must take the target of an endpoint along with it.
  category: 'sagemaker',
  docs: { base: 'https://docs.aws.amazon.com/autoscaling/application/APIReference', anchor: 'autoscaling' },
  tags: {
    member: 'Tags',
    form: 'map',
    list: { operation: 'ListTagsForResource', arn: 'ResourceARN' },
    set: { operation: 'TagResource', arn: 'ResourceARN' },
    remove: { operation: 'UntagResource', arn: 'ResourceARN', keys: 'TagKeys' },
  },
} as const satisfies ServiceDescriptor;

export const greengrass = {
  id: 'greengrassv2',
  title: 'IoT Greengrass',
  group: 'greengrassv2.services.k8s.aws',
  version: 'v1alpha1',
  category: 'sagemaker',
  docs: { base: 'https://docs.aws.amazon.com/greengrass/v2/APIReference', anchor: 'greengrassv2' },
  tags: {
    member: 'tags',
    form: 'map',
    list: { operation: 'ListTagsForResource', arn: 'resourceArn' },
    set: { operation: 'TagResource', arn: 'resourceArn' },
    remove: { operation: 'UntagResource', arn: 'resourceArn', keys: 'tagKeys' },
  },
} as const satisfies ServiceDescriptor;
