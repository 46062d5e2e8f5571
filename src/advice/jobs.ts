/** Advice about what runs to an end: training, tuning, processing. */
import { inSpec, inTrials, sum, trainingJobs, when } from './cel.ts';
import {
  isEmpty,
  isIn,
  isOne,
  isSpot,
  isTrue,
  isZero,
  listsNamingS3,
  mapsNamingS3,
  runsOnOneInstance,
  wideLinearRanges,
} from './conditions.ts';
import type { AdviceRule, Place } from './types.ts';

export const spotWithoutCheckpoints = {
  id: 'SMADV-04',
  title: 'Spot without checkpoints',
  fix: 'set it, and let the container go on from what it finds there',
  reason: 'An instance may be taken away at any time, and without checkpoints the job starts over',
  about: [
    'SageMaker copies what the container writes to `checkpointConfig.localPath` to `s3URI`, and back before the next instance begins. Without that each interruption costs all that was computed so far. A job that is longer than spot capacity lasts may never end.',
    'It is right for jobs of some minutes. Not seen: whether the container writes checkpoints, and reads them.',
  ],
  places: trainingJobs((job) => [
    { when: `${isSpot(job)} && ${isEmpty(job.value, 'checkpointConfig.s3URI')}`, field: `'checkpointConfig.s3URI'` },
  ]),
} as const satisfies AdviceRule;

export const spotWithoutMaxWait = {
  id: 'SMADV-05',
  title: 'Spot without a bound on the wait',
  fix: 'set it to more than maxRuntimeInSeconds',
  reason: 'One bound holds for the wait for spot capacity and the run together, and SageMaker wants it for spot',
  about: [
    '`maxWaitTimeInSeconds` counts all interruptions in. Set to no more than `maxRuntimeInSeconds`, it leaves no time to wait for capacity.',
  ],
  places: trainingJobs((job) => [
    {
      when: `${isSpot(job)} && ${isZero(job.value, 'stoppingCondition.maxWaitTimeInSeconds')}`,
      field: `'stoppingCondition.maxWaitTimeInSeconds'`,
    },
  ]),
} as const satisfies AdviceRule;

export const linearOverDecades = {
  id: 'SMADV-06',
  title: 'A linear scale over decades',
  fix: 'set scalingType to Logarithmic',
  reason: 'A linear scale puts nine in ten trials into the highest decade, and hardly tries the others',
  about: [
    'It is said of continuous and integer ranges whose maximum is a thousand times their minimum or more, and whose scale is `Linear` or not set. `Auto` leaves the choice to SageMaker, in so many words.',
    'Not meant: ranges that touch or pass zero, which have no logarithm; and ranges close to one, for which there is `ReverseLogarithmic`.',
  ],
  places: [
    {
      plural: 'hyperparametertuningjobs',
      finds: sum([
        ...wideLinearRanges('object.spec', 'hyperParameterTuningJobConfig.parameterRanges').map(inSpec),
        inTrials(({ value }) => wideLinearRanges(value, 'hyperParameterRanges')),
      ]),
    },
  ],
} as const satisfies AdviceRule;

const LIMITS = 'hyperParameterTuningJobConfig.resourceLimits';
const limits = `object.spec.?${LIMITS.replaceAll('.', '.?')}`;

export const bayesianAtOnce = {
  id: 'SMADV-07',
  title: 'A Bayesian search with all trials at once',
  fix: 'run a few at a time, a tenth of maxNumberOfTrainingJobs or so, or choose the Random strategy',
  reason: 'A Bayesian search learns from trials that have ended, and here none has when the last begins',
  about: [
    'What is left is a random search that is paid for as a clever one. Fewer at a time take longer, and find more with the same number of trials.',
    'Not meant: a tuning job of a single trial.',
  ],
  places: [
    {
      plural: 'hyperparametertuningjobs',
      finds: when(
        [
          isIn('object.spec', 'hyperParameterTuningJobConfig.strategy', ['Bayesian']),
          `${limits}.?maxNumberOfTrainingJobs.orValue(0) > 1`,
          `${limits}.?maxParallelTrainingJobs.orValue(0) >= ${limits}.?maxNumberOfTrainingJobs.orValue(0)`,
        ].join(' && '),
        `'spec.${LIMITS}.maxParallelTrainingJobs'`,
      ),
    },
  ],
} as const satisfies AdviceRule;

const ENCRYPTION = 'enableInterContainerTrafficEncryption';

const encryptsForOne = (plural: string, resources: string): Place => ({
  plural,
  finds: when(
    `${isTrue('object.spec', `networkConfig.${ENCRYPTION}`)} && ${isOne('object.spec', `${resources}.clusterConfig.instanceCount`)}`,
    `'spec.networkConfig.${ENCRYPTION}'`,
  ),
});

export const encryptionOnOneInstance = {
  id: 'SMADV-08',
  title: 'Encryption between containers, of which there is one',
  fix: 'leave it out, or run on two instances or more',
  reason: 'On one instance nothing goes over the network between containers, so it protects nothing',
  about: [
    'It is worth its cost, some start-up time and slower training, only between instances. In a VPC it needs rules in the security groups besides (UDP 500 and IP protocol 50).',
    'It is right where a rule of the organisation (an IAM condition) wants it always: accept it there.',
  ],
  places: [
    ...trainingJobs((job) => [
      { when: `${isTrue(job.value, ENCRYPTION)} && ${runsOnOneInstance(job)}`, field: `'${ENCRYPTION}'` },
    ]),
    encryptsForOne('processingjobs', 'processingResources'),
    encryptsForOne('dataqualityjobdefinitions', 'jobResources'),
    encryptsForOne('modelbiasjobdefinitions', 'jobResources'),
    encryptsForOne('modelexplainabilityjobdefinitions', 'jobResources'),
    encryptsForOne('modelqualityjobdefinitions', 'jobResources'),
  ],
} as const satisfies AdviceRule;

export const isolationWithS3 = {
  id: 'SMADV-11',
  title: 'Network isolation, and a container that is told of S3',
  fix: 'hand it in as an input channel (or model data), or leave out network isolation',
  reason: 'An isolated container reaches no network and gets no credentials, so it can’t open this s3:// path',
  about: [
    'SageMaker itself still copies channels in, and model artifacts, checkpoints and outputs out: those are not meant. Meant are `s3://` paths in hyperparameters, environment and arguments, which the container would have to open: the script of a framework container (`sagemaker_submit_directory`), for one.',
    'Not seen: paths that the container builds itself. It is right where the path is only written to a log or into a report.',
  ],
  places: [
    ...trainingJobs(({ value, isTrial }) =>
      mapsNamingS3(value, 'enableNetworkIsolation', [isTrial ? 'staticHyperParameters' : 'hyperParameters', 'environment']),
    ),
    {
      plural: 'models',
      finds: sum([
        ...mapsNamingS3('object.spec', 'enableNetworkIsolation', ['primaryContainer.environment']).map(inSpec),
        when(
          `${isTrue('object.spec', 'enableNetworkIsolation')} && object.spec.?containers.orValue([]).exists(c, c.?environment.orValue({}).exists(k, c.environment[k].contains('s3://')))`,
          `'spec.containers'`,
        ),
      ]),
    },
    {
      plural: 'processingjobs',
      finds: sum(
        [
          ...mapsNamingS3('object.spec', 'networkConfig.enableNetworkIsolation', ['environment']),
          ...listsNamingS3('object.spec', 'networkConfig.enableNetworkIsolation', [
            'appSpecification.containerEntrypoint',
            'appSpecification.containerArguments',
          ]),
        ].map(inSpec),
      ),
    },
  ],
} as const satisfies AdviceRule;
