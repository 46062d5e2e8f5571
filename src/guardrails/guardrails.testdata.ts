/** What each rule must object to, and what it must let pass. The API server judges: test/integration/guardrails.test.ts. */
import { jobCases } from './jobs.testdata.ts';
import {
  about,
  type GuardrailCase,
  IMAGE,
  job,
  KEY,
  model,
  notebook,
  ofJobs,
  processingJob,
  served,
  SERVERLESS,
  type Spec,
  TAGS,
  trainingJob,
  tuningJob,
  tuningJobs,
  variant,
} from './testkit.ts';

const contained = (changes: Spec): Spec => ({
  ...model,
  primaryContainer: { ...(model['primaryContainer'] as Spec), ...changes },
});
const image = (trainingImage: string): Spec => ({ algorithmSpecification: { trainingInputMode: 'File', trainingImage } });
const TAGGED = 'spec.tags';

const serving = [
  ...about('SMOP-01', 'EndpointConfig', [
    ['keys', served()],
    ['no key', served({}, { kmsKeyID: undefined }), 'spec.kmsKeyID'],
    ['no key for instances with local disks', served({ instanceType: 'ml.g5.xlarge' }, { kmsKeyID: undefined })],
    ['no key, serverless', { ...served({}, { kmsKeyID: undefined }), productionVariants: [SERVERLESS] }],
    ['nothing that is captured', served({}, { dataCaptureConfig: undefined })],
  ]),
  ...about('SMOP-02', 'EndpointConfig', [
    ['the networks of its models', served()],
    ['no network for inference components', served({}, { executionRoleARN: job['roleARN'] }), 'spec.vpcConfig.subnets'],
  ]),
  ...about('SMOP-03', 'Model', [
    ['isolation', model],
    ['no isolation', { ...model, enableNetworkIsolation: undefined }, 'spec.enableNetworkIsolation'],
  ]),
  ...about('SMOP-05', 'EndpointConfig', [
    ['a type of the team', served()],
    ['serverless', { ...served(), productionVariants: [SERVERLESS] }],
    ['another type', served({ instanceType: 'ml.p4de.24xlarge' }), 'spec.productionVariants[main].instanceType'],
    [
      'another type for a shadow',
      served({}, { shadowProductionVariants: [{ ...variant, variantName: 'shadow', instanceType: 'ml.p5.48xlarge' }] }),
      'spec.shadowProductionVariants[shadow].instanceType',
    ],
  ]),
  ...about('SMOP-06', 'EndpointConfig', [
    ['four instances', served({ initialInstanceCount: 4 })],
    [
      'five in two variants',
      {
        ...served(),
        productionVariants: [
          { ...variant, initialInstanceCount: 4 },
          { ...variant, variantName: 'b', initialInstanceCount: 1 },
        ],
      },
      'spec.productionVariants[].initialInstanceCount',
    ],
  ]),
  ...about('SMOP-13', 'EndpointConfig', [
    ['two instances', served()],
    ['one instance', served({ initialInstanceCount: 1 }), 'spec.productionVariants[main].initialInstanceCount'],
    [
      'scaling that keeps two',
      served({
        initialInstanceCount: 1,
        managedInstanceScaling: { status: 'ENABLED', minInstanceCount: 2, maxInstanceCount: 4 },
      }),
    ],
    ['no number', served({ initialInstanceCount: undefined })],
    ['serverless', { ...served(), productionVariants: [SERVERLESS] }],
  ]),
  ...about('SMOP-21', 'EndpointConfig', [
    ['capture', served()],
    ['no capture', served({}, { dataCaptureConfig: undefined }), 'spec.dataCaptureConfig.enableCapture'],
    [
      'capture switched off',
      served(
        {},
        {
          dataCaptureConfig: {
            enableCapture: false,
            initialSamplingPercentage: 1,
            destinationS3URI: 's3://team-a/c',
            captureOptions: [{ captureMode: 'Input' }],
          },
        },
      ),
      'spec.dataCaptureConfig.enableCapture',
    ],
  ]),
  ...about('SMOP-17', 'NotebookInstance', [
    ['a closed one', notebook],
    ['direct internet', { ...notebook, directInternetAccess: 'Enabled' }, 'spec.directInternetAccess'],
    [
      'what AWS takes by default',
      { roleARN: notebook['roleARN'], instanceType: 'ml.t3.medium' },
      'spec.subnetID',
      'spec.kmsKeyID',
      'spec.directInternetAccess',
      'spec.rootAccess',
      'spec.platformIdentifier',
      'spec.instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion',
    ],
    ['another platform', { ...notebook, platformIdentifier: 'notebook-al2-v1' }, 'spec.platformIdentifier'],
  ]),
];

const identity = [
  ...about('SMOP-09', 'TrainingJob', [
    ['the tags', trainingJob],
    ['no tags', { ...trainingJob, tags: undefined }, `${TAGGED}[team]`, `${TAGGED}[stage]`],
    ['an empty value', { ...trainingJob, tags: [TAGS[0], { key: 'stage', value: '' }] }, `${TAGGED}[stage]`],
    ['another value', { ...trainingJob, tags: [{ key: 'team', value: 'b' }, TAGS[1]] }, `${TAGGED}[team]`],
  ]),
  ...about('SMOP-09', 'HyperParameterTuningJob', [
    ['the tags', tuningJob()],
    ['no tags', { ...tuningJob(), tags: [] }, `${TAGGED}[team]`, `${TAGGED}[stage]`],
  ]),
  ...ofJobs('SMOP-10', [
    ['a role of the team', {}],
    ['another role', { roleARN: 'arn:aws:iam::123456789012:role/admin' }, 'roleARN'],
    ['a role that begins like it', { roleARN: 'arn:aws:iam::123456789012:role/team-ab/x' }, 'roleARN'],
  ]),
  ...about('SMOP-10', 'Model', [
    ['a role of the team', model],
    ['no role', { ...model, executionRoleARN: undefined }],
    ['another role', { ...model, executionRoleARN: 'arn:aws:iam::123456789012:role/admin' }, 'spec.executionRoleARN'],
  ]),
  ...ofJobs('SMOP-11', [
    ['an image by digest', {}],
    ['no image', { algorithmSpecification: { trainingInputMode: 'File', algorithmName: 'mine' } }],
    ['another registry', image(`docker.io/x@sha256:${'b'.repeat(64)}`), 'algorithmSpecification.trainingImage'],
    ['a tag', image('123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-a/train:1'), 'algorithmSpecification.trainingImage'],
    ['a tag of AWS’s', image('aws.example/xgboost:1.7-1')],
  ]),
  ...about('SMOP-11', 'Model', [
    ['a container by digest', model],
    [
      'the second of two containers by tag',
      {
        ...model,
        primaryContainer: undefined,
        containers: [{ image: IMAGE }, { containerHostname: 'two', image: 'aws.examples/x:1' }],
      },
      'spec.containers[two].image',
    ],
  ]),
];

const input = (s3URI: string): Spec => ({
  inputDataConfig: [{ channelName: 'train', dataSource: { s3DataSource: { s3DataType: 'S3Prefix', s3URI } } }],
});

const channel = (channelName: string, more: Spec): Spec => ({
  channelName,
  dataSource: { s3DataSource: { s3DataType: 'S3Prefix', s3URI: 's3://team-a/x', ...more } },
});

const contents = [
  ...ofJobs('SMOP-12', [
    ['places of the team', {}],
    ['no input', { inputDataConfig: undefined }],
    ['an input of others', input('s3://team-b/data'), 'inputDataConfig[train].dataSource.s3DataSource.s3URI'],
    ['a bucket that begins like it', input('s3://team-ab/data'), 'inputDataConfig[train].dataSource.s3DataSource.s3URI'],
    ['by https', input('https://s3.amazonaws.com/team-b/x'), 'inputDataConfig[train].dataSource.s3DataSource.s3URI'],
    [
      'an output to others',
      { outputDataConfig: { s3OutputPath: 's3://team-b/out', kmsKeyID: KEY } },
      'outputDataConfig.s3OutputPath',
    ],
    ['checkpoints of others', { checkpointConfig: { s3URI: 's3://team-b/c' } }, 'checkpointConfig.s3URI'],
  ]),
  ...about('SMOP-12', 'Model', [
    ['a model of the team', model],
    ['a model of others', contained({ modelDataURL: 's3://team-b/model.tar.gz' }), 'spec.primaryContainer.modelDataURL'],
    [
      'a model that is still to come',
      { ...contained({ modelDataURL: undefined, modelDataURLRef: { from: { name: 'churn' } } }) },
    ],
  ]),
  ...about('SMOP-16', 'TrainingJob', [
    ['nothing about it', trainingJob],
    ['switched off', { ...trainingJob, remoteDebugConfig: { enableRemoteDebug: false } }],
    ['a shell', { ...trainingJob, remoteDebugConfig: { enableRemoteDebug: true } }, 'spec.remoteDebugConfig.enableRemoteDebug'],
  ]),
  ...about('SMOP-16', 'HyperParameterTuningJob', [
    ['nothing about it', tuningJob()],
    [
      'a licence',
      tuningJob({
        inputDataConfig: [
          {
            channelName: 'train',
            dataSource: {
              s3DataSource: { s3DataType: 'S3Prefix', s3URI: 's3://team-a/x', modelAccessConfig: { acceptEula: true } },
            },
          },
        ],
      }),
      'spec.trainingJobDefinition.inputDataConfig[train].dataSource.s3DataSource.modelAccessConfig.acceptEula',
    ],
  ]),
  ...about('SMOP-16', 'HyperParameterTuningJob', [
    [
      'a licence for one channel of two, in the second of two definitions',
      tuningJobs({ inputDataConfig: [channel('plain', {}), channel('gated', { modelAccessConfig: { acceptEula: true } })] }),
      'spec.trainingJobDefinitions[second].inputDataConfig[].dataSource.s3DataSource.modelAccessConfig.acceptEula',
    ],
  ]),
  ...about('SMOP-18', 'TrainingJob', [
    ['nothing about it', trainingJob],
    ['settings', { ...trainingJob, environment: { TOKENS: '100', MAX_TOKEN_LENGTH: '5' }, hyperParameters: { tokenizer: 'x' } }],
    [
      'the place of a secret',
      { ...trainingJob, environment: { DB_PASSWORD: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db' } },
    ],
    ['a password', { ...trainingJob, environment: { DB_PASSWORD: 'hunter2' } }, 'spec.environment[DB_PASSWORD]'],
    ['an access key', { ...trainingJob, hyperParameters: { note: `AKIA${'A'.repeat(16)}` } }, 'spec.hyperParameters[note]'],
  ]),
  ...about('SMOP-18', 'HyperParameterTuningJob', [
    ['nothing about it', tuningJob()],
    [
      'a token',
      tuningJob({ staticHyperParameters: { hf_token: 'x' } }),
      'spec.trainingJobDefinition.staticHyperParameters[hf_token]',
    ],
  ]),
  ...about('SMOP-18', 'HyperParameterTuningJob', [
    ['nothing about it in two definitions', tuningJobs()],
    [
      'a token beside a setting, in the second of two definitions',
      tuningJobs({ environment: { DEPTH: '5', DB_PASSWORD: 'x' } }),
      'spec.trainingJobDefinitions[second].environment',
    ],
  ]),
  ...about('SMOP-18', 'ProcessingJob', [
    ['nothing about it', processingJob],
    ['a private key', { ...processingJob, environment: { PEM: '-----BEGIN RSA PRIVATE KEY-----' } }, 'spec.environment[PEM]'],
  ]),
  ...about('SMOP-20', 'Model', [
    ['an object beside it', contained({ modelDataURL: undefined, modelDataURLRef: { from: { name: 'churn' } } })],
    [
      'an object of another namespace',
      contained({ modelDataURL: undefined, modelDataURLRef: { from: { name: 'churn', namespace: 'team-b' } } }),
      'spec.primaryContainer.modelDataURLRef.from.namespace',
    ],
  ]),
];

export const guardrailCases: readonly GuardrailCase[] = [...jobCases, ...serving, ...identity, ...contents];
