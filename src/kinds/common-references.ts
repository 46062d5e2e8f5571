/** References that several kinds have alike: to the model that a job has written, and to the experiment that a run is counted in. */
import type { Reference } from './types.ts';

/** A field for the S3 URI of a model: a job's, as soon as it has completed. Of several kinds a Ref means the first unless it says. */
export const modelArtifacts = (path: string): readonly Reference[] => [
  { path, to: 'TrainingJob', take: { status: 'ModelArtifacts.S3ModelArtifacts' } },
  { path, to: 'HyperParameterTuningJob', take: { status: 'BestModelArtifacts' } },
  { path, to: 'CompilationJob', take: { status: 'ModelArtifacts.S3ModelArtifacts' } },
];

export const experimentConfig = [
  { path: 'ExperimentConfig.ExperimentName', to: 'Experiment' },
  { path: 'ExperimentConfig.TrialName', to: 'Trial' },
] as const satisfies readonly Reference[];
