/** The apiserver's answers in the engine's terms: what to do next, not what the wire said. */
import { ClusterFault, type ClusterFaultKind } from '../engine/fault.ts';
import { isApiError, type ApiError } from './api-error.ts';

export function clusterFault(error: unknown): unknown {
  return isApiError(error) ? new ClusterFault(faultKind(error), error.message, { cause: error }) : error;
}

function faultKind(error: ApiError): ClusterFaultKind {
  if (error.status === 409) return 'conflict';
  if (error.status === 404 || error.status === 410) return 'gone';
  if (error.status === 0 || error.status === 429 || error.status >= 500) return 'unavailable';
  return 'refused';
}
