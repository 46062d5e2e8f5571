import { validationError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { at, number, object, objects, text } from '../json.ts';
import type { World } from '../world.ts';
import type { Call, Kind } from './kind.ts';
import { modelKind } from './model.ts';
import { arnFor } from './operations.ts';
import { checkTags } from './tags.ts';

export function endpointConfigs(world: World): Kind {
  return {
    type: 'endpoint-config',
    nameMember: 'EndpointConfigName',
    arnMember: 'EndpointConfigArn',
    arnCase: 'lower',
    create: 'CreateEndpointConfig',
    describe: 'DescribeEndpointConfig',
    delete: 'DeleteEndpointConfig',
    list: {
      operation: 'ListEndpointConfigs',
      items: 'EndpointConfigs',
      summary: ['EndpointConfigName', 'EndpointConfigArn', 'CreationTime'],
      sortBy: 'CreationTime',
      sortOrder: 'Descending',
    },
    modified: false,
    defaults: () => ({ EnableNetworkIsolation: false }),
    taken: (_name, arn) => validationError(`Cannot create already existing endpoint configuration "${arn}".`),
    absent: (_name, arn) => validationError(`Could not find endpoint configuration "${arn}".`),
    check: checkEndpointConfig,
    admit: (call) => requireModels(world, call, call.input),
    created: (config) => {
      for (const variant of variantsOf(config.document)) variant['InitialVariantWeight'] ??= 1;
    },
  };
}

/** Production and shadow variants alike. */
export const variantsOf = (config: JsonObject): JsonObject[] => [
  ...objects(config, 'ProductionVariants'),
  ...objects(config, 'ShadowProductionVariants'),
];

/** Every model that a configuration names must be there, when it is created and again when an endpoint takes it up. */
export function requireModels(world: World, call: Call, config: JsonObject): void {
  for (const variant of variantsOf(config)) {
    const name = text(variant, 'ModelName');
    if (name === undefined || world.store.seen(call.scope, modelKind.type, name, call.at) !== undefined) continue;
    throw modelKind.absent(name, arnFor(modelKind, call.scope, name));
  }
}

/** CreateEndpointConfig's documented rules between members; the wording is ours. */
function checkEndpointConfig({ input }: Call): void {
  checkTags(input);
  const variants = variantsOf(input);
  const names = variants.map((variant) => text(variant, 'VariantName'));
  if (new Set(names).size < names.length) throw validationError('The names of the production variants must be unique.');
  const forComponents = input['ExecutionRoleArn'] !== undefined;
  for (const variant of variants) checkVariant(variant, forComponents);
  const [production, shadow] = [objects(input, 'ProductionVariants').length, objects(input, 'ShadowProductionVariants').length];
  if (shadow > 0 && (production > 1 || shadow > 1))
    throw validationError(
      'With ShadowProductionVariants, exactly one production variant and one shadow variant can be specified.',
    );
  if (
    object(input, 'AsyncInferenceConfig') !== undefined &&
    variants.some((variant) => variant['ServerlessConfig'] !== undefined)
  )
    throw validationError('AsyncInferenceConfig cannot be specified with a serverless variant.');
}

function checkVariant(variant: JsonObject, forComponents: boolean): void {
  const name = text(variant, 'VariantName') ?? '';
  const serverless = object(variant, 'ServerlessConfig');
  const onInstances = variant['InstanceType'] !== undefined || variant['InstancePools'] !== undefined;
  if ((serverless !== undefined) === onInstances)
    throw validationError(
      `Exactly one of InstanceType and ServerlessConfig must be specified for the production variant ${name}.`,
    );
  if (!forComponents && variant['ModelName'] === undefined)
    throw validationError(`ModelName must be specified for the production variant ${name}.`);
  if (onInstances && number(variant, 'InitialInstanceCount') === undefined)
    throw validationError(`InitialInstanceCount must be specified for the production variant ${name}.`);
  if ((number(variant, 'InitialVariantWeight') ?? 1) < 0)
    throw validationError(`InitialVariantWeight must not be negative for the production variant ${name}.`);
  if (serverless !== undefined) checkServerless(name, serverless);
}

function checkServerless(name: string, serverless: JsonObject): void {
  const memory = number(serverless, 'MemorySizeInMB') ?? 0;
  if (memory % 1024 !== 0) throw validationError(`MemorySizeInMB must be a multiple of 1024 for the production variant ${name}.`);
  const provisioned = number(serverless, 'ProvisionedConcurrency');
  if (provisioned !== undefined && provisioned > (Number(at(serverless, 'MaxConcurrency')) || 0))
    throw validationError(`ProvisionedConcurrency must not be greater than MaxConcurrency for the production variant ${name}.`);
}
