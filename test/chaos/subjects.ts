/** Whose lives are disturbed: a job, a job of jobs, a service on top of two records, and a kind that only an id addresses. */
import type { Fields } from '../../src/kinds/types.ts';
import { endpointConfigSpec, modelSpec, ROLE, trainingSpec, tuningSpec } from '../support/specs.ts';
import type { SubjectName } from './plan.ts';

export interface Part {
  readonly kind: string;
  readonly plural: string;
  /** Of the resource, in AWS and in the simulator. */
  readonly awsName: string;
  readonly type: string;
  readonly spec: Fields;
}

const NAME = 'subject';
/** It must never be told on. */
export const CANARY = 'AKIACANARYCANARY0000';

const training: Part = {
  kind: 'TrainingJob',
  plural: 'trainingjobs',
  awsName: NAME,
  type: 'training-job',
  spec: trainingSpec({ trainingJobName: NAME, environment: { SECRET: CANARY } }),
};
const tuning: Part = {
  kind: 'HyperParameterTuningJob',
  plural: 'hyperparametertuningjobs',
  awsName: NAME,
  type: 'hyper-parameter-tuning-job',
  spec: tuningSpec({ hyperParameterTuningJobName: NAME }),
};
const domain: Part = {
  kind: 'Domain',
  plural: 'domains',
  awsName: NAME,
  type: 'domain',
  spec: {
    domainName: NAME,
    authMode: 'IAM',
    vpcID: 'vpc-12345678',
    subnetIDs: ['subnet-12345678'],
    defaultUserSettings: { executionRole: ROLE },
  },
};
const model: Part = {
  kind: 'Model',
  plural: 'models',
  awsName: `${NAME}-model`,
  type: 'model',
  spec: modelSpec({ modelName: `${NAME}-model` }),
};
const config: Part = {
  kind: 'EndpointConfig',
  plural: 'endpointconfigs',
  awsName: `${NAME}-config`,
  type: 'endpoint-config',
  spec: endpointConfigSpec(`${NAME}-model`, { endpointConfigName: `${NAME}-config` }),
};
const endpoint: Part = {
  kind: 'Endpoint',
  plural: 'endpoints',
  awsName: NAME,
  type: 'endpoint',
  spec: { endpointName: NAME, endpointConfigName: `${NAME}-config` },
};

/** With what it stands on before it. */
export const SUBJECTS: Readonly<Record<SubjectName, readonly Part[]>> = {
  TrainingJob: [training],
  HyperParameterTuningJob: [tuning],
  Endpoint: [model, config, endpoint],
  Domain: [domain],
};

/** What the plan is about. */
export function subjectOf(name: SubjectName): Part {
  const part = SUBJECTS[name].at(-1);
  if (!part) throw new Error('unreachable');
  return part;
}
