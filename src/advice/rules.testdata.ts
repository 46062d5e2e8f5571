/** What each rule must say, and of what it must be silent. The API server judges: test/integration/advice.test.ts. */
import { type AdviceCase, ofKind, ONE_SUBNET, ROLE, type Spec, TWO_SUBNETS } from './testkit.ts';
import { trainingJobCases, tuningJobCases } from './training.testdata.ts';

const variant = { variantName: 'main', modelName: 'churn', instanceType: 'ml.m5.large', initialInstanceCount: 2 };
const serverless = { variantName: 'main', modelName: 'churn', serverlessConfig: { memorySizeInMB: 2048, maxConcurrency: 5 } };
const served = (changes: Spec): Spec => ({ productionVariants: [{ ...variant, ...changes }] });
const COUNT = ['SMADV-02 spec.productionVariants[main].initialInstanceCount'];

const endpointConfigCases = ofKind('EndpointConfig', [
  ['two instances', served({}), []],
  ['one instance', served({ initialInstanceCount: 1 }), COUNT],
  [
    'one instance of one variant among several',
    { productionVariants: [variant, { ...variant, variantName: 'canary', initialInstanceCount: 1 }] },
    ['SMADV-02 spec.productionVariants[canary].initialInstanceCount'],
  ],
  ['one instance beside an empty serverless', served({ initialInstanceCount: 1, serverlessConfig: {} }), COUNT],
  ['no number of instances', served({ initialInstanceCount: undefined }), []],
  ['serverless', { productionVariants: [serverless] }, []],
  [
    'one instance behind a queue',
    { ...served({ initialInstanceCount: 1 }), asyncInferenceConfig: { outputConfig: { s3OutputPath: 's3://b/o' } } },
    [],
  ],
  ['one instance beside an empty queue', { ...served({ initialInstanceCount: 1 }), asyncInferenceConfig: {} }, COUNT],
  [
    'one instance at first, then two at least',
    served({ initialInstanceCount: 1, managedInstanceScaling: { status: 'ENABLED', minInstanceCount: 2, maxInstanceCount: 4 } }),
    [],
  ],
  [
    'scaling that is switched off',
    served({ initialInstanceCount: 1, managedInstanceScaling: { status: 'DISABLED', minInstanceCount: 2, maxInstanceCount: 4 } }),
    COUNT,
  ],
  ['one instance of a shadow', { ...served({}), shadowProductionVariants: [{ ...variant, initialInstanceCount: 1 }] }, []],
  ['one subnet', { ...served({}), vpcConfig: ONE_SUBNET }, ['SMADV-03 spec.vpcConfig.subnets']],
  ['two subnets', { ...served({}), vpcConfig: TWO_SUBNETS }, []],
  ['an accelerator', served({ acceleratorType: 'ml.eia2.medium' }), ['SMADV-09 spec.productionVariants[main].acceleratorType']],
  ['an empty accelerator', served({ acceleratorType: '' }), []],
  [
    'an accelerator of a shadow',
    { ...served({}), shadowProductionVariants: [{ ...variant, acceleratorType: 'ml.eia2.medium' }] },
    ['SMADV-09 spec.shadowProductionVariants[main].acceleratorType'],
  ],
]);

const container = { image: 'image:1', modelDataURL: 's3://bucket/model.tar.gz' };
const model = { executionRoleARN: ROLE, primaryContainer: container };
const reading = { ...container, environment: { SAGEMAKER_SUBMIT_DIRECTORY: 's3://bucket/source.tar.gz' } };

const modelCases = ofKind('Model', [
  ['a model', model, []],
  ['one subnet', { ...model, vpcConfig: ONE_SUBNET }, ['SMADV-03 spec.vpcConfig.subnets']],
  ['two subnets', { ...model, vpcConfig: TWO_SUBNETS }, []],
  ['an empty VPC', { ...model, vpcConfig: {} }, []],
  ['isolation', { ...model, enableNetworkIsolation: true }, []],
  ['S3 in the environment', { ...model, primaryContainer: reading }, []],
  [
    'isolation, and S3 in the environment',
    { ...model, enableNetworkIsolation: true, primaryContainer: reading },
    ['SMADV-11 spec.primaryContainer.environment[SAGEMAKER_SUBMIT_DIRECTORY]'],
  ],
  [
    'isolation, and S3 in the environment of a pipeline',
    { executionRoleARN: ROLE, enableNetworkIsolation: true, containers: [container, reading] },
    ['SMADV-11 spec.containers'],
  ],
]);

const notebook = { roleARN: ROLE, instanceType: 'ml.t3.medium' };
const inVpc = { ...notebook, subnetID: 'subnet-1', securityGroupIDs: ['sg-1'] };
const INTERNET = ['SMADV-10 spec.directInternetAccess'];

const notebookCases = ofKind('NotebookInstance', [
  ['outside of a VPC', { ...notebook, directInternetAccess: 'Enabled' }, []],
  ['with an empty subnet', { ...notebook, subnetID: '' }, []],
  ['in a VPC', { ...inVpc, directInternetAccess: 'Disabled' }, []],
  ['in a VPC, with the internet', { ...inVpc, directInternetAccess: 'Enabled' }, INTERNET],
  ['in a VPC, with the internet by default', inVpc, INTERNET],
  ['with accelerators', { ...notebook, acceleratorTypes: ['ml.eia2.medium'] }, ['SMADV-09 spec.acceleratorTypes']],
  ['with no accelerators', { ...notebook, acceleratorTypes: [] }, []],
]);

const component = { endpointName: 'churn', variantName: 'main', specification: { modelName: 'churn' } };

const componentCases = ofKind('InferenceComponent', [
  ['one copy', { ...component, runtimeConfig: { copyCount: 1 } }, ['SMADV-02 spec.runtimeConfig.copyCount']],
  ['two copies', { ...component, runtimeConfig: { copyCount: 2 } }, []],
  ['no number of copies', component, []],
]);

const cluster = (instanceCount: number): Spec => ({
  clusterConfig: { instanceCount, instanceType: 'ml.m5.xlarge', volumeSizeInGB: 10 },
});
const processing = { roleARN: ROLE, appSpecification: { imageURI: 'image:1' }, processingResources: cluster(1) };
const ENCRYPTED = { enableInterContainerTrafficEncryption: true };
const ENCRYPTION = ['SMADV-08 spec.networkConfig.enableInterContainerTrafficEncryption'];
const isolated = { ...processing, networkConfig: { enableNetworkIsolation: true } };

const processingCases = ofKind('ProcessingJob', [
  ['a job', processing, []],
  ['one subnet', { ...processing, networkConfig: { vpcConfig: ONE_SUBNET } }, ['SMADV-03 spec.networkConfig.vpcConfig.subnets']],
  ['two subnets', { ...processing, networkConfig: { vpcConfig: TWO_SUBNETS } }, []],
  ['encryption on one instance', { ...processing, networkConfig: ENCRYPTED }, ENCRYPTION],
  ['encryption on two instances', { ...processing, processingResources: cluster(2), networkConfig: ENCRYPTED }, []],
  ['isolation', { ...isolated, environment: {} }, []],
  [
    'isolation, and S3 in the environment',
    { ...isolated, environment: { LOOKUP: 's3://bucket/t' } },
    ['SMADV-11 spec.environment[LOOKUP]'],
  ],
  [
    'isolation, and S3 in arguments',
    { ...isolated, appSpecification: { imageURI: 'image:1', containerArguments: ['--in=s3://bucket/t'] } },
    ['SMADV-11 spec.appSpecification.containerArguments'],
  ],
  [
    'isolation, and S3 in the entrypoint',
    { ...isolated, appSpecification: { imageURI: 'image:1', containerEntrypoint: ['run', 's3://bucket/t'] } },
    ['SMADV-11 spec.appSpecification.containerEntrypoint'],
  ],
]);

const output = { monitoringOutputs: [{ s3Output: { s3URI: 's3://bucket/out', localPath: '/opt/ml/processing/output' } }] };
const input = { endpointInput: { endpointName: 'churn', localPath: '/opt/ml/processing/input' } };
const groundTruth = { groundTruthS3Input: { s3URI: 's3://bucket/truth' } };

/** The four job definitions of Model Monitor differ in a prefix of their members. */
function monitoring(prefix: string, app: Spec, jobInput: Spec): readonly AdviceCase[] {
  const member = prefix.charAt(0).toLowerCase() + prefix.slice(1);
  const definition = (instanceCount: number): Spec => ({
    roleARN: ROLE,
    [`${member}AppSpecification`]: { imageURI: 'image:1', ...app },
    [`${member}JobInput`]: jobInput,
    [`${member}JobOutputConfig`]: output,
    jobResources: cluster(instanceCount),
    networkConfig: ENCRYPTED,
  });
  const kind = `${prefix}JobDefinition`;
  return [
    { kind, what: 'encryption on one instance', spec: definition(1), says: ENCRYPTION },
    { kind, what: 'encryption on two instances', spec: definition(2), says: [] },
  ];
}

export const adviceCases: readonly AdviceCase[] = [
  ...trainingJobCases,
  ...tuningJobCases,
  ...endpointConfigCases,
  ...modelCases,
  ...notebookCases,
  ...componentCases,
  ...processingCases,
  ...monitoring('DataQuality', {}, input),
  ...monitoring('ModelBias', { configURI: 's3://bucket/config.json' }, { ...input, ...groundTruth }),
  ...monitoring('ModelExplainability', { configURI: 's3://bucket/config.json' }, input),
  ...monitoring('ModelQuality', {}, { ...input, ...groundTruth }),
];

export interface CompiledCase {
  readonly what: string;
  readonly artifact: string;
  readonly instanceType: string;
  readonly fits: boolean;
}

/** A model and what serves it, of which neither alone tells whether they fit. */
export const compiledCases: readonly CompiledCase[] = [
  { what: 'another family', artifact: 'model-ml_c5.tar.gz', instanceType: 'ml.m5.large', fits: false },
  { what: 'its own family', artifact: 'model-ml_c5.tar.gz', instanceType: 'ml.c5.large', fits: true },
  { what: 'its own family, with a disk', artifact: 'model-ml_c5.tar.gz', instanceType: 'ml.c5d.large', fits: true },
  { what: 'a family that begins like it', artifact: 'model-ml_g4dn.tar.gz', instanceType: 'ml.g4ad.large', fits: false },
  { what: 'the next Inferentia', artifact: 'model-ml_inf1.tar.gz', instanceType: 'ml.inf2.xlarge', fits: false },
  { what: 'any family, uncompiled', artifact: 'model.tar.gz', instanceType: 'ml.m5.large', fits: true },
  { what: 'any family, for a platform', artifact: 'model-LINUX_X86_64.tar.gz', instanceType: 'ml.m5.large', fits: true },
  { what: 'no family, serverless', artifact: 'model-ml_c5.tar.gz', instanceType: '', fits: true },
];
