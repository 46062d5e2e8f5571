import {
  DeleteScalingPolicyCommand,
  DeleteScheduledActionCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type {
  PutScalingPolicyRequest,
  PutScalingPolicyResponse,
  PutScheduledActionRequest,
  ScalingPolicy,
  ScheduledAction,
  StepScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusal } from '../testing.ts';
import { IN_WORDS, scalingBench, type ScalingBench, VARIANT } from './testkit.ts';

let at: ScalingBench;
beforeEach(async () => {
  at = await scalingBench();
  await at.serving();
  await at.register();
});
afterEach(() => at[Symbol.asyncDispose]());

const TRACKING = {
  TargetValue: 70,
  PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
  ScaleInCooldown: 300,
} as const;
const put = (more: Partial<PutScalingPolicyRequest> = {}): Promise<PutScalingPolicyResponse> =>
  at.scaling.send(
    new PutScalingPolicyCommand({
      ...VARIANT,
      PolicyName: 'load',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: TRACKING,
      ...more,
    }),
  );
async function policies(PolicyNames?: string[]): Promise<ScalingPolicy[]> {
  const input = { ServiceNamespace: 'sagemaker', ...(PolicyNames ? { PolicyNames } : {}) } as const;
  return (await at.scaling.send(new DescribeScalingPoliciesCommand(input))).ScalingPolicies ?? [];
}

describe('a scaling policy', () => {
  test('that tracks a target brings its alarms along, and is told with them', async () => {
    const { PolicyARN, Alarms } = await put();
    expect(PolicyARN).toMatch(
      /^arn:aws:autoscaling:us-west-2:123456789012:scalingPolicy:[0-9a-f-]{36}:resource\/sagemaker\/endpoint\/shop\/variant\/all:policyName\/load$/,
    );
    expect(Alarms?.map(({ AlarmName }) => AlarmName)).toEqual([
      expect.stringMatching(/^TargetTracking-endpoint\/shop\/variant\/all-AlarmHigh-/),
      expect.stringMatching(/^TargetTracking-endpoint\/shop\/variant\/all-AlarmLow-/),
    ]);
    expect(await policies(['load'])).toMatchObject([
      { ...VARIANT, PolicyName: 'load', PolicyARN, Alarms, TargetTrackingScalingPolicyConfiguration: TRACKING },
    ]);
    expect(await policies(['other'])).toEqual([]);
  });

  test('put again is the same policy with another configuration', async () => {
    const first = await put();
    const changed = { ...TRACKING, TargetValue: 50, DisableScaleIn: true };
    const again = await put({ TargetTrackingScalingPolicyConfiguration: changed });
    expect(again.PolicyARN).toBe(first.PolicyARN);
    expect(again.Alarms).toHaveLength(1);
    expect(await policies()).toMatchObject([{ TargetTrackingScalingPolicyConfiguration: changed }]);
  });

  test('in steps is what a policy is that says no type, and has no alarms of its own', async () => {
    const StepScalingPolicyConfiguration: StepScalingPolicyConfiguration = {
      AdjustmentType: 'ChangeInCapacity',
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      Cooldown: 60,
    };
    const input = { ...VARIANT, PolicyName: 'steps', StepScalingPolicyConfiguration };
    expect((await at.scaling.send(new PutScalingPolicyCommand(input))).Alarms).toEqual([]);
    expect(await policies()).toMatchObject([{ PolicyType: 'StepScaling', StepScalingPolicyConfiguration }]);
  });

  test.each<[string, Partial<PutScalingPolicyRequest>]>([
    ['without the configuration of its type', { TargetTrackingScalingPolicyConfiguration: undefined }],
    ['with that of another type', { PolicyType: 'StepScaling' }],
    ['without a metric', { TargetTrackingScalingPolicyConfiguration: { TargetValue: 1 } }],
    ['on a metric that another one tracks', { PolicyName: 'second' }],
  ])('is refused %s', async (_case, more) => {
    await put();
    const before = await policies();
    expect((await refusal(put({ PolicyName: 'new', ...more }))).code).toBe('ValidationException');
    expect(await policies()).toEqual(before);
  });

  test('needs a registered target, and is deleted once: AWS’s words say which is missing', async () => {
    const ResourceId = 'endpoint/other/variant/all';
    expect(await refusal(put({ ResourceId }))).toMatchObject({
      code: 'ObjectNotFoundException',
      message: `No scalable target registered for ${IN_WORDS.replace('shop', 'other')}`,
    });
    await put();
    const remove = (): Promise<unknown> => at.scaling.send(new DeleteScalingPolicyCommand({ ...VARIANT, PolicyName: 'load' }));
    await remove();
    expect(await refusal(remove())).toMatchObject({
      code: 'ObjectNotFoundException',
      message: `No scaling policy found for ${IN_WORDS}, policy name: load`,
    });
  });
});

describe('a scheduled action', () => {
  const schedule = (more: Partial<PutScheduledActionRequest> = {}): Promise<unknown> =>
    at.scaling.send(
      new PutScheduledActionCommand({
        ...VARIANT,
        ScheduledActionName: 'night',
        Schedule: 'cron(0 22 * * ? *)',
        ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 1 },
        ...more,
      }),
    );
  const actions = async (): Promise<ScheduledAction[]> =>
    (await at.scaling.send(new DescribeScheduledActionsCommand({ ServiceNamespace: 'sagemaker' }))).ScheduledActions ?? [];

  test('put again keeps what is not named', async () => {
    await schedule({ Timezone: 'Europe/Berlin' });
    await schedule({ Schedule: 'at(2030-06-01T00:00:00)', ScalableTargetAction: undefined });
    expect(await actions()).toMatchObject([
      {
        ...VARIANT,
        ScheduledActionName: 'night',
        ScheduledActionARN: expect.stringContaining(':scheduledActionName/night'),
        Schedule: 'at(2030-06-01T00:00:00)',
        Timezone: 'Europe/Berlin',
        ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 1 },
      },
    ]);
  });

  test.each<[string, Partial<PutScheduledActionRequest>]>([
    ['without a schedule', { Schedule: undefined }],
    ['with one that is no expression', { Schedule: 'every night' }],
    ['without a capacity', { ScalableTargetAction: {} }],
    ['with bounds that cross', { ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 1 } }],
  ])('is refused %s', async (_case, more) => {
    expect((await refusal(schedule(more))).code).toBe('ValidationException');
    expect(await actions()).toEqual([]);
  });

  test('needs a registered target, and is deleted once', async () => {
    expect((await refusal(schedule({ ResourceId: 'endpoint/other/variant/all' }))).code).toBe('ObjectNotFoundException');
    await schedule();
    const remove = (): Promise<unknown> =>
      at.scaling.send(new DeleteScheduledActionCommand({ ...VARIANT, ScheduledActionName: 'night' }));
    await remove();
    expect(await actions()).toEqual([]);
    expect((await refusal(remove())).message).toBe(`No scheduled action found for ${IN_WORDS}, scheduled action name: night`);
  });
});
