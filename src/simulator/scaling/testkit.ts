/** An endpoint in service and a client of Application Auto Scaling. For tests only. */
import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import type { RegisterScalableTargetRequest, RegisterScalableTargetResponse } from '@aws-sdk/client-application-auto-scaling';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import type { CreateEndpointConfigInput } from '@aws-sdk/client-sagemaker';
import type { Simulator } from '../simulator.ts';
import type { Bench } from '../testing.ts';
import { bench, IMAGE, ROLE } from '../testing.ts';

export const VARIANT = {
  ServiceNamespace: 'sagemaker',
  ResourceId: 'endpoint/shop/variant/all',
  ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
} as const;
export const IN_WORDS =
  'service namespace: sagemaker, resource ID: endpoint/shop/variant/all, scalable dimension: sagemaker:variant:DesiredInstanceCount';

export interface ScalingBench extends Bench {
  readonly scaling: ApplicationAutoScalingClient;
  readonly register: (more?: Partial<RegisterScalableTargetRequest>) => Promise<RegisterScalableTargetResponse>;
  /** The endpoint `shop`, in service, with two instances of its variant `all`. */
  readonly serving: (config?: Partial<CreateEndpointConfigInput>) => Promise<void>;
  /** How many instances the variant should have, and the endpoint's status. */
  readonly wanted: () => Promise<{ instances: number | undefined; status: string | undefined }>;
}

export async function scalingBench(): Promise<ScalingBench> {
  const at = await bench();
  const scaling = scalingClient(at.simulator);
  return {
    ...at,
    scaling,
    register: (more = { MinCapacity: 1, MaxCapacity: 4 }) =>
      scaling.send(new RegisterScalableTargetCommand({ ...VARIANT, ...more })),
    serving: (config) => serving(at, config),
    wanted: async () => {
      const { EndpointStatus, ProductionVariants = [] } = await at.client.send(
        new DescribeEndpointCommand({ EndpointName: 'shop' }),
      );
      return { instances: ProductionVariants[0]?.DesiredInstanceCount, status: EndpointStatus };
    },
    [Symbol.asyncDispose]: async () => {
      scaling.destroy();
      await at[Symbol.asyncDispose]();
    },
  };
}

function scalingClient(simulator: Simulator): ApplicationAutoScalingClient {
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  return new ApplicationAutoScalingClient({ endpoint: simulator.url, region: 'us-west-2', maxAttempts: 1, credentials });
}

async function serving({ client, after }: Bench, config: Partial<CreateEndpointConfigInput> = {}): Promise<void> {
  const container = { Image: `${IMAGE}:1` };
  await client.send(new CreateModelCommand({ ModelName: 'model', ExecutionRoleArn: ROLE, PrimaryContainer: container }));
  const variant = { VariantName: 'all', ModelName: 'model', InstanceType: 'ml.m5.large', InitialInstanceCount: 2 } as const;
  await client.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'config', ProductionVariants: [variant], ...config }));
  await client.send(new CreateEndpointCommand({ EndpointName: 'shop', EndpointConfigName: 'config' }));
  after(180);
}
