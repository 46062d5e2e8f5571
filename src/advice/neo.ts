/**
 * Models that SageMaker Neo compiled. Neither an EndpointConfig nor its Model tells the target alone, so each is looked at beside the other:
 * both orders of `kubectl apply` are covered.
 */
import { sum } from './cel.ts';
import type { Cel, Place } from './types.ts';

/** Neo puts its target into the name of what it writes: model.tar.gz becomes model-ml_c5.tar.gz. */
const COMPILED = String.raw`-ml_[a-z0-9]+[.]tar[.]gz$`;

const artifact = (container: Cel): Cel =>
  `${container}.?modelDataURL.orValue(${container}.?modelDataSource.?s3DataSource.?s3URI.orValue(''))`;

/** The families that a model's artifacts are compiled for, such as c5. */
function families(model: Cel): Cel {
  const artifacts = `([${artifact(`${model}.spec.?primaryContainer`)}] + ${model}.spec.?containers.orValue([]).map(c, ${artifact('c')}))`;
  return `${artifacts}.filter(a, a.matches('${COMPILED}')).map(a, a.substring(a.lastIndexOf('-ml_') + 4, a.size() - 7))`;
}

/** The name in AWS: the user's, or the one that the operator made. */
const names = (model: Cel): Cel => `[${model}.spec.?modelName.orValue(''), ${model}.?status.?modelName.orValue('')]`;

/** ml.c5d.large counts as of the family c5: a letter more is a disk or a network more. */
function mismatches(config: Cel, model: Cel, list: string, path: Cel): Cel {
  const serves = `v.?modelName.orValue('') != '' && v.modelName in ${names(model)}`;
  const differs = `v.?instanceType.orValue('') != '' && ${families(model)}.exists(f, !v.instanceType.startsWith('ml.' + f))`;
  return `${config}.spec.?${list}.orValue([]).filter(v, ${serves} && ${differs}).map(v, ${path})`;
}

function found(config: Cel, model: Cel, owner: Cel): Cel {
  const lists = ['productionVariants', 'shadowProductionVariants'];
  return sum(
    lists.map((list) =>
      mismatches(config, model, list, `${owner} + 'spec.${list}[' + v.?variantName.orValue('') + '].instanceType'`),
    ),
  );
}

export const neoMismatches: readonly Place[] = [
  { plural: 'endpointconfigs', beside: 'Model', finds: found('object', 'params', `''`) },
  {
    plural: 'models',
    beside: 'EndpointConfig',
    finds: found('params', 'object', `'EndpointConfig ' + params.metadata.name + ' '`),
  },
];
