import { validationError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { flag, number, object, objects, pick, text } from '../json.ts';
import { dismissTargetsOf } from '../scaling/target.ts';
import type { World } from '../world.ts';
import type { Setback } from './deployment.ts';
import { checkDeployment, creationPhases, rollbackPhases, setbackOf, updatePhases } from './deployment.ts';
import { endpointConfigs, requireModels, variantsOf } from './endpoint-config.ts';
import { rescale } from './endpoint-scale.ts';
import type { Fleet } from './fleet.ts';
import { ailment, dataCapture, fleetOf, retain, retentionOf } from './fleet.ts';
import type { Call, Kind, Resource } from './kind.ts';
import { touch, wireTime } from './kind.ts';
import { arnFor, named } from './operations.ts';
import type { Need } from './quotas.ts';
import { checkQuotas, endpointNeed } from './quotas.ts';
import { checkTags } from './tags.ts';
import type { Phase } from './timeline.ts';
import { live, vanish } from './timeline.ts';

/** Members of a configuration that DescribeEndpoint repeats. */
const REPEATED = ['AsyncInferenceConfig', 'ExplainerConfig', 'MetricsConfig', 'CrossRegionTrafficConfig'];
const DELETION_SECONDS = 30;
/** The only state in which an endpoint can be changed; a failed one can still be deleted. */
const IDLE = new Set(['InService', 'OutOfService']);

/** A configuration on its way to serve. */
interface Deployment {
  readonly config: JsonObject;
  readonly fleet: Fleet;
  readonly setback?: Setback;
  readonly keepCapture: boolean;
}

export function endpoints(world: World): Kind {
  const configKind = endpointConfigs(world);
  /** What each endpoint holds of the account's quotas: its variants as they were last asked for. */
  const needs = new WeakMap<Resource, Need>();

  function configOf(call: Call): JsonObject {
    const name = text(call.input, 'EndpointConfigName') ?? '';
    const config = world.store.seen(call.scope, configKind.type, name, call.at);
    if (config === undefined) throw configKind.absent(name, arnFor(configKind, call.scope, name));
    return structuredClone(config.document);
  }

  function admit(call: Call): void {
    const config = configOf(call);
    requireModels(world, call, config);
    checkQuotas(world, call, endpointNeed(variantsOf(config)), {
      type: 'endpoint',
      needs: (endpoint) => needs.get(endpoint) ?? new Map(),
    });
  }

  function created(endpoint: Resource, call: Call): void {
    const config = configOf(call);
    needs.set(endpoint, endpointNeed(variantsOf(config)));
    const ill = ailment(world, call.scope, config);
    const deployment: Deployment = { config, fleet: fleetOf(world, call.scope, config, call.at), keepCapture: false };
    const requested = object(call.input, 'DeploymentConfig');
    if (requested !== undefined) endpoint.document['LastDeploymentConfig'] = requested;
    const enter = (phase: Phase, at: number): void => {
      if (phase.status === 'Failed' && ill !== undefined) endpoint.document['FailureReason'] = ill;
      step(endpoint, deployment, phase, at);
    };
    live(world, endpoint, call.at, { phases: creationPhases(ill), enter });
  }

  function update(call: Call): JsonObject {
    const endpoint = named(world, kind, call);
    requireIdle(endpoint);
    if (text(endpoint.document, 'EndpointConfigName') === text(call.input, 'EndpointConfigName'))
      throw validationError(`Cannot update endpoint "${endpoint.arn}" with the endpoint configuration that it already uses.`);
    checkDeployment(object(call.input, 'DeploymentConfig'));
    admit(call);
    const config = configOf(call);
    needs.set(endpoint, endpointNeed(variantsOf(config)));
    const deploymentConfig = deploymentConfigOf(endpoint, call.input);
    deploy(endpoint, call, planned(endpoint, call, { config, deploymentConfig }), deploymentConfig);
    return { EndpointArn: endpoint.arn };
  }

  function planned(
    endpoint: Resource,
    call: Call,
    to: { config: JsonObject; deploymentConfig: JsonObject | undefined },
  ): Deployment {
    const retention = retentionOf(call.input);
    const running = objects(endpoint.document, 'ProductionVariants');
    const fleet = retain(fleetOf(world, call.scope, to.config, call.at), running, retention);
    const setback = setbackOf(to.deploymentConfig, ailment(world, call.scope, to.config));
    return { config: to.config, fleet, keepCapture: retention.dataCapture, ...(setback === undefined ? {} : { setback }) };
  }

  function deploy(endpoint: Resource, call: Call, deployment: Deployment, deploymentConfig: JsonObject | undefined): void {
    if (deploymentConfig !== undefined) endpoint.document['LastDeploymentConfig'] = deploymentConfig;
    const phases = updatePhases(deploymentConfig, instancesOf(deployment.fleet));
    const { setback } = deployment;
    const plan = setback === undefined ? phases : rollbackPhases(phases, setback);
    live(world, endpoint, call.at, { phases: plan, enter: (phase, at) => step(endpoint, deployment, phase, at) });
  }

  const kind: Kind = {
    type: 'endpoint',
    nameMember: 'EndpointName',
    arnMember: 'EndpointArn',
    arnCase: 'lower',
    create: 'CreateEndpoint',
    describe: 'DescribeEndpoint',
    delete: 'DeleteEndpoint',
    list: {
      operation: 'ListEndpoints',
      items: 'Endpoints',
      summary: ['EndpointName', 'EndpointArn', 'CreationTime', 'LastModifiedTime', 'EndpointStatus'],
      sortBy: 'CreationTime',
      sortOrder: 'Descending',
    },
    statusMember: 'EndpointStatus',
    modified: true,
    defaults: () => ({}),
    taken: (_name, arn) => validationError(`Cannot create already existing endpoint "${arn}".`),
    absent: (_name, arn) => validationError(`Could not find endpoint "${arn}".`),
    check: ({ input }) => {
      checkTags(input);
      checkDeployment(object(input, 'DeploymentConfig'));
    },
    admit,
    created,
    deleted: (endpoint, at) => remove(world, endpoint, at),
    operations: {
      UpdateEndpoint: update,
      UpdateEndpointWeightsAndCapacities: (call) => {
        const endpoint = named(world, kind, call);
        requireIdle(endpoint);
        rescale(world, endpoint, call);
        return { EndpointArn: endpoint.arn };
      },
    },
  };
  return kind;
}

function requireIdle(endpoint: Resource): void {
  const status = text(endpoint.document, 'EndpointStatus') ?? '';
  // A failed endpoint can only be deleted (documented); the wording is ours.
  if (status === 'Failed' || status === 'UpdateRollbackFailed')
    throw validationError(`Cannot update endpoint "${endpoint.arn}" in status ${status}.`);
  if (!IDLE.has(status)) throw validationError(`Cannot update in-progress endpoint "${endpoint.arn}".`);
}

function deploymentConfigOf(endpoint: Resource, input: JsonObject): JsonObject | undefined {
  const requested = object(input, 'DeploymentConfig');
  return requested ?? (flag(input, 'RetainDeploymentConfig') ? object(endpoint.document, 'LastDeploymentConfig') : undefined);
}

const instancesOf = (fleet: Fleet): number =>
  fleet.production.reduce((sum, variant) => sum + (number(variant, 'DesiredInstanceCount') ?? 0), 0);

/** Writes a phase of a deployment into the endpoint: what serves stays until the end, what is coming is the pending deployment. */
function step(endpoint: Resource, deployment: Deployment, phase: Phase, at: number): void {
  const { document } = endpoint;
  document['EndpointStatus'] = phase.status;
  touch(endpoint, at);
  if (phase.secondary !== undefined) {
    document['PendingDeploymentSummary'] = pending(endpoint, deployment, phase, at);
    return;
  }
  delete document['PendingDeploymentSummary'];
  if (phase.status !== 'InService') return;
  if (deployment.setback !== undefined) document['FailureReason'] = deployment.setback.reason;
  else serve(document, deployment);
}

/** The new configuration serves. A reason for an earlier failure is gone with it. */
function serve(document: JsonObject, { config, fleet, keepCapture }: Deployment): void {
  delete document['FailureReason'];
  for (const member of [...REPEATED, 'ShadowProductionVariants']) delete document[member];
  const capture =
    keepCapture && document['DataCaptureConfig'] !== undefined ? pick(document, ['DataCaptureConfig']) : dataCapture(config);
  delete document['DataCaptureConfig'];
  Object.assign(document, pick(config, ['EndpointConfigName', ...REPEATED]), capture);
  document['ProductionVariants'] = fleet.production;
  if (fleet.shadow.length > 0) document['ShadowProductionVariants'] = fleet.shadow;
}

function pending(endpoint: Resource, { config, fleet }: Deployment, phase: Phase, at: number): JsonObject {
  const begun = number(endpoint.document, 'PendingDeploymentSummary.StartTime') ?? wireTime(at);
  const status = { Status: phase.secondary ?? '', StartTime: wireTime(at) };
  const summary = (variants: readonly JsonObject[]): JsonObject[] =>
    variants.map((variant) => ({
      ...variant,
      ...('CurrentInstanceCount' in variant && phase.secondary === 'Creating' ? { CurrentInstanceCount: 0 } : {}),
      VariantStatus: [status],
    }));
  return {
    EndpointConfigName: text(config, 'EndpointConfigName') ?? '',
    StartTime: begun,
    ProductionVariants: summary(fleet.production),
    ...(fleet.shadow.length > 0 ? { ShadowProductionVariants: summary(fleet.shadow) } : {}),
  };
}

/** DeleteEndpoint is asynchronous: the endpoint is Deleting for a while, and its name is free only then. */
function remove(world: World, endpoint: Resource, at: number): void {
  const status = text(endpoint.document, 'EndpointStatus') ?? '';
  if (!IDLE.has(status) && status !== 'Failed' && status !== 'UpdateRollbackFailed')
    throw validationError(`Cannot update in-progress endpoint "${endpoint.arn}".`);
  dismissTargetsOf(world, endpoint);
  vanish(world, endpoint, at, { status: 'Deleting', seconds: DELETION_SECONDS });
}
