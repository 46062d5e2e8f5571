/** Advice about what serves: endpoints, their models, and the network that they stand in. */
import { each, sum, trainingJobs, when } from './cel.ts';
import { hasOne, isEmpty, isIn, isOne, readsFileSystem } from './conditions.ts';
import { neoMismatches } from './neo.ts';
import type { AdviceRule, Cel } from './types.ts';

const isAsynchronous = 'object.spec.?asyncInferenceConfig.?outputConfig.hasValue()';
const isServerless = (variant: Cel): Cel => `${variant}.?serverlessConfig.?maxConcurrency.hasValue()`;
const keepsTwo = (variant: Cel): Cel =>
  `(${isIn(variant, 'managedInstanceScaling.status', ['ENABLED'])} && ${variant}.?managedInstanceScaling.?minInstanceCount.orValue(0) > 1)`;

const servesAlone = (variant: Cel): Cel =>
  [isOne(variant, 'initialInstanceCount'), `!${isAsynchronous}`, `!${isServerless(variant)}`, `!${keepsTwo(variant)}`].join(
    ' && ',
  );

const accelerated = (list: string): Cel =>
  each({ list, name: 'variantName', field: 'acceleratorType', where: (variant) => `!(${isEmpty(variant, 'acceleratorType')})` });

const oneSubnet = (path: string): Cel => when(hasOne('object.spec', path), `'spec.${path}'`);

export const compiledModel = {
  id: 'SMADV-01',
  title: 'A compiled model on another family of instances',
  fix: 'choose an instance of the family that Neo compiled the model for',
  reason: 'Code for another processor fails when it is loaded, or runs slower than before it was compiled',
  about: [
    'Neo names what it writes after its target: `model-ml_c5.tar.gz` is for `ml.c5`. The model’s artifact (`modelDataURL`, or `s3URI` of its `modelDataSource`) is compared with the `instanceType` of the variants that name the model.',
    'An EndpointConfig is looked at beside each Model in its namespace, and a Model beside each EndpointConfig, so it does not matter which comes first. For this the API server keeps the Models and EndpointConfigs in its memory.',
    'Not seen: an artifact that was renamed, or compiled for a platform instead of an instance (`-LINUX_X86_64`); a model that has no object here; the instances of `instancePools`. A letter after the family (`c5d`, `p3dn`) counts as a disk or a network, not as another processor.',
  ],
  places: neoMismatches,
} as const satisfies AdviceRule;

export const oneInstance = {
  id: 'SMADV-02',
  title: 'One instance behind an endpoint',
  fix: 'ask for two or more',
  reason: 'One stands in one zone, and nothing answers while SageMaker replaces it',
  about: [
    'SageMaker spreads instances over zones as soon as a variant has two. Serverless and asynchronous endpoints are not meant (there a request waits), nor shadow variants, nor managed scaling that keeps two at least.',
    'It is right where nobody waits for an answer: accept it for the namespaces of development.',
    'Not seen: an autoscaling target that raises the count later.',
  ],
  places: [
    {
      plural: 'endpointconfigs',
      finds: each({ list: 'productionVariants', name: 'variantName', field: 'initialInstanceCount', where: servesAlone }),
    },
    {
      plural: 'inferencecomponents',
      finds: when(isOne('object.spec', 'runtimeConfig.copyCount'), `'spec.runtimeConfig.copyCount'`),
    },
  ],
} as const satisfies AdviceRule;

export const singleSubnet = {
  id: 'SMADV-03',
  title: 'One subnet alone',
  fix: 'name subnets in two zones or more',
  reason: 'Instances are only found, and replaced, in the zones of the subnets',
  about: [
    'An endpoint in one zone goes down with it. A job in one zone waits, or fails, for want of capacity that the next zone has. SageMaker itself keeps the instances of one job together.',
    'A training job that reads a file system (EFS, FSx) is not meant: it belongs in the zone of its data.',
    'Not seen: two subnets in the same zone.',
  ],
  places: [
    { plural: 'endpointconfigs', finds: oneSubnet('vpcConfig.subnets') },
    { plural: 'models', finds: oneSubnet('vpcConfig.subnets') },
    ...trainingJobs((job) => [
      { when: `${hasOne(job.value, 'vpcConfig.subnets')} && !${readsFileSystem(job)}`, field: `'vpcConfig.subnets'` },
    ]),
    { plural: 'processingjobs', finds: oneSubnet('networkConfig.vpcConfig.subnets') },
  ],
} as const satisfies AdviceRule;

export const elasticInference = {
  id: 'SMADV-09',
  title: 'A retired accelerator',
  fix: 'leave it out, and choose an instance with a GPU or with AWS Inferentia',
  reason: 'Elastic Inference is retired: AWS attaches no accelerator any more',
  about: [
    '`acceleratorType` and `acceleratorTypes` are still in the API. Expect an endpoint or a notebook that names an accelerator to fail when it is started, or when it is replaced.',
  ],
  places: [
    { plural: 'endpointconfigs', finds: sum([accelerated('productionVariants'), accelerated('shadowProductionVariants')]) },
    {
      plural: 'notebookinstances',
      finds: when(`object.spec.?acceleratorTypes.orValue([]).size() > 0`, `'spec.acceleratorTypes'`),
    },
  ],
} as const satisfies AdviceRule;

export const notebookInternet = {
  id: 'SMADV-10',
  title: 'A notebook with a way around its VPC',
  fix: 'set it to Disabled',
  reason: 'The notebook has a second network, to the internet, that the VPC’s firewalls, routes and logs know nothing of',
  about: [
    '`Enabled` is what AWS takes when `directInternetAccess` is not set. With `Disabled` the notebook reaches what its subnet reaches: it needs a NAT gateway, or VPC endpoints for SageMaker and S3.',
    'Without a subnet there is nothing to go around, and nothing is said.',
  ],
  places: [
    {
      plural: 'notebookinstances',
      finds: when(
        `!(${isEmpty('object.spec', 'subnetID')}) && ${isIn('object.spec', 'directInternetAccess', ['', 'Enabled'])}`,
        `'spec.directInternetAccess'`,
      ),
    },
  ],
} as const satisfies AdviceRule;
