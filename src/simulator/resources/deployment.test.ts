import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { updatePhases } from './deployment.ts';

const lasts = (deployment: JsonObject | undefined, instances: number): number =>
  updatePhases(deployment, instances).reduce((sum, { seconds }) => sum + seconds, 0);
const blueGreen = (routing: JsonObject, more: JsonObject = {}): JsonObject => ({
  BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { WaitIntervalInSeconds: 100, ...routing }, ...more },
});
const rolling = (size: JsonObject): JsonObject => ({
  RollingUpdatePolicy: { MaximumBatchSize: size, WaitIntervalInSeconds: 100 },
});

const PROVISION = 180;
/** A shift of traffic and the bake after it. */
const STEP = 30 + 100;

describe('an update takes its provisioning and as many steps as its deployment configuration asks for', () => {
  test.each<[string, JsonObject | undefined, number]>([
    ['nothing said', undefined, PROVISION + 30],
    ['all at once', blueGreen({ Type: 'ALL_AT_ONCE' }), PROVISION + STEP],
    ['canary', blueGreen({ Type: 'CANARY', CanarySize: { Type: 'CAPACITY_PERCENT', Value: 10 } }), PROVISION + 2 * STEP],
    [
      'linear by 30 %',
      blueGreen({ Type: 'LINEAR', LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 30 } }),
      PROVISION + 4 * STEP,
    ],
    [
      'linear by 2 of 6 instances',
      blueGreen({ Type: 'LINEAR', LinearStepSize: { Type: 'INSTANCE_COUNT', Value: 2 } }),
      PROVISION + 3 * STEP,
    ],
    ['rolling by half', rolling({ Type: 'CAPACITY_PERCENT', Value: 50 }), PROVISION + 2 * STEP],
    ['rolling by 1 of 6 instances', rolling({ Type: 'INSTANCE_COUNT', Value: 1 }), PROVISION + 6 * STEP],
    [
      'a wait before the old fleet goes',
      blueGreen({ Type: 'ALL_AT_ONCE' }, { TerminationWaitInSeconds: 600 }),
      PROVISION + STEP + 600,
    ],
  ])('%s', (_, deployment, seconds) => {
    expect(lasts(deployment, 6)).toBe(seconds);
  });
});
