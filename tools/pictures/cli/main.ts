/**
 * `npm run picture:cli`, after `npm run build`: the pictures of docs/cli.md, from real runs of the plugin against a real apiserver, the operator and
 * the simulated SageMaker. Names and values are the same each time; ages and times are not.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Fields, KubeObject } from '../../../src/kinds/types.ts';
import { PLUGIN, type PromptStage, setPromptStage } from '../../prompt/stage.ts';
import { pictureOf } from '../terminal/run.ts';

const FOLDER = 'docs/images';
const COLUMNS = 96;
/** By file name, what is typed behind `kubectl sagemaker`. */
const SHOTS = {
  'cli-get': 'get',
  'cli-tree': 'tree endpoint/churn',
  'cli-logs': 'logs trainingjob/churn --tail 12',
  'cli-metrics': 'metrics trainingjob/churn --metric validation:loss --metric GPUUtilization',
  'cli-metrics-search': 'metrics hyperparametertuningjob/search',
  'cli-status': 'status',
  'cli-doctor': 'doctor',
  'cli-cost': 'cost',
} as const;

const ROLE = 'arn:aws:iam::123456789012:role/execution';
const algorithm = (metric: string, regex: string) => ({
  trainingImage: '123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1',
  trainingInputMode: 'File',
  metricDefinitions: [{ name: metric, regex }],
});
const training = (over: Fields): Fields => ({
  roleARN: ROLE,
  algorithmSpecification: algorithm('validation:loss', 'val_loss=([0-9.]+)'),
  outputDataConfig: { s3OutputPath: 's3://team/output' },
  resourceConfig: { instanceType: 'ml.g5.xlarge', instanceCount: 2, volumeSizeInGB: 50 },
  stoppingCondition: { maxRuntimeInSeconds: 3600 },
  ...over,
});
const variant = (variantName: string, instanceType: string, initialVariantWeight: number) => ({
  variantName,
  modelName: 'churn',
  instanceType,
  initialInstanceCount: 1,
  initialVariantWeight,
});

const OBJECTS: readonly (readonly [kind: string, name: string, spec: Fields])[] = [
  [
    'Model',
    'churn',
    {
      modelName: 'churn',
      executionRoleARN: ROLE,
      primaryContainer: {
        image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/server:1',
        modelDataURL: 's3://team/model.tar.gz',
      },
    },
  ],
  [
    'EndpointConfig',
    'churn',
    {
      endpointConfigName: 'churn',
      productionVariants: [variant('blue', 'ml.m5.large', 9), variant('green', 'ml.g5.xlarge', 1)],
    },
  ],
  ['Endpoint', 'churn', { endpointName: 'churn', endpointConfigName: 'churn' }],
  ['TrainingJob', 'churn', training({ trainingJobName: 'churn' })],
  [
    'TrainingJob',
    'churn-no-data',
    training({ trainingJobName: 'churn-no-data', environment: { SIMULATOR_FAIL: 'no such file: train.csv' } }),
  ],
  [
    'HyperParameterTuningJob',
    'search',
    {
      hyperParameterTuningJobName: 'search',
      hyperParameterTuningJobConfig: {
        strategy: 'Random',
        hyperParameterTuningJobObjective: { type_: 'Maximize', metricName: 'validation:auc' },
        resourceLimits: { maxNumberOfTrainingJobs: 16, maxParallelTrainingJobs: 8 },
        parameterRanges: {
          continuousParameterRanges: [{ name: 'learning_rate', minValue: '0.0001', maxValue: '0.1', scalingType: 'Logarithmic' }],
          categoricalParameterRanges: [{ name: 'optimizer', values: ['adam', 'sgd'] }],
        },
      },
      trainingJobDefinition: {
        roleARN: ROLE,
        algorithmSpecification: algorithm('validation:auc', 'auc=([0-9.]+)'),
        outputDataConfig: { s3OutputPath: 's3://team/output' },
        resourceConfig: { instanceType: 'ml.m5.xlarge', instanceCount: 1, volumeSizeInGB: 10 },
        stoppingCondition: { maxRuntimeInSeconds: 3600 },
      },
    },
  ],
];

const isSettled = ({ status }: KubeObject): boolean =>
  status?.conditions?.some(({ type, status: is }) => (type === 'Ready' || type === 'ACK.Terminal') && is === 'True') ?? false;

async function shoot(stage: PromptStage, name: string, line: string): Promise<void> {
  const command = [process.execPath, resolve(PLUGIN), ...line.split(' ')].join(' ');
  const svg = await pictureOf({ command, typed: `kubectl sagemaker ${line}`, columns: COLUMNS, env: stage.env });
  const file = `${FOLDER}/${name}.svg`;
  await writeFile(file, svg);
  process.stderr.write(`${file}\n`);
}

// Twenty times as fast as life: slow enough that a curve has points, and a picture is not waited for.
const stage = await setPromptStage('team', { speed: 20 });
try {
  await mkdir(FOLDER, { recursive: true });
  for (const [kind, name, spec] of OBJECTS) await stage.create(kind, name, spec);
  for (const [kind, name] of OBJECTS) await stage.until(kind, name, isSettled);
  for (const [name, line] of Object.entries(SHOTS)) await shoot(stage, name, line);
} finally {
  await stage.stop();
}
