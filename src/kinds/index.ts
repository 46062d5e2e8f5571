/** The registry: the one place where kinds are listed. */
import { Endpoint } from './Endpoint.ts';
import { EndpointConfig } from './EndpointConfig.ts';
import { HyperParameterTuningJob } from './HyperParameterTuningJob.ts';
import { Model } from './Model.ts';
import { ScalableTarget } from './ScalableTarget.ts';
import { ScalingPolicy } from './ScalingPolicy.ts';
import { ScheduledAction } from './ScheduledAction.ts';
import { TrainingJob } from './TrainingJob.ts';
import type { KindDescriptor } from './types.ts';

export const kinds: readonly KindDescriptor[] = [
  Endpoint,
  EndpointConfig,
  HyperParameterTuningJob,
  Model,
  ScalableTarget,
  ScalingPolicy,
  ScheduledAction,
  TrainingJob,
];
