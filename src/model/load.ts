import { readFileSync } from 'node:fs';
import type { ServiceName } from './services.ts';
import type { ServiceModel } from './types.ts';

/**
 * Reads a distilled service model (SageMaker's is 600 KB). For the CRD generator and the simulator only: the operator gets along with
 * the SDK's schemas and `names.ts`, and would carry the whole API in its memory if it imported this.
 */
export function loadModel(service: ServiceName = 'sagemaker'): ServiceModel {
  const url = new URL(`./${service}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as ServiceModel;
}
