import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { CreateInferenceComponentCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kinds as registry } from '../../src/kinds/index.ts';
import type { Fields } from '../../src/kinds/types.ts';
import { InferenceComponent } from '../../src/simulator/resources/generic.testkit.ts';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';
import { endpointConfigSpec, modelSpec } from '../support/specs.ts';

let stage: Stage;
beforeAll(async () => {
  const others = registry.filter(({ kind }) => kind !== InferenceComponent.kind);
  stage = await Stage.set({ simulator: { speed: 600, kinds: [...others, InferenceComponent] } });
});
afterAll(() => stage[Symbol.asyncDispose]());

/** Looks for drift every second. */
const watchful = (): Promise<Stage> =>
  Stage.set({ simulator: { speed: 600 }, flags: ['--reconcile-default-resync-seconds', '1'] });
/** Another client of the same AWS. */
const client = () => ({
  endpoint: stage.simulator.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
});

const address = (endpoint: string): Fields => ({
  serviceNamespace: 'sagemaker',
  resourceID: `endpoint/${endpoint}/variant/main`,
  scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
});
const TRACKING = {
  targetValue: 70,
  predefinedMetricSpecification: { predefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
  scaleInCooldown: 300,
  scaleOutCooldown: 60,
};

async function serve(name: string, more: Fields = {}, on: Stage = stage): Promise<void> {
  await on.create('Endpoint', name, { endpointName: name, endpointConfigName: name });
  await on.create('EndpointConfig', name, endpointConfigSpec(name, { endpointConfigName: name, ...more }));
  await on.create('Model', name, modelSpec({ modelName: name }));
}
const target = (name: string, more: Fields = {}, on: Stage = stage) =>
  on.create('ScalableTarget', name, { ...address(name), minCapacity: 1, maxCapacity: 4, ...more });
const policy = (name: string, more: Fields = {}, on: Stage = stage) =>
  on.create('ScalingPolicy', name, {
    ...address(name),
    policyName: `${name}-load`,
    policyType: 'TargetTrackingScaling',
    targetTrackingScalingPolicyConfiguration: TRACKING,
    ...more,
  });
const night = (name: string, on: Stage = stage) =>
  on.create('ScheduledAction', name, {
    ...address(name),
    scheduledActionName: `${name}-night`,
    schedule: 'cron(0 22 * * ? *)',
    timezone: 'Europe/Berlin',
    scalableTargetAction: { minCapacity: 1, maxCapacity: 1 },
  });

const document = (type: string, endpoint: string, on: Stage = stage): Fields | undefined =>
  on.simulator.control
    .resources(type)
    .map((resource) => resource.document as Fields)
    .find((told) => told['ResourceId'] === `endpoint/${endpoint}/variant/main`);
const instances = (name: string, on: Stage = stage): unknown =>
  (on.simulator.control.resources('endpoint').find((endpoint) => endpoint.name === name)?.document as Fields | undefined)?.[
    'ProductionVariants'
  ];
const refused = (name: string) =>
  stage.simulator.ledger.entries({ ok: false }).filter(({ requestName }) => requestName?.includes(name));

describe('an endpoint that scales', () => {
  test('comes up with its target, policy and schedule, whichever is seen first, with no refused call', async () => {
    await using other = await Stage.set({ simulator: { speed: 600 }, operator: false });
    await night('order', other);
    await policy('order', {}, other);
    await target('order', {}, other);
    await serve('order', {}, other);
    await other.startOperator();
    const scaled = await other.until('ScalableTarget', 'order', isReady);
    expect(scaled.status?.ackResourceMetadata?.arn).toMatch(/:scalable-target\//);
    const tracking = await other.until('ScalingPolicy', 'order', isReady);
    expect(tracking.status?.['alarms']).toMatchObject([
      { alarmName: expect.stringContaining('TargetTracking-endpoint/order/variant/main-AlarmHigh-') },
      { alarmName: expect.stringContaining('AlarmLow') },
    ]);
    const scheduled = await other.until('ScheduledAction', 'order', isReady);
    expect(scheduled.status?.ackResourceMetadata?.arn).toMatch(/:scheduledActionName\/order-night$/);
    expect(document('scheduled-action', 'order', other)).toMatchObject({
      Timezone: 'Europe/Berlin',
      ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 1 },
    });
    expect(document('scaling-policy', 'order', other)).toMatchObject({
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 70, ScaleInCooldown: 300, ScaleOutCooldown: 60 },
    });
    expect(other.simulator.ledger.entries({ ok: false })).toEqual([]);
    expect((await other.events('order')).filter(({ type }) => type === 'Warning')).toEqual([]);
  });

  test('is left to its autoscaler: what that sets, the operator does not set back', async () => {
    await using other = await watchful();
    await serve('free', {}, other);
    await target('free', {}, other);
    await other.until('ScalableTarget', 'free', isReady);
    await other.until('Endpoint', 'free', isReady);
    const { control, ledger } = other.simulator;
    expect(control.scale('endpoint/free/variant/main', 3)).toBe(3);
    const looks = () => ledger.entries({ operation: 'DescribeEndpoint', requestName: 'free' }).length;
    const before = looks();
    await other.eventually(
      () => looks() > before + 2,
      () => `${looks() - before} looks`,
    );
    await other.until('Endpoint', 'free', isReady);
    expect(instances('free', other)).toMatchObject([{ DesiredInstanceCount: 3, CurrentInstanceCount: 3 }]);
    for (const operation of ['UpdateEndpoint', 'UpdateEndpointWeightsAndCapacities'])
      expect(ledger.entries({ operation, requestName: 'free' })).toEqual([]);
  });

  test('gets other bounds and another policy by an edit, with one call each', async () => {
    await serve('edit');
    await target('edit', { suspendedState: { scheduledScalingSuspended: true } });
    await policy('edit');
    await stage.until('ScalingPolicy', 'edit', isReady);
    const calls = (operation: string, requestName: string) =>
      stage.simulator.ledger.entries({ operation, requestName, ok: true }).length;
    await stage.patch('ScalableTarget', 'edit', { spec: { minCapacity: 2 } });
    await stage.until('ScalableTarget', 'edit', (object) => isReady(object) && object.status?.observedGeneration === 2);
    expect(document('scalable-target', 'edit')).toMatchObject({
      MinCapacity: 2,
      MaxCapacity: 4,
      SuspendedState: { ScheduledScalingSuspended: true, DynamicScalingInSuspended: false },
    });
    expect(calls('RegisterScalableTarget', 'endpoint/edit/variant/main')).toBe(2);
    const spec = { targetTrackingScalingPolicyConfiguration: { ...TRACKING, scaleInCooldown: 600, disableScaleIn: true } };
    await stage.patch('ScalingPolicy', 'edit', { spec });
    await stage.until('ScalingPolicy', 'edit', (object) => isReady(object) && object.status?.observedGeneration === 2);
    expect(document('scaling-policy', 'edit')).toMatchObject({
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 70, ScaleInCooldown: 600, DisableScaleIn: true },
    });
    expect(calls('PutScalingPolicy', 'edit-load')).toBe(2);
  });

  test('has its bounds mended when someone changes them in AWS, and its tags kept in sync', async () => {
    await using other = await watchful();
    await serve('drift', {}, other);
    await target('drift', { tags: { team: 'a' } }, other);
    await other.until('ScalableTarget', 'drift', isReady);
    const { control } = other.simulator;
    const found = () => control.resources('scalable-target')[0];
    expect(found()?.tags['team']).toBe('a');
    control.patch({ type: 'scalable-target', name: found()?.name ?? '' }, { MaxCapacity: 40 });
    await other.patch('ScalableTarget', 'drift', { spec: { tags: { team: null, stage: 'dev' } } });
    await other.eventually(
      () => found()?.document['MaxCapacity'] === 4 && found()?.tags['stage'] === 'dev' && found()?.tags['team'] === undefined,
      () => JSON.stringify(found()),
    );
  });

  test('on a CloudWatch metric of one’s own is put as it is asked for', async () => {
    await serve('metric');
    await target('metric');
    const customizedMetricSpecification = {
      namespace: '/aws/sagemaker/Endpoints',
      metricName: 'CPUUtilization',
      statistic: 'Average',
      unit: 'Percent',
      dimensions: [
        { name: 'EndpointName', value: 'metric' },
        { name: 'VariantName', value: 'main' },
      ],
    };
    await policy('metric', { targetTrackingScalingPolicyConfiguration: { targetValue: 50, customizedMetricSpecification } });
    await stage.until('ScalingPolicy', 'metric', isReady);
    expect(document('scaling-policy', 'metric')).toMatchObject({
      TargetTrackingScalingPolicyConfiguration: {
        CustomizedMetricSpecification: {
          MetricName: 'CPUUtilization',
          Dimensions: [{ Name: 'EndpointName', Value: 'metric' }, {}],
        },
      },
    });
  });

  test('by steps is put as it is asked for', async () => {
    await serve('steps');
    await target('steps');
    const steps = {
      adjustmentType: 'ChangeInCapacity',
      cooldown: 120,
      stepAdjustments: [
        { metricIntervalLowerBound: 0, metricIntervalUpperBound: 10, scalingAdjustment: 1 },
        { metricIntervalLowerBound: 10, scalingAdjustment: 2 },
      ],
    };
    await policy('steps', {
      policyType: 'StepScaling',
      targetTrackingScalingPolicyConfiguration: {},
      stepScalingPolicyConfiguration: steps,
    });
    await stage.until('ScalingPolicy', 'steps', isReady);
    expect(document('scaling-policy', 'steps')).toMatchObject({
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: { Cooldown: 120, StepAdjustments: [{ ScalingAdjustment: 1 }, { ScalingAdjustment: 2 }] },
    });
  });

  test('may scale to nothing where it is asynchronous', async () => {
    await serve('zero', { asyncInferenceConfig: { outputConfig: { s3OutputPath: 's3://bucket/async' } } });
    await target('zero', { minCapacity: 0, maxCapacity: 2 });
    await stage.until('ScalableTarget', 'zero', isReady);
    expect(stage.simulator.control.scale('endpoint/zero/variant/main', 0)).toBe(0);
    await stage.until('Endpoint', 'zero', isReady);
    expect(instances('zero')).toMatchObject([{ DesiredInstanceCount: 0 }]);
  });
});

describe('a scalable target', () => {
  test('of an inference component may scale to nothing', async () => {
    const sagemaker = new SageMakerClient(client());
    await sagemaker.send(
      new CreateInferenceComponentCommand({
        InferenceComponentName: 'copies',
        EndpointName: 'any',
        VariantName: 'main',
        Specification: { ModelName: 'any' },
        RuntimeConfig: { CopyCount: 1 },
      }),
    );
    sagemaker.destroy();
    const { control } = stage.simulator;
    await stage.eventually(
      () => control.resources('inference-component')[0]?.status === 'InService',
      () => JSON.stringify(control.resources('inference-component')),
    );
    await target('copies', {
      resourceID: 'inference-component/copies',
      scalableDimension: 'sagemaker:inference-component:DesiredCopyCount',
      minCapacity: 0,
    });
    await stage.until('ScalableTarget', 'copies', isReady);
    expect(control.scale('inference-component/copies', 0)).toBe(0);
    expect(control.resources('inference-component')[0]?.document['RuntimeConfig']).toMatchObject({ DesiredCopyCount: 0 });
  });

  test('that AWS refuses says why, and what it asks for wrongly is refused at once', async () => {
    await serve('floor');
    await target('floor', { minCapacity: 0 });
    const stalled = await stage.until('ScalableTarget', 'floor', isTerminal);
    expect(condition(stalled, 'ACK.Terminal')?.message).toContain('Minimum capacity 0 is not supported');
    await expect(target('crossed', { minCapacity: 5 })).rejects.toThrow(/minCapacity must not be above maxCapacity/);
  });

  test('of someone else is left as it is', async () => {
    await serve('theirs');
    await stage.until('Endpoint', 'theirs', isReady);
    const scaling = new ApplicationAutoScalingClient(client());
    const bounds = { MinCapacity: 1, MaxCapacity: 9 };
    await scaling.send(
      new RegisterScalableTargetCommand({
        ServiceNamespace: 'sagemaker',
        ResourceId: 'endpoint/theirs/variant/main',
        ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
        ...bounds,
      }),
    );
    scaling.destroy();
    await target('theirs');
    const stalled = await stage.until('ScalableTarget', 'theirs', isTerminal);
    expect(condition(stalled, 'ACK.Terminal')?.message).toContain('belongs to someone else');
    await stage.delete('ScalableTarget', 'theirs');
    await stage.untilGone('ScalableTarget', 'theirs');
    expect(document('scalable-target', 'theirs')).toMatchObject(bounds);
  });
});

describe.each([
  ['from the endpoint down', ['Endpoint', 'EndpointConfig', 'Model', 'ScalableTarget', 'ScalingPolicy', 'ScheduledAction']],
  ['from the schedule up', ['ScheduledAction', 'ScalingPolicy', 'ScalableTarget', 'Model', 'EndpointConfig', 'Endpoint']],
] as const)('all that scales, deleted together %s,', (order, kinds) => {
  test('is gone, and nothing of it is left in AWS', async () => {
    const name = order.startsWith('from the end') ? 'down' : 'up';
    await serve(name);
    await target(name);
    await policy(name);
    await night(name);
    for (const kind of ['ScalingPolicy', 'ScheduledAction']) await stage.until(kind, name, isReady);
    for (const kind of kinds) await stage.delete(kind, name);
    for (const kind of kinds) await stage.untilGone(kind, name);
    const left = stage.simulator.control
      .resources()
      .filter(({ name: there, document: told }) => there === name || told['ResourceId'] === `endpoint/${name}/variant/main`);
    expect(left).toEqual([]);
    // To look and find nothing is how the operator knows that an endpoint has gone.
    expect(refused(name).filter(({ operation }) => !operation.startsWith('Describe'))).toEqual([]);
  });
});
