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
