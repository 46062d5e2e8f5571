/**
 * Manifests of the first operator for SageMaker, to those of today. Six of its kinds are one resource of the API each; two were made of
 * several, which stand for themselves now and name each other.
 */
import type { AwsShapes } from '../offline/aws-shapes.ts';
import type { Manifest } from '../offline/manifests.ts';
import { didYouMean } from '../nearest.ts';
import { kindNamed } from '../targets.ts';
import { isFields, type PlainFields, text } from '../validate/values.ts';
import { convertAutoscaling } from './autoscaling.ts';
import { convertDeployment } from './deployment.ts';
import { FIRST_GENERATION } from './generations.ts';
import { readMembers } from './members.ts';
import { type Converted, metadataOf, written } from './objects.ts';
import type { Old, Parts } from './parts.ts';

type Recipe = (old: Old) => Parts;

/** A kind of the API, under the name that it had. `renamed`: fields that were called after something else. */
const one =
  (kind: string, renamed: Readonly<Record<string, string>> = {}): Recipe =>
  ({ shapes, metadata, spec, region }) => {
    const descriptor = kindNamed(kind);
    const { fields, lost } = readMembers(shapes.schemas, shapes.create(descriptor), rename(spec, renamed), ['spec']);
    const decoded = shapes.codec.decode(shapes.create(descriptor), fields);
    return { objects: [written(descriptor, metadataOf(metadata, region), decoded)], lost };
  };

/** `debugHookConfig.ruleParameters` held what the API calls hook parameters. */
function rename(spec: PlainFields, renamed: Readonly<Record<string, string>>): PlainFields {
  return Object.entries(renamed).reduce((before, [path, name]) => {
    const [field = '', inner = ''] = path.split('.');
    const holder = before[field];
    if (!isFields(holder) || !Object.hasOwn(holder, inner)) return before;
    const { [inner]: value, ...rest } = holder;
    return { ...before, [field]: { ...rest, [name]: value } };
  }, spec);
}

const RECIPES: Readonly<Record<string, Recipe>> = {
  TrainingJob: one('TrainingJob', { 'debugHookConfig.ruleParameters': 'hookParameters' }),
  HyperparameterTuningJob: one('HyperParameterTuningJob'),
  BatchTransformJob: one('TransformJob'),
  ProcessingJob: one('ProcessingJob'),
  Model: one('Model'),
  EndpointConfig: one('EndpointConfig'),
  HostingDeployment: convertDeployment,
  HostingAutoscalingPolicy: convertAutoscaling,
};
export const FIRST_KINDS: readonly string[] = Object.keys(RECIPES);

const ENDPOINT =
  'the endpoint of AWS is no matter of an object any more: set it for the operator (--aws-endpoint-url) or in the namespace’s annotation services.k8s.aws/endpoint-url';

export function convertFirst(shapes: AwsShapes, manifest: Manifest): Converted {
  const { kind, metadata, spec } = manifest.value as PlainFields;
  const recipe = Object.hasOwn(RECIPES, text(kind)) ? RECIPES[text(kind)] : undefined;
  if (!recipe) {
    const message = `${FIRST_GENERATION} has no kind ${text(kind)}${didYouMean(text(kind), FIRST_KINDS)}`;
    return { manifest, objects: [], lost: [{ path: ['kind'], message }] };
  }
  const { region, sageMakerEndpoint, ...rest } = isFields(spec) ? spec : {};
  const parts = recipe({ shapes, metadata: isFields(metadata) ? metadata : {}, spec: rest, region });
  const endpoint = sageMakerEndpoint === undefined ? [] : [{ path: ['spec', 'sageMakerEndpoint'], message: ENDPOINT }];
  return { manifest, objects: parts.objects, lost: [...parts.lost, ...endpoint] };
}

export const isFirst = ({ value }: Manifest): boolean => isFields(value) && value['apiVersion'] === FIRST_GENERATION;
