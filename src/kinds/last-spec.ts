/** Where an object keeps the spec that was last sent, so that one that failed is not sent again until it is edited. */
export const LAST_SPEC = { annotation: 'sagemaker.services.k8s.aws/last-spec-for-update' } as const;
