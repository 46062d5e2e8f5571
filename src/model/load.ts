import { readFileSync } from 'node:fs';
import type { ServiceName } from './services.ts';
import type { ServiceModel } from './types.ts';

/**
 * Reads a distilled service model (SageMaker's is 600 KB). For the CRD generator and the simulator only: the operator gets along with
 * the SDK's schemas and `names.ts`, and would carry the whole API in its memory if it imported this.
 */
export function loadModel(service: ServiceName): ServiceModel {
  const url = new URL(`./${service}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as ServiceModel;
}

export type Models = Readonly<Record<ServiceName, ServiceModel>>;

export const loadModels = (): Models => ({
  sagemaker: loadModel('sagemaker'),
  'application-autoscaling': loadModel('application-autoscaling'),
  greengrassv2: loadModel('greengrassv2'),
});
