/** The registry: the one place where kinds are listed. */
import { AutoMLJobV2 } from './AutoMLJobV2.ts';
import { CompilationJob } from './CompilationJob.ts';
import { DataQualityJobDefinition } from './DataQualityJobDefinition.ts';
import { DeviceFleet } from './DeviceFleet.ts';
import { EdgePackagingJob } from './EdgePackagingJob.ts';
import { Endpoint } from './Endpoint.ts';
import { EndpointConfig } from './EndpointConfig.ts';
import { FlowDefinition } from './FlowDefinition.ts';
import { HumanTaskUi } from './HumanTaskUi.ts';
import { HyperParameterTuningJob } from './HyperParameterTuningJob.ts';
import { InferenceRecommendationsJob } from './InferenceRecommendationsJob.ts';
import { LabelingJob } from './LabelingJob.ts';
import { Model } from './Model.ts';
import { ModelBiasJobDefinition } from './ModelBiasJobDefinition.ts';
import { ModelExplainabilityJobDefinition } from './ModelExplainabilityJobDefinition.ts';
import { ModelQualityJobDefinition } from './ModelQualityJobDefinition.ts';
import { MonitoringSchedule } from './MonitoringSchedule.ts';
import { OptimizationJob } from './OptimizationJob.ts';
import { ProcessingJob } from './ProcessingJob.ts';
import { TrainingJob } from './TrainingJob.ts';
import { TransformJob } from './TransformJob.ts';
import { Workforce } from './Workforce.ts';
import { Workteam } from './Workteam.ts';
import type { KindDescriptor } from './types.ts';

export const kinds: readonly KindDescriptor[] = [
  AutoMLJobV2,
  CompilationJob,
  DataQualityJobDefinition,
  DeviceFleet,
  EdgePackagingJob,
  Endpoint,
  EndpointConfig,
  FlowDefinition,
  HumanTaskUi,
  HyperParameterTuningJob,
  InferenceRecommendationsJob,
  LabelingJob,
  Model,
  ModelBiasJobDefinition,
  ModelExplainabilityJobDefinition,
  ModelQualityJobDefinition,
  MonitoringSchedule,
  OptimizationJob,
  ProcessingJob,
  TrainingJob,
  TransformJob,
  Workforce,
  Workteam,
];
