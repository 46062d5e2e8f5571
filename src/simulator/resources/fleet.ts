import { digest } from '../chance.ts';
import { failsHealthCheck } from '../conventions.ts';
import type { Scope } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import { flag, number, object, objects, pick, text } from '../json.ts';
import type { World } from '../world.ts';
import { wireTime } from './kind.ts';
import { containersOf, modelKind } from './model.ts';

/** The variants of an endpoint configuration as DescribeEndpoint shows them once they serve. */
export interface Fleet {
  readonly production: JsonObject[];
  readonly shadow: JsonObject[];
}

export function fleetOf(world: World, scope: Scope, config: JsonObject, at: number): Fleet {
  const serve = (member: string): JsonObject[] => objects(config, member).map((variant) => serving(world, scope, variant, at));
  return { production: serve('ProductionVariants'), shadow: serve('ShadowProductionVariants') };
}

function imagesOf(world: World, scope: Scope, variant: JsonObject): string[] {
  const model = world.store.get(scope, modelKind.type, text(variant, 'ModelName') ?? '');
  return model === undefined ? [] : containersOf(model.document).flatMap((container) => text(container, 'Image') ?? []);
}

function serving(world: World, scope: Scope, variant: JsonObject, at: number): JsonObject {
  const weight = number(variant, 'InitialVariantWeight') ?? 1;
  const count = number(variant, 'InitialInstanceCount');
  const serverless = object(variant, 'ServerlessConfig');
  return {
    VariantName: text(variant, 'VariantName') ?? '',
    DeployedImages: imagesOf(world, scope, variant).map((image) => ({
      SpecifiedImage: image,
      ResolvedImage: resolved(image),
      ResolutionTime: wireTime(at),
    })),
    CurrentWeight: weight,
    DesiredWeight: weight,
    ...(count === undefined ? {} : { CurrentInstanceCount: count, DesiredInstanceCount: count }),
    ...(serverless === undefined ? {} : { CurrentServerlessConfig: serverless, DesiredServerlessConfig: serverless }),
    ...pick(variant, ['ManagedInstanceScaling', 'RoutingConfig']),
  };
}

/** The image by digest, as a registry would resolve its tag. */
function resolved(image: string): string {
  const repository = image.split('@')[0] ?? image;
  return `${repository.replace(/:[^:/]*$/, '')}@sha256:${digest(image, 64)}`;
}

/** Why the fleet would never come up, if so. */
export function ailment(world: World, scope: Scope, config: JsonObject): string | undefined {
  for (const variant of objects(config, 'ProductionVariants')) {
    if (!imagesOf(world, scope, variant).some(failsHealthCheck)) continue;
    return `The primary container for production variant ${text(variant, 'VariantName') ?? ''} did not pass the ping health check. Please check CloudWatch logs for this endpoint.`;
  }
  return undefined;
}

export interface Retention {
  readonly weight: boolean;
  readonly count: boolean;
  readonly dataCapture: boolean;
}

/** What UpdateEndpoint keeps of the running variants: RetainAllVariantProperties, less ExcludeRetainedVariantProperties. */
export function retentionOf(input: JsonObject): Retention {
  const excluded = new Set(
    objects(input, 'ExcludeRetainedVariantProperties').map((property) => text(property, 'VariantPropertyType')),
  );
  const keeps = (property: string): boolean => flag(input, 'RetainAllVariantProperties') && !excluded.has(property);
  return { weight: keeps('DesiredWeight'), count: keeps('DesiredInstanceCount'), dataCapture: keeps('DataCaptureConfig') };
}

/** The new fleet with the retained weights and counts of the running variants of the same name. */
export function retain(fleet: Fleet, running: readonly JsonObject[], retention: Retention): Fleet {
  for (const variant of fleet.production) {
    const before = running.find((other) => other['VariantName'] === variant['VariantName']);
    const [weight, count] = [number(before, 'DesiredWeight'), number(before, 'DesiredInstanceCount')];
    if (retention.weight && weight !== undefined) Object.assign(variant, { CurrentWeight: weight, DesiredWeight: weight });
    if (retention.count && count !== undefined)
      Object.assign(variant, { CurrentInstanceCount: count, DesiredInstanceCount: count });
  }
  return fleet;
}

export function dataCapture(config: JsonObject): JsonObject {
  const capture = object(config, 'DataCaptureConfig');
  if (capture === undefined) return {};
  const enabled = flag(capture, 'EnableCapture');
  return {
    DataCaptureConfig: {
      EnableCapture: enabled,
      CaptureStatus: enabled ? 'Started' : 'Stopped',
      CurrentSamplingPercentage: number(capture, 'InitialSamplingPercentage') ?? 0,
      DestinationS3Uri: text(capture, 'DestinationS3Uri') ?? '',
      KmsKeyId: text(capture, 'KmsKeyId') ?? '',
    },
  };
}
