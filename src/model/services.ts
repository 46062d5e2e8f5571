/** The AWS services that the operator speaks to, as the SDKs call them. */
export const services = ['sagemaker', 'application-autoscaling', 'greengrassv2'] as const;
export type ServiceName = (typeof services)[number];
