/** The registry: the one place where kinds are listed. */
import { Action } from './Action.ts';
import { Algorithm } from './Algorithm.ts';
import { Artifact } from './Artifact.ts';
import { Context } from './Context.ts';
import { Endpoint } from './Endpoint.ts';
import { EndpointConfig } from './EndpointConfig.ts';
import { Experiment } from './Experiment.ts';
import { FeatureGroup } from './FeatureGroup.ts';
import { HyperParameterTuningJob } from './HyperParameterTuningJob.ts';
import { InferenceComponent } from './InferenceComponent.ts';
import { InferenceExperiment } from './InferenceExperiment.ts';
import { Model } from './Model.ts';
import { ModelCard } from './ModelCard.ts';
import { ModelPackage } from './ModelPackage.ts';
import { ModelPackageGroup } from './ModelPackageGroup.ts';
import { Pipeline } from './Pipeline.ts';
import { PipelineExecution } from './PipelineExecution.ts';
import { TrainingJob } from './TrainingJob.ts';
import { Trial } from './Trial.ts';
import { TrialComponent } from './TrialComponent.ts';
import type { KindDescriptor } from './types.ts';

export const kinds: readonly KindDescriptor[] = [
  Action,
  Algorithm,
  Artifact,
  Context,
  Endpoint,
  EndpointConfig,
  Experiment,
  FeatureGroup,
  HyperParameterTuningJob,
  InferenceComponent,
  InferenceExperiment,
  Model,
  ModelCard,
  ModelPackage,
  ModelPackageGroup,
  Pipeline,
  PipelineExecution,
  TrainingJob,
  Trial,
  TrialComponent,
];
