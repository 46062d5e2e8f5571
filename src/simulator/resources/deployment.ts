import { alarmFires } from '../conventions.ts';
import { validationError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { number, object, objects, text } from '../json.ts';
import type { Phase } from './timeline.ts';

const PROVISION_SECONDS = 180;
const SHIFT_SECONDS = 30;
const ROLLBACK_SECONDS = 60;

/** `secondary` is the VariantStatus that the pending deployment shows. */
const updating = (secondary: string, seconds: number, message: string): Phase => ({
  status: 'Updating',
  secondary,
  seconds,
  message,
});

/** Rules between the members of a DeploymentConfig; documented, in our wording. */
export function checkDeployment(deployment: JsonObject | undefined): void {
  if (deployment === undefined) return;
  const routing = object(deployment, 'BlueGreenUpdatePolicy.TrafficRoutingConfiguration');
  if (routing !== undefined && deployment['RollingUpdatePolicy'] !== undefined)
    throw validationError('BlueGreenUpdatePolicy and RollingUpdatePolicy cannot both be specified in DeploymentConfig.');
  const type = text(routing, 'Type');
  if (type === 'CANARY' && routing?.['CanarySize'] === undefined)
    throw validationError('CanarySize must be specified for CANARY traffic routing.');
  if (type === 'LINEAR' && routing?.['LinearStepSize'] === undefined)
    throw validationError('LinearStepSize must be specified for LINEAR traffic routing.');
}

/** How an update goes: provision, then shift traffic in the steps that the deployment configuration asks for, each with its bake. */
export function updatePhases(deployment: JsonObject | undefined, instances: number): Phase[] {
  const rolling = object(deployment, 'RollingUpdatePolicy');
  const policy = rolling ?? object(deployment, 'BlueGreenUpdatePolicy.TrafficRoutingConfiguration');
  const wait = number(policy, 'WaitIntervalInSeconds') ?? 0;
  const step = (): Phase[] => [updating('ActivatingTraffic', SHIFT_SECONDS, ''), updating('Baking', wait, '')];
  const drain = number(deployment, 'BlueGreenUpdatePolicy.TerminationWaitInSeconds') ?? 0;
  return [
    updating('Creating', PROVISION_SECONDS, ''),
    ...Array.from({ length: stepsOf(rolling, policy, instances) }, step).flat(),
    updating('Deleting', drain, ''),
    IN_SERVICE,
  ];
}

const IN_SERVICE: Phase = { status: 'InService', seconds: 0 };

function stepsOf(rolling: JsonObject | undefined, routing: JsonObject | undefined, instances: number): number {
  if (rolling !== undefined) return stepsFor(object(rolling, 'MaximumBatchSize'), instances);
  const type = text(routing, 'Type');
  if (type === 'CANARY') return 2;
  return type === 'LINEAR' ? stepsFor(object(routing, 'LinearStepSize'), instances) : 1;
}

function stepsFor(size: JsonObject | undefined, instances: number): number {
  const whole = text(size, 'Type') === 'INSTANCE_COUNT' ? instances : 100;
  return Math.max(1, Math.ceil(whole / (number(size, 'Value') ?? whole)));
}

export interface Setback {
  readonly reason: string;
  /** Where in the update it strikes. */
  readonly during: 'Creating' | 'Baking';
}

/** A new fleet that never comes up, or an alarm that goes off once traffic reaches it. */
export function setbackOf(deployment: JsonObject | undefined, ailment: string | undefined): Setback | undefined {
  if (ailment !== undefined) return { reason: ailment, during: 'Creating' };
  const alarm = objects(deployment, 'AutoRollbackConfiguration.Alarms').find((entry) =>
    alarmFires(text(entry, 'AlarmName') ?? ''),
  );
  if (alarm === undefined) return undefined;
  const reason = `Deployment was rolled back because the CloudWatch alarm ${text(alarm, 'AlarmName') ?? ''} went into the ALARM state.`;
  return { reason, during: 'Baking' };
}

/** The update until the setback, and back to what ran before. */
export function rollbackPhases(phases: readonly Phase[], setback: Setback): Phase[] {
  const until = phases.findIndex(({ secondary }) => secondary === setback.during);
  return [...phases.slice(0, until + 1), { status: 'RollingBack', secondary: 'Deleting', seconds: ROLLBACK_SECONDS }, IN_SERVICE];
}

/** The first deployment; one that never comes up leaves the endpoint Failed. */
export function creationPhases(ailment: string | undefined): Phase[] {
  return [
    { status: 'Creating', secondary: 'Creating', seconds: PROVISION_SECONDS },
    ailment === undefined ? IN_SERVICE : { status: 'Failed', seconds: 0 },
  ];
}
