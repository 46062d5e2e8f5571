import { readFileSync } from 'node:fs';
import type { ServiceModel } from './types.ts';

/**
 * Reads the distilled service model (600 KB). For the CRD generator and the simulator only: the operator gets along with the
 * SDK's schemas and `names.ts`, and would carry the whole API in its memory if it imported this.
 */
export function loadModel(): ServiceModel {
  const url = new URL('./sagemaker.json', import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as ServiceModel;
}
