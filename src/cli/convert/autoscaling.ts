/** HostingAutoscalingPolicy was for many variants at once; now each has a target and a policy of its own. */
import { kindNamed } from '../targets.ts';
import { isFields, type PlainFields, text } from '../validate/values.ts';
import { kubernetesName, metadataOf } from './objects.ts';
import { type Old, type Part, partOf, type Parts } from './parts.ts';

/** What the first operator took where a field was not set. */
const DEFAULTS = {
  policyName: 'SageMakerEndpointInvocationScalingPolicy',
  policyType: 'TargetTrackingScaling',
  serviceNamespace: 'sagemaker',
  scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
} as const;

export function convertAutoscaling({ shapes, metadata, spec, region }: Old): Parts {
  const { resourceId, minCapacity, maxCapacity, suspendedState, ...rest } = spec;
  const { policyName, policyType, serviceNamespace, scalableDimension } = { ...DEFAULTS, ...rest };
  const resources = Array.isArray(resourceId) ? resourceId.filter(isFields) : [];
  const { targetTrackingScalingPolicyConfiguration, ...others } = rest;
  const unknown = Object.fromEntries(Object.entries(others).filter(([field]) => !Object.hasOwn(DEFAULTS, field)));
  const parts = resources.flatMap((resource): readonly Part[] => {
    const [endpoint, variant] = [text(resource['endpointName']), text(resource['variantName'])];
    const name = resources.length === 1 ? text(metadata['name']) : kubernetesName(text(metadata['name']), endpoint, variant);
    const named = { metadata: { ...metadataOf(metadata, region), name }, path: ['spec'] };
    const scaled = { serviceNamespace, resourceId: `endpoint/${endpoint}/variant/${variant}`, scalableDimension };
    const bounds = defined({ minCapacity, maxCapacity, suspendedState });
    const tracked = defined({ policyName, policyType, targetTrackingScalingPolicyConfiguration });
    return [
      { ...named, kind: kindNamed('ScalableTarget'), fields: { ...scaled, ...bounds } },
      { ...named, kind: kindNamed('ScalingPolicy'), fields: { ...scaled, ...tracked, ...unknown } },
    ];
  });
  const made = parts.map((part) => partOf(shapes, part));
  const nothing = { path: ['spec', 'resourceId'], message: 'names no variant, so there is nothing to scale' };
  return {
    objects: made.map(({ object }) => object),
    lost: [...made.flatMap(({ lost }) => lost), ...(resources.length === 0 ? [nothing] : [])],
  };
}

const defined = (fields: PlainFields): PlainFields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
