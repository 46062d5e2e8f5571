/** The registry: the one place where kinds are listed. */
import { Action } from './Action.ts';
import { Algorithm } from './Algorithm.ts';
import { App } from './App.ts';
import { AppImageConfig } from './AppImageConfig.ts';
import { Artifact } from './Artifact.ts';
import { AutoMLJobV2 } from './AutoMLJobV2.ts';
import { Cluster } from './Cluster.ts';
import { ClusterSchedulerConfig } from './ClusterSchedulerConfig.ts';
import { CodeRepository } from './CodeRepository.ts';
import { CompilationJob } from './CompilationJob.ts';
import { ComponentVersion } from './ComponentVersion.ts';
import { ComputeQuota } from './ComputeQuota.ts';
import { Context } from './Context.ts';
import { DataQualityJobDefinition } from './DataQualityJobDefinition.ts';
import { Deployment } from './Deployment.ts';
import { DeviceFleet } from './DeviceFleet.ts';
import { Domain } from './Domain.ts';
import { EdgePackagingJob } from './EdgePackagingJob.ts';
import { Endpoint } from './Endpoint.ts';
import { EndpointConfig } from './EndpointConfig.ts';
import { Experiment } from './Experiment.ts';
import { FeatureGroup } from './FeatureGroup.ts';
import { FlowDefinition } from './FlowDefinition.ts';
import { Hub } from './Hub.ts';
import { HumanTaskUi } from './HumanTaskUi.ts';
import { HyperParameterTuningJob } from './HyperParameterTuningJob.ts';
import { Image } from './Image.ts';
import { ImageVersion } from './ImageVersion.ts';
import { InferenceComponent } from './InferenceComponent.ts';
import { InferenceExperiment } from './InferenceExperiment.ts';
import { InferenceRecommendationsJob } from './InferenceRecommendationsJob.ts';
import { LabelingJob } from './LabelingJob.ts';
import { MlflowApp } from './MlflowApp.ts';
import { MlflowTrackingServer } from './MlflowTrackingServer.ts';
import { Model } from './Model.ts';
import { ModelBiasJobDefinition } from './ModelBiasJobDefinition.ts';
import { ModelCard } from './ModelCard.ts';
import { ModelExplainabilityJobDefinition } from './ModelExplainabilityJobDefinition.ts';
import { ModelPackage } from './ModelPackage.ts';
import { ModelPackageGroup } from './ModelPackageGroup.ts';
import { ModelQualityJobDefinition } from './ModelQualityJobDefinition.ts';
import { MonitoringSchedule } from './MonitoringSchedule.ts';
import { NotebookInstance } from './NotebookInstance.ts';
import { NotebookInstanceLifecycleConfig } from './NotebookInstanceLifecycleConfig.ts';
import { OptimizationJob } from './OptimizationJob.ts';
import { PartnerApp } from './PartnerApp.ts';
import { Pipeline } from './Pipeline.ts';
import { PipelineExecution } from './PipelineExecution.ts';
import { ProcessingJob } from './ProcessingJob.ts';
import { Project } from './Project.ts';
import { ScalableTarget } from './ScalableTarget.ts';
import { ScalingPolicy } from './ScalingPolicy.ts';
import { ScheduledAction } from './ScheduledAction.ts';
import { Space } from './Space.ts';
import { StudioLifecycleConfig } from './StudioLifecycleConfig.ts';
import { TrainingJob } from './TrainingJob.ts';
import { TransformJob } from './TransformJob.ts';
import { Trial } from './Trial.ts';
import { TrialComponent } from './TrialComponent.ts';
import type { KindDescriptor } from './types.ts';
import { UserProfile } from './UserProfile.ts';
import { Workforce } from './Workforce.ts';
import { Workteam } from './Workteam.ts';

export const kinds: readonly KindDescriptor[] = [
  Action,
  Algorithm,
  App,
  AppImageConfig,
  Artifact,
  AutoMLJobV2,
  Cluster,
  ClusterSchedulerConfig,
  CodeRepository,
  CompilationJob,
  ComponentVersion,
  ComputeQuota,
  Context,
  DataQualityJobDefinition,
  Deployment,
  DeviceFleet,
  Domain,
  EdgePackagingJob,
  Endpoint,
  EndpointConfig,
  Experiment,
  FeatureGroup,
  FlowDefinition,
  Hub,
  HumanTaskUi,
  HyperParameterTuningJob,
  Image,
  ImageVersion,
  InferenceComponent,
  InferenceExperiment,
  InferenceRecommendationsJob,
  LabelingJob,
  MlflowApp,
  MlflowTrackingServer,
  Model,
  ModelBiasJobDefinition,
  ModelCard,
  ModelExplainabilityJobDefinition,
  ModelPackage,
  ModelPackageGroup,
  ModelQualityJobDefinition,
  MonitoringSchedule,
  NotebookInstance,
  NotebookInstanceLifecycleConfig,
  OptimizationJob,
  PartnerApp,
  Pipeline,
  PipelineExecution,
  ProcessingJob,
  Project,
  ScalableTarget,
  ScalingPolicy,
  ScheduledAction,
  Space,
  StudioLifecycleConfig,
  TrainingJob,
  TransformJob,
  Trial,
  TrialComponent,
  UserProfile,
  Workforce,
  Workteam,
];
