/** The registry: the one place where kinds are listed. */
import { Action } from './Action.ts';
import { Algorithm } from './Algorithm.ts';
import { Artifact } from './Artifact.ts';
import { AutoMLJobV2 } from './AutoMLJobV2.ts';
import { CompilationJob } from './CompilationJob.ts';
import { ComponentVersion } from './ComponentVersion.ts';
import { Context } from './Context.ts';
import { DataQualityJobDefinition } from './DataQualityJobDefinition.ts';
import { Deployment } from './Deployment.ts';
import { DeviceFleet } from './DeviceFleet.ts';
import { EdgePackagingJob } from './EdgePackagingJob.ts';
import { Endpoint } from './Endpoint.ts';
import { EndpointConfig } from './EndpointConfig.ts';
import { Experiment } from './Experiment.ts';
import { FeatureGroup } from './FeatureGroup.ts';
import { FlowDefinition } from './FlowDefinition.ts';
import { HumanTaskUi } from './HumanTaskUi.ts';
import { HyperParameterTuningJob } from './HyperParameterTuningJob.ts';
import { InferenceComponent } from './InferenceComponent.ts';
import { InferenceExperiment } from './InferenceExperiment.ts';
import { InferenceRecommendationsJob } from './InferenceRecommendationsJob.ts';
import { LabelingJob } from './LabelingJob.ts';
import { Model } from './Model.ts';
import { ModelBiasJobDefinition } from './ModelBiasJobDefinition.ts';
import { ModelCard } from './ModelCard.ts';
import { ModelExplainabilityJobDefinition } from './ModelExplainabilityJobDefinition.ts';
import { ModelPackage } from './ModelPackage.ts';
import { ModelPackageGroup } from './ModelPackageGroup.ts';
import { ModelQualityJobDefinition } from './ModelQualityJobDefinition.ts';
import { MonitoringSchedule } from './MonitoringSchedule.ts';
import { OptimizationJob } from './OptimizationJob.ts';
import { Pipeline } from './Pipeline.ts';
import { PipelineExecution } from './PipelineExecution.ts';
import { ProcessingJob } from './ProcessingJob.ts';
import { ScalableTarget } from './ScalableTarget.ts';
import { ScalingPolicy } from './ScalingPolicy.ts';
import { ScheduledAction } from './ScheduledAction.ts';
import { TrainingJob } from './TrainingJob.ts';
import { TransformJob } from './TransformJob.ts';
import { Trial } from './Trial.ts';
import { TrialComponent } from './TrialComponent.ts';
import type { KindDescriptor } from './types.ts';
import { Workforce } from './Workforce.ts';
import { Workteam } from './Workteam.ts';

export const kinds: readonly KindDescriptor[] = [
  Action,
  Algorithm,
  Artifact,
  AutoMLJobV2,
  CompilationJob,
  ComponentVersion,
  Context,
  DataQualityJobDefinition,
  Deployment,
  DeviceFleet,
  EdgePackagingJob,
  Endpoint,
  EndpointConfig,
  Experiment,
  FeatureGroup,
  FlowDefinition,
  HumanTaskUi,
  HyperParameterTuningJob,
  InferenceComponent,
  InferenceExperiment,
  InferenceRecommendationsJob,
  LabelingJob,
  Model,
  ModelBiasJobDefinition,
  ModelCard,
  ModelExplainabilityJobDefinition,
  ModelPackage,
  ModelPackageGroup,
  ModelQualityJobDefinition,
  MonitoringSchedule,
  OptimizationJob,
  Pipeline,
  PipelineExecution,
  ProcessingJob,
  ScalableTarget,
  ScalingPolicy,
  ScheduledAction,
  TrainingJob,
  TransformJob,
  Trial,
  TrialComponent,
  Workforce,
  Workteam,
];
