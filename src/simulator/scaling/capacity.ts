import { validationError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { number, object, objects, text } from '../json.ts';
import { rescale } from '../resources/endpoint-scale.ts';
import type { Call, Resource } from '../resources/kind.ts';
import { touch } from '../resources/kind.ts';
import type { World } from '../world.ts';
import type { Address } from './address.ts';

/** A count of something in SageMaker that Application Auto Scaling may set. */
export interface Scalable {
  readonly current: number;
  /** Whether nothing at all is allowed to be left running. */
  readonly toZero: boolean;
  /** False while SageMaker is at work on the resource: a change must wait. */
  readonly idle: boolean;
  readonly set: (capacity: number, at: number) => void;
}

const VARIANT = /^endpoint\/([^/]+)\/variant\/([^/]+)$/;
const COMPONENT = /^inference-component\/([^/]+)$/;

/** What an address means now; undefined when there is no such resource. Throws for an address that means nothing. */
export function scalableAt(world: World, scope: Call['scope'], address: Address, at: number): Scalable | undefined {
  const [, endpoint, variant] = VARIANT.exec(address.resourceId) ?? [];
  const [, component] = COMPONENT.exec(address.resourceId) ?? [];
  switch (address.dimension) {
    case 'sagemaker:variant:DesiredInstanceCount':
    case 'sagemaker:variant:DesiredProvisionedConcurrency':
      if (endpoint === undefined || variant === undefined) break;
      return variantOf(world, world.store.seen(scope, 'endpoint', endpoint, at), variant, address.dimension);
    case 'sagemaker:inference-component:DesiredCopyCount':
      if (component === undefined) break;
      return copiesOf(world.store.seen(scope, 'inference-component', component, at));
    default:
  }
  // AWS's words for a combination that no service has; the simulator scales nothing but SageMaker.
  throw validationError('Unsupported service namespace, resource type or scalable dimension');
}

function variantOf(world: World, endpoint: Resource | undefined, name: string, dimension: string): Scalable | undefined {
  const variant = objects(endpoint?.document, 'ProductionVariants').find((candidate) => candidate['VariantName'] === name);
  if (endpoint === undefined || variant === undefined) return undefined;
  const instances = dimension.endsWith('InstanceCount');
  const current = number(variant, instances ? 'DesiredInstanceCount' : 'DesiredServerlessConfig.ProvisionedConcurrency');
  if (current === undefined) return undefined;
  const change = (capacity: number): JsonObject =>
    instances ? { DesiredInstanceCount: capacity } : { ServerlessUpdateConfig: { ProvisionedConcurrency: capacity } };
  return {
    current,
    // Documented for asynchronous endpoints and those whose instances SageMaker manages; a variant that answers at once keeps one.
    toZero:
      object(endpoint.document, 'AsyncInferenceConfig') !== undefined || object(variant, 'ManagedInstanceScaling') !== undefined,
    idle: text(endpoint.document, 'EndpointStatus') === 'InService',
    set: (capacity, at) => {
      const input = { DesiredWeightsAndCapacities: [{ VariantName: name, ...change(capacity) }] };
      rescale(world, endpoint, { operation: 'UpdateEndpointWeightsAndCapacities', scope: endpoint.scope, input, at });
    },
  };
}

/** Copies start and stop within the instances that are there: at once, as far as anyone can tell here. */
function copiesOf(component: Resource | undefined): Scalable | undefined {
  if (component === undefined) return undefined;
  const config = object(component.document, 'RuntimeConfig') ?? {};
  return {
    current: number(config, 'DesiredCopyCount') ?? number(config, 'CopyCount') ?? 1,
    toZero: true,
    idle: text(component.document, 'InferenceComponentStatus') === 'InService',
    set: (capacity, at) => {
      component.document['RuntimeConfig'] = { DesiredCopyCount: capacity, CurrentCopyCount: capacity };
      touch(component, at);
    },
  };
}
