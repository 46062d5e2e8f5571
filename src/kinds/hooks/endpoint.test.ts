import { describe, expect, test } from 'vitest';
import { anObject } from '../../engine/testing/builders.ts';
import { Endpoint } from '../Endpoint.ts';
import type { Fields } from '../types.ts';
import { endpointGuard } from './endpoint.ts';

const LAST_TRIED = 'sagemaker.services.k8s.aws/last-endpoint-config-for-update';

/** The spec asks for c-2; `tried` is what the annotation remembers. */
const guard = (remote: Fields, tried?: string) =>
  endpointGuard({
    object: anObject(Endpoint, { annotations: tried === undefined ? {} : { [LAST_TRIED]: tried } }),
    desired: { EndpointConfigName: 'c-2' },
    remote: { EndpointConfigName: 'c-1', ...remote },
    drift: ['EndpointConfigName'],
  });
const failed = (FailureReason: string, EndpointStatus = 'InService'): Fields => ({ EndpointStatus, FailureReason });

describe('an update of an endpoint', () => {
  test.each<[string, Fields, string | undefined]>([
    ['that was not tried yet goes through', { EndpointStatus: 'InService' }, undefined],
    ['after another one that failed goes through', failed('no image'), 'c-3'],
    ['after one that went well goes through', { EndpointStatus: 'InService' }, 'c-2'],
    ['that failed for a reason of SageMaker’s own is tried again', failed('Request to service failed. Try later.'), 'c-2'],
    ['that is under way is not judged by the failure of the time before', failed('no image', 'Updating'), 'c-2'],
    ['of an endpoint that went out of service goes through', { EndpointStatus: 'OutOfService' }, undefined],
  ])('%s', (_law, remote, tried) => {
    expect(guard(remote, tried)).toBeUndefined();
  });

  test.each<[string, Fields, string | undefined]>([
    ['that was tried and rolled back is not tried again', failed('no image'), 'c-2'],
    ['whose rollback failed, too, is not tried again', failed('no image', 'UpdateRollbackFailed'), 'c-2'],
    ['of an endpoint that never came up is not tried at all', failed('no image', 'Failed'), undefined],
  ])('%s, and the message is what scripts match on', (_law, remote, tried) => {
    expect(guard(remote, tried)).toEqual({
      how: 'stall',
      reason: 'EndpointUpdateError',
      message: 'api error EndpointUpdateError: unable to update endpoint. check FailureReason. latest EndpointConfigName is c-1',
    });
  });
});
