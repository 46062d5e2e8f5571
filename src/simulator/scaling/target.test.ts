import {
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type { DescribeScalableTargetsRequest, ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import { DeleteEndpointCommand } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusal } from '../testing.ts';
import { IN_WORDS, scalingBench, type ScalingBench, VARIANT } from './testkit.ts';

let at: ScalingBench;
beforeEach(async () => {
  at = await scalingBench();
});
afterEach(() => at[Symbol.asyncDispose]());

async function targets(more: Partial<DescribeScalableTargetsRequest> = {}): Promise<ScalableTarget[]> {
  const { ScalableTargets = [] } = await at.scaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'sagemaker', ...more }),
  );
  return ScalableTargets;
}

describe('a scalable target', () => {
  test('is told with its bounds, the service-linked role and all three suspensions', async () => {
    await at.serving();
    const { ScalableTargetARN } = await at.register({ MinCapacity: 1, MaxCapacity: 4, RoleARN: 'arn:aws:iam::1:role/ignored' });
    expect(ScalableTargetARN).toMatch(/^arn:aws:application-autoscaling:us-west-2:123456789012:scalable-target\/[0-9a-f]{34}$/);
    expect(await targets()).toEqual([
      {
        ...VARIANT,
        MinCapacity: 1,
        MaxCapacity: 4,
        ScalableTargetARN,
        CreationTime: new Date(at.simulator.control.now()),
        RoleARN:
          'arn:aws:iam::123456789012:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
        SuspendedState: {
          DynamicScalingInSuspended: false,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: false,
        },
      },
    ]);
  });

  test('registered again keeps what is not named, and its ARN', async () => {
    await at.serving();
    const first = await at.register({
      MinCapacity: 1,
      MaxCapacity: 4,
      SuspendedState: { DynamicScalingInSuspended: true },
    });
    const again = await at.register({ MaxCapacity: 8, SuspendedState: { ScheduledScalingSuspended: true } });
    expect(again.ScalableTargetARN).toBe(first.ScalableTargetARN);
    const [target] = await targets();
    expect(target).toMatchObject({
      MinCapacity: 1,
      MaxCapacity: 8,
      SuspendedState: {
        DynamicScalingInSuspended: true,
        DynamicScalingOutSuspended: false,
        ScheduledScalingSuspended: true,
      },
    });
  });

  test('is found by what is named of it, and is no error when it is not there', async () => {
    await at.serving();
    await at.register();
    const { ResourceId, ScalableDimension } = VARIANT;
    expect(await targets({ ResourceIds: [ResourceId], ScalableDimension })).toHaveLength(1);
    expect(await targets({ ResourceIds: ['endpoint/other/variant/all'] })).toEqual([]);
    expect(await targets({ ServiceNamespace: 'ecs' })).toEqual([]);
    expect((await refusal(targets({ ScalableDimension }))).code).toBe('ValidationException');
    expect((await refusal(targets({ NextToken: 'nonsense' }))).code).toBe('InvalidNextTokenException');
  });

  test('needs its resource, in service, and bounds that the resource can have', async () => {
    expect((await refusal(at.register())).message).toContain('does not exist');
    await at.serving();
    const bounds = [{ MinCapacity: 1 }, { MinCapacity: 3, MaxCapacity: 2 }, { MinCapacity: 0, MaxCapacity: 2 }];
    for (const each of bounds) expect((await refusal(at.register(each))).code).toBe('ValidationException');
    const wrong = { MinCapacity: 1, MaxCapacity: 2, ResourceId: 'endpoint/shop' };
    expect((await refusal(at.register(wrong))).message).toBe(
      'Unsupported service namespace, resource type or scalable dimension',
    );
    expect(await refusal(at.register({ MinCapacity: 1, MaxCapacity: 2, ServiceNamespace: 'shop' as 'ecs' }))).toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining("Value 'shop' at 'serviceNamespace' failed to satisfy constraint"),
    });
    expect(await targets()).toEqual([]);
  });

  test('may go down to nothing where the endpoint is asynchronous', async () => {
    await at.serving({ AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://bucket/async' } } });
    await at.register({ MinCapacity: 0, MaxCapacity: 2 });
    expect(await targets()).toMatchObject([{ MinCapacity: 0 }]);
  });

  test('brings the capacity within its bounds at once, or when SageMaker is done with what it does', async () => {
    await at.serving();
    await at.register({ MinCapacity: 3, MaxCapacity: 6 });
    expect(await at.wanted()).toEqual({ instances: 3, status: 'Updating' });
    await at.register({ MinCapacity: 1, MaxCapacity: 1 });
    expect(await at.wanted()).toEqual({ instances: 3, status: 'Updating' });
    at.after(90);
    expect(await at.wanted()).toEqual({ instances: 1, status: 'Updating' });
    at.after(60);
    expect(await at.wanted()).toEqual({ instances: 1, status: 'InService' });
  });

  test('is scaled by the control API as a policy would: within its bounds, and not where that is suspended', async () => {
    await at.serving();
    expect(() => at.simulator.control.scale(VARIANT.ResourceId, 3)).toThrow('no scalable target');
    await at.register();
    expect(at.simulator.control.scale(VARIANT.ResourceId, 9)).toBe(4);
    expect(() => at.simulator.control.scale(VARIANT.ResourceId, 3)).toThrow('is at work');
    at.after(60);
    expect(await at.wanted()).toEqual({ instances: 4, status: 'InService' });
    await at.register({ SuspendedState: { DynamicScalingInSuspended: true } });
    expect(at.simulator.control.scale(VARIANT.ResourceId, 1)).toBe(4);
    await at.register({ SuspendedState: { DynamicScalingInSuspended: false } });
    const body = JSON.stringify({ resourceId: VARIANT.ResourceId, capacity: 1 });
    const response = await fetch(`${at.simulator.url}/_simulator/scale`, { method: 'POST', body });
    expect(await response.json()).toEqual({ capacity: 1 });
    expect(await at.wanted()).toEqual({ instances: 1, status: 'Updating' });
  });
});

describe('the end of a scalable target', () => {
  const policy = (): Promise<unknown> =>
    at.scaling.send(
      new PutScalingPolicyCommand({
        ...VARIANT,
        PolicyName: 'load',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 70,
          PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
        },
      }),
    );
  const action = (): Promise<unknown> =>
    at.scaling.send(
      new PutScheduledActionCommand({
        ...VARIANT,
        ScheduledActionName: 'night',
        Schedule: 'cron(0 22 * * ? *)',
        ScalableTargetAction: { MaxCapacity: 1 },
      }),
    );
  async function left(): Promise<number[]> {
    const { ScalingPolicies = [] } = await at.scaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'sagemaker' }));
    const { ScheduledActions = [] } = await at.scaling.send(
      new DescribeScheduledActionsCommand({ ServiceNamespace: 'sagemaker' }),
    );
    return [(await targets()).length, ScalingPolicies.length, ScheduledActions.length];
  }

  test('takes its policies and actions along, and comes once', async () => {
    await at.serving();
    await at.register();
    await policy();
    await action();
    expect(await left()).toEqual([1, 1, 1]);
    const deregister = (): Promise<unknown> => at.scaling.send(new DeregisterScalableTargetCommand(VARIANT));
    await deregister();
    expect(await left()).toEqual([0, 0, 0]);
    expect(await refusal(deregister())).toMatchObject({
      code: 'ObjectNotFoundException',
      message: `No scalable target found for ${IN_WORDS}`,
      status: 400,
    });
  });

  test('comes with the end of its endpoint', async () => {
    await at.serving();
    await at.register();
    await policy();
    await at.client.send(new DeleteEndpointCommand({ EndpointName: 'shop' }));
    expect(await left()).toEqual([0, 0, 0]);
  });
});

describe('tags of a scalable target', () => {
  const tagsOf = async (ResourceARN: string | undefined): Promise<unknown> =>
    (await at.scaling.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags;

  test('are given at first and by TagResource, never by registering again', async () => {
    await at.serving();
    const bounds = { MinCapacity: 1, MaxCapacity: 4 };
    const { ScalableTargetARN: ResourceARN } = await at.register({ ...bounds, Tags: { team: 'a' } });
    expect(await refusal(at.register({ ...bounds, Tags: { team: 'b' } }))).toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining('To update tags on an existing scalable target, use the TagResource API.'),
    });
    await at.scaling.send(new TagResourceCommand({ ResourceARN, Tags: { stage: 'dev' } }));
    expect(await tagsOf(ResourceARN)).toEqual({ team: 'a', stage: 'dev' });
    await at.scaling.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['team'] }));
    expect(await tagsOf(ResourceARN)).toEqual({ stage: 'dev' });
  });

  test('are those of one that is there, and at most 50', async () => {
    await at.serving();
    const { ScalableTargetARN: ResourceARN = '' } = await at.register();
    const gone = ResourceARN.replace(/.{4}$/, 'gone');
    expect((await refusal(tagsOf(gone))).code).toBe('ResourceNotFoundException');
    const Tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key-${index}`, 'x']));
    expect((await refusal(at.scaling.send(new TagResourceCommand({ ResourceARN, Tags })))).code).toBe('TooManyTagsException');
  });
});
