/** The API of the first operator for SageMaker, whose manifests are turned into those of today. */
export const FIRST_GENERATION = 'sagemaker.aws.amazon.com/v1';
