/** A cluster on which ACK's controller ran until now, and on which this operator starts: nothing may happen in AWS for that alone. */
import {
  CreateDomainCommand,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  CreateNotebookInstanceCommand,
  CreatePipelineCommand,
  CreateTrainingJobCommand,
  DescribeDomainCommand,
  DescribeEndpointCommand,
  DescribeModelPackageCommand,
  DescribeNotebookInstanceCommand,
  DescribePipelineExecutionCommand,
  DescribeTrainingJobCommand,
  SageMakerClient,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leave, legacyTags, wholeSeconds } from '../support/incumbent.ts';
import { endpointConfigSpec, IMAGE, modelSpec, ROLE, trainingSpec } from '../support/specs.ts';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';

let stage: Stage;
let sagemaker: SageMakerClient;
/** Number of the last call before the operator came. */
let handedOverAt = 0;

/** What changes anything in AWS, of all that was called since. */
const mutations = (after = handedOverAt): readonly string[] =>
  stage.simulator.ledger
    .entries({ after })
    .filter(({ operation }) => !/^(Describe|List|Get)/.test(operation))
    .map(({ operation, requestName }) => `${operation} ${requestName}`);
const lastCall = (): number => stage.simulator.ledger.next - 1;
const takenOver = (kind: string, name: string) =>
  stage.until(kind, name, ({ status, metadata }) => status?.observedGeneration === metadata.generation);

beforeAll(async () => {
  stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
  sagemaker = new SageMakerClient({
    region: 'us-east-1',
    endpoint: stage.simulator.url,
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'any' },
  });
  await Promise.all([
    trainingJob('running', 'InProgress'),
    trainingJob('completed', 'Completed'),
    hosting(),
    registry(),
    pipelines(),
    studio(),
    notebook(),
  ]);
  handedOverAt = lastCall();
  await stage.startOperator();
}, 120_000);
afterAll(async () => {
  sagemaker?.destroy();
  await stage[Symbol.asyncDispose]();
});

async function trainingJob(name: string, until: 'InProgress' | 'Completed'): Promise<void> {
  await sagemaker.send(
    new CreateTrainingJobCommand({
      TrainingJobName: name,
      RoleArn: ROLE,
      AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
      OutputDataConfig: { S3OutputPath: 's3://bucket/output' },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
      StoppingCondition: { MaxRuntimeInSeconds: 360_000 },
      ...(until === 'InProgress' ? { Environment: { SIMULATOR_TRAINING_SECONDS: '300000' } } : {}),
      Tags: [...legacyTags(stage.namespace), { Key: 'team', Value: 'churn' }],
    }),
  );
  const describe = () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
  await stage.eventually(
    async () => (await describe()).TrainingJobStatus === until,
    () => `${name} is not ${until}`,
  );
  const job = await describe();
  await leave(stage, 'TrainingJob', name, {
    spec: trainingSpec({
      trainingJobName: name,
      stoppingCondition: { maxRuntimeInSeconds: 360_000 },
      ...(until === 'InProgress' ? { environment: { SIMULATOR_TRAINING_SECONDS: '300000' } } : {}),
      tags: [{ key: 'team', value: 'churn' }],
    }),
    lateInitialised: {
      algorithmSpecification: { enableSageMakerMetricsTimeSeries: false },
      enableInterContainerTrafficEncryption: false,
      enableManagedSpotTraining: false,
      enableNetworkIsolation: false,
      outputDataConfig: { kmsKeyID: '', compressionType: 'GZIP' },
    },
    arn: job.TrainingJobArn ?? '',
    synced: until === 'Completed',
    message: `TrainingJob is in ${until} status.`,
    status: {
      trainingJobStatus: until,
      secondaryStatus: job.SecondaryStatus ?? '',
      creationTime: wholeSeconds(job.CreationTime),
      lastModifiedTime: wholeSeconds(job.LastModifiedTime),
    },
  });
}

async function hosting(): Promise<void> {
  const Tags = legacyTags(stage.namespace);
  const model = await sagemaker.send(
    new CreateModelCommand({
      ModelName: 'served',
      ExecutionRoleArn: ROLE,
      PrimaryContainer: { Image: IMAGE, ModelDataUrl: 's3://bucket/model.tar.gz' },
      Tags,
    }),
  );
  const variant = { VariantName: 'main', ModelName: 'served', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 } as const;
  const configs = await Promise.all(
    ['served-1', 'served-2'].map((EndpointConfigName) =>
      sagemaker.send(
        new CreateEndpointConfigCommand({
          EndpointConfigName,
          ProductionVariants: [{ ...variant, InitialVariantWeight: 1 }],
          Tags,
        }),
      ),
    ),
  );
  const endpoint = await sagemaker.send(
    new CreateEndpointCommand({ EndpointName: 'served', EndpointConfigName: 'served-1', Tags }),
  );
  const describe = () => sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'served' }));
  await stage.eventually(
    async () => (await describe()).EndpointStatus === 'InService',
    () => 'the endpoint is not InService',
  );
  await leave(stage, 'Model', 'served', { spec: modelSpec({ modelName: 'served' }), arn: model.ModelArn ?? '', synced: true });
  for (const [index, config] of configs.entries()) {
    const name = `served-${index + 1}`;
    await leave(stage, 'EndpointConfig', name, {
      spec: endpointConfigSpec('served', { endpointConfigName: name }),
      lateInitialised: { enableNetworkIsolation: false },
      arn: config.EndpointConfigArn ?? '',
      synced: true,
    });
  }
  const seen = await describe();
  await leave(stage, 'Endpoint', 'served', {
    spec: { endpointName: 'served', endpointConfigName: 'served-1' },
    arn: endpoint.EndpointArn ?? '',
    synced: true,
    message: 'Endpoint is in InService status.',
    annotations: { 'sagemaker.services.k8s.aws/last-endpoint-config-for-update': 'served-1' },
    status: {
      endpointStatus: 'InService',
      creationTime: wholeSeconds(seen.CreationTime),
      lastModifiedTime: wholeSeconds(seen.LastModifiedTime),
    },
  });
}

/** A version in a group has no name: status and its ARN are all that is known of it. */
async function registry(): Promise<void> {
  const Tags = legacyTags(stage.namespace);
  await sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'churn', Tags }));
  const { ModelPackageArn = '' } = await sagemaker.send(
    new CreateModelPackageCommand({
      ModelPackageGroupName: 'churn',
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: {
        Containers: [{ Image: IMAGE, ModelDataUrl: 's3://bucket/model.tar.gz' }],
        SupportedContentTypes: ['text/csv'],
        SupportedResponseMIMETypes: ['text/csv'],
      },
    }),
  );
  const describe = () => sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn }));
  await stage.eventually(
    async () => (await describe()).ModelPackageStatus === 'Completed',
    () => 'the package is not Completed',
  );
  await leave(stage, 'ModelPackage', 'churn-1', {
    spec: {
      modelPackageGroupName: 'churn',
      modelApprovalStatus: 'PendingManualApproval',
      inferenceSpecification: {
        containers: [{ image: IMAGE, modelDataURL: 's3://bucket/model.tar.gz' }],
        supportedContentTypes: ['text/csv'],
        supportedResponseMIMETypes: ['text/csv'],
      },
    },
    arn: ModelPackageArn,
    synced: true,
    message: 'ModelPackage is in Completed status.',
    status: { modelPackageStatus: 'Completed', creationTime: wholeSeconds((await describe()).CreationTime) },
  });
}

async function pipelines(): Promise<void> {
  await sagemaker.send(
    new CreatePipelineCommand({
      PipelineName: 'nightly',
      PipelineDefinition: '{"Version":"2020-12-01","Steps":[]}',
      ClientRequestToken: 'x'.repeat(32),
      RoleArn: ROLE,
    }),
  );
  const { PipelineExecutionArn = '' } = await sagemaker.send(
    new StartPipelineExecutionCommand({ PipelineName: 'nightly', ClientRequestToken: 'y'.repeat(32) }),
  );
  const seen = await sagemaker.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn }));
  await leave(stage, 'PipelineExecution', 'nightly-1', {
    spec: { pipelineName: 'nightly' },
    arn: PipelineExecutionArn,
    synced: false,
    message: 'PipelineExecution is in Executing status.',
    status: { pipelineExecutionStatus: 'Executing', creationTime: wholeSeconds(seen.CreationTime) },
  });
}

/** Its name is no address: the id in status is. */
async function studio(): Promise<void> {
  const { DomainId = '', DomainArn = '' } = await sagemaker.send(
    new CreateDomainCommand({
      DomainName: 'studio',
      AuthMode: 'IAM',
      VpcId: 'vpc-12345678',
      SubnetIds: ['subnet-12345678'],
      DefaultUserSettings: { ExecutionRole: ROLE },
      Tags: legacyTags(stage.namespace),
    }),
  );
  const describe = () => sagemaker.send(new DescribeDomainCommand({ DomainId }));
  await stage.eventually(
    async () => (await describe()).Status === 'InService',
    () => 'the domain is not InService',
  );
  await leave(stage, 'Domain', 'studio', {
    spec: {
      domainName: 'studio',
      authMode: 'IAM',
      vpcID: 'vpc-12345678',
      subnetIDs: ['subnet-12345678'],
      defaultUserSettings: { executionRole: ROLE },
    },
    arn: DomainArn,
    synced: true,
    message: 'Domain is in InService status.',
    status: { domainID: DomainId, status: 'InService' },
  });
}

async function notebook(): Promise<void> {
  const NotebookInstanceName = 'desk';
  const { NotebookInstanceArn = '' } = await sagemaker.send(
    new CreateNotebookInstanceCommand({
      NotebookInstanceName,
      InstanceType: 'ml.t3.medium',
      RoleArn: ROLE,
      VolumeSizeInGB: 5,
      DefaultCodeRepository: 'https://example.com/churn.git',
      Tags: legacyTags(stage.namespace),
    }),
  );
  const describe = () => sagemaker.send(new DescribeNotebookInstanceCommand({ NotebookInstanceName }));
  await stage.eventually(
    async () => (await describe()).NotebookInstanceStatus === 'InService',
    () => 'the notebook is not InService',
  );
  await leave(stage, 'NotebookInstance', 'desk', {
    spec: {
      notebookInstanceName: 'desk',
      instanceType: 'ml.t3.medium',
      roleARN: ROLE,
      defaultCodeRepository: 'https://example.com/churn.git',
    },
    lateInitialised: { volumeSizeInGB: 5 },
    arn: NotebookInstanceArn,
    synced: true,
    message: 'NotebookInstance is in InService status.',
    status: { notebookInstanceStatus: 'InService' },
  });
}

const objects = [
  ['TrainingJob', 'running'],
  ['TrainingJob', 'completed'],
  ['Model', 'served'],
  ['EndpointConfig', 'served-1'],
  ['EndpointConfig', 'served-2'],
  ['Endpoint', 'served'],
  ['ModelPackage', 'churn-1'],
  ['PipelineExecution', 'nightly-1'],
  ['Domain', 'studio'],
  ['NotebookInstance', 'desk'],
] as const;

test('every object is taken over, none is Terminal, no spec is touched, and AWS was only read', async () => {
  const before = new Map(
    await Promise.all(objects.map(async ([kind, name]) => [`${kind} ${name}`, (await stage.get(kind, name))?.spec] as const)),
  );
  for (const [kind, name] of objects) {
    const object = await takenOver(kind, name);
    expect([kind, name, condition(object, 'ACK.Terminal')]).toEqual([kind, name, undefined]);
    expect(object.spec).toEqual(before.get(`${kind} ${name}`));
    expect(object.metadata.annotations ?? {}).not.toHaveProperty('services.k8s.aws/adopted');
  }
  expect(mutations()).toEqual([]);
});

describe('a training job', () => {
  test('that had completed is ready, is told in full, and is left alone when its object goes', async () => {
    const job = await stage.until('TrainingJob', 'completed', isReady);
    expect(job.status).toMatchObject({ trainingJobName: 'completed', modelArtifacts: { s3ModelArtifacts: expect.any(String) } });
    const before = lastCall();
    await stage.delete('TrainingJob', 'completed');
    await stage.untilGone('TrainingJob', 'completed');
    expect(mutations(before)).toEqual([]);
  });

  test('that runs goes on being watched, and is stopped with its object', async () => {
    const job = await takenOver('TrainingJob', 'running');
    expect(condition(job, 'Reconciling')?.status).toBe('True');
    const before = lastCall();
    await stage.delete('TrainingJob', 'running');
    await stage.untilGone('TrainingJob', 'running');
    expect(mutations(before)).toEqual(['StopTrainingJob running']);
  });
});

test('a pipeline execution is known by its ARN, and followed to its end', async () => {
  await stage.until('PipelineExecution', 'nightly-1', isReady);
  expect(stage.simulator.control.resources('pipeline').filter(({ name }) => name === 'nightly')).toHaveLength(1);
});

test('a version of a package is known by its ARN, and an approval by edit is sent for that', async () => {
  await stage.until('ModelPackage', 'churn-1', isReady);
  const before = lastCall();
  await stage.patch('ModelPackage', 'churn-1', { spec: { modelApprovalStatus: 'Approved' } });
  const approved = ({ status }: { status?: Readonly<Record<string, unknown>> }) => status?.['modelApprovalStatus'] === 'Approved';
  const object = await stage.until('ModelPackage', 'churn-1', approved);
  expect(mutations(before)).toEqual([`UpdateModelPackage ${object.status?.ackResourceMetadata?.arn}`]);
});

test('an endpoint is updated by an edit, and everything is deleted with its objects', async () => {
  await stage.until('Endpoint', 'served', isReady);
  const before = lastCall();
  await stage.patch('Endpoint', 'served', { spec: { endpointConfigName: 'served-2' } });
  await stage.until('Endpoint', 'served', (object) => isReady(object) && object.status?.observedGeneration === 2);
  expect(mutations(before)).toEqual(['UpdateEndpoint served']);
  const kinds = ['Endpoint served', 'EndpointConfig served-1', 'EndpointConfig served-2', 'Model served'];
  await Promise.all(kinds.map((each) => stage.delete(...(each.split(' ') as [string, string]))));
  for (const each of kinds) await stage.untilGone(...(each.split(' ') as [string, string]));
  const left = stage.simulator.control.resources().filter(({ type }) => ['endpoint', 'endpoint-config', 'model'].includes(type));
  expect(left).toEqual([]);
});

test('an object whose resource belongs to another, and that ACK called unmanaged, is still Terminal and touches nothing', async () => {
  const before = lastCall();
  await stage.create('TrainingJob', 'unmanaged', trainingSpec({ trainingJobName: 'running' }));
  const object = await stage.until('TrainingJob', 'unmanaged', isTerminal);
  expect(condition(object, 'ACK.Terminal')?.reason).toBe('NotOwned');
  expect(mutations(before).filter((call) => !call.startsWith('CreateTrainingJob'))).toEqual([]);
});
