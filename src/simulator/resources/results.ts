import { chance } from '../chance.ts';
import { at, type JsonObject, objects, text } from '../json.ts';

/** What SageMaker tries where a request leaves it the choice. AWS does not promise which. */
const TRIED = ['ml.c5.large', 'ml.m5.large', 'ml.c6i.large'] as const;
const MINUTES_AN_HOUR = 60;

/** What a job that ended well has found out or made, besides a model. Only members that Describe has. The same each time for the same job. */
export function resultsOf(seed: string, document: JsonObject, described: ReadonlySet<string>): JsonObject {
  return {
    ...(described.has('LabelingJobOutput') ? { LabelingJobOutput: labelsOf(document) } : {}),
    ...(described.has('InferenceRecommendations') ? { InferenceRecommendations: recommendationsOf(seed, document) } : {}),
  };
}

/** Where Ground Truth documents that it writes the manifest. */
function labelsOf(document: JsonObject): JsonObject {
  const folder = text(document, 'OutputConfig.S3OutputPath')?.replace(/\/*$/, '/') ?? '';
  return { OutputDatasetS3Uri: `${folder}${text(document, 'LabelingJobName') ?? ''}/manifests/output/output.manifest` };
}

/** In the order of the request, which is none of merit: AWS promises no order. */
function recommendationsOf(seed: string, document: JsonObject): JsonObject[] {
  const name = text(document, 'JobName') ?? '';
  return instancesOf(document).map((InstanceType, index) => {
    const draw = chance(`${seed}/recommendation/${name}/${InstanceType}`);
    const CostPerHour = rounded(0.08 + 0.2 * draw(), 3);
    const MaxInvocations = 500 + Math.floor(3_000 * draw());
    return {
      RecommendationId: `${name}/${index + 1}`,
      EndpointConfiguration: {
        EndpointName: `sm-epc-${name}-${index + 1}`.slice(0, 63),
        VariantName: 'variant-1',
        InstanceType,
        InitialInstanceCount: 1,
      },
      ModelConfiguration: {},
      Metrics: {
        CostPerHour,
        // Invocations are told by the minute.
        CostPerInference: rounded(CostPerHour / (MaxInvocations * MINUTES_AN_HOUR), 10),
        MaxInvocations,
        ModelLatency: 5 + Math.floor(60 * draw()),
      },
    };
  });
}

function instancesOf(document: JsonObject): readonly string[] {
  const asked = objects(document, 'InputConfig.EndpointConfigurations').flatMap((each) => text(each, 'InstanceType') ?? []);
  const supported = at(document, 'InputConfig.ContainerConfig.SupportedInstanceTypes');
  const among = Array.isArray(supported) ? supported.filter((each) => typeof each === 'string') : [];
  return [asked, among].find((list) => list.length > 0) ?? TRIED;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
