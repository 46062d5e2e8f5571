/** What a team has in AWS and in Kubernetes after a while with ACK's controller: made by plain API calls, as that makes it. */
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
  type SageMakerClient,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-sagemaker';
import { leave, legacyTags, wholeSeconds } from './incumbent.ts';
import { endpointConfigSpec, IMAGE, modelSpec, ROLE, trainingSpec } from './specs.ts';
import type { Stage } from './stage.ts';

export interface Site {
  readonly stage: Stage;
  readonly sagemaker: SageMakerClient;
}

/** Resolves when all of it is in AWS, settled, and its objects are as ACK leaves them. */
export async function inherit(site: Site): Promise<void> {
  await Promise.all([
    trainingJob(site, 'running', 'InProgress'),
    trainingJob(site, 'completed', 'Completed'),
    hosting(site),
    registry(site),
    pipelines(site),
    studio(site),
    notebook(site),
  ]);
}

async function trainingJob({ stage, sagemaker }: Site, name: string, until: 'InProgress' | 'Completed'): Promise<void> {
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

async function hosting({ stage, sagemaker }: Site): Promise<void> {
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
async function registry({ stage, sagemaker }: Site): Promise<void> {
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

async function pipelines({ stage, sagemaker }: Site): Promise<void> {
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
async function studio({ stage, sagemaker }: Site): Promise<void> {
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

async function notebook({ stage, sagemaker }: Site): Promise<void> {
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
