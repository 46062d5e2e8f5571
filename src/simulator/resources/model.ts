import { validationError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { objects, text } from '../json.ts';
import type { Call, Kind } from './kind.ts';
import { checkTags } from './tags.ts';

export const modelKind: Kind = {
  type: 'model',
  nameMember: 'ModelName',
  arnMember: 'ModelArn',
  arnCase: 'lower',
  create: 'CreateModel',
  describe: 'DescribeModel',
  delete: 'DeleteModel',
  list: {
    operation: 'ListModels',
    items: 'Models',
    summary: ['ModelName', 'ModelArn', 'CreationTime'],
    sortBy: 'CreationTime',
    sortOrder: 'Descending',
  },
  modified: false,
  defaults: () => ({ EnableNetworkIsolation: false }),
  taken: (_name, arn) => validationError(`Cannot create already existing model "${arn}".`),
  absent: (_name, arn) => validationError(`Could not find model "${arn}".`),
  check: checkModel,
  created: (model) => {
    for (const container of containersOf(model.document)) container['Mode'] ??= 'SingleModel';
  },
};

/** A model's containers, whichever way it names them. */
export function containersOf(model: JsonObject): JsonObject[] {
  const primary = objects({ list: [model['PrimaryContainer'] ?? null] }, 'list');
  return [...primary, ...objects(model, 'Containers')];
}

/** CreateModel: one primary container, or a pipeline of 2 to 15. The rules are documented, their wording is ours. */
function checkModel({ input }: Call): void {
  checkTags(input);
  const primary = input['PrimaryContainer'] !== undefined;
  const pipeline = objects(input, 'Containers').length;
  if (primary && pipeline > 0) throw validationError('PrimaryContainer and Containers cannot both be specified.');
  if (!primary && pipeline === 0) throw validationError('Either PrimaryContainer or Containers must be specified.');
  if (!primary && pipeline < 2) throw validationError('An inference pipeline must have between 2 and 15 containers.');
  for (const container of containersOf(input)) checkContainer(container);
  const hosts = objects(input, 'Containers').flatMap((container) => text(container, 'ContainerHostname') ?? []);
  if (new Set(hosts).size < hosts.length) throw validationError('The container hostnames in Containers must be unique.');
}

function checkContainer(container: JsonObject): void {
  if (container['Image'] === undefined && container['ModelPackageName'] === undefined)
    throw validationError('Either Image or ModelPackageName must be specified for a container.');
  if (container['ModelDataUrl'] !== undefined && container['ModelDataSource'] !== undefined)
    throw validationError('ModelDataUrl and ModelDataSource cannot both be specified for a container.');
  if (
    text(container, 'Mode') === 'MultiModel' &&
    container['ModelDataUrl'] === undefined &&
    container['ModelDataSource'] === undefined
  )
    throw validationError('ModelDataUrl must be specified for a container in MultiModel mode.');
}
