import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify, Fault, FAULT_KINDS, type ClassifyContext, type FaultKind, type WireError } from './fault.ts';

const gone = { code: 'ValidationException', messagePrefix: 'Could not find endpoint "' };
const used = { code: 'ValidationException', messagePrefix: 'Cannot create already existing' };
const read: ClassifyContext = { mutates: false, creates: false, absent: [gone], taken: [used] };
const create: ClassifyContext = { ...read, mutates: true, creates: true };
const change: ClassifyContext = { ...read, mutates: true };

const said = (code: string, message = '', httpStatus = 400): WireError => ({ code, message, httpStatus });
const silence = (code: string): WireError => ({ code, message: 'no reply' });

type Row = readonly [why: string, error: WireError, context: ClassifyContext, kind: FaultKind];
const rows: readonly Row[] = [
  ['SageMaker throttles with 400', said('ThrottlingException', 'Rate exceeded'), create, 'throttled'],
  ['an unknown code with 429 is still throttling', said('SomethingNew', '', 429), read, 'throttled'],
  ['503 SlowDown is throttling, not illness', said('SlowDown', '', 503), change, 'throttled'],
  [
    'an account limit waits, it never fails an object',
    said('ResourceLimitExceeded', "The account-level service limit 'x' is 0 Instances"),
    create,
    'quota',
  ],
  ['revoked permissions are not the spec', said('AccessDeniedException', 'User: x is not authorized'), change, 'denied'],
  ['expired credentials are refreshed by someone else', said('ExpiredTokenException'), read, 'denied'],
  ['no credentials: the request never left', silence('CredentialsProviderError'), create, 'denied'],
  ['403 without a known code', said('Whatever', '', 403), read, 'denied'],
  ['a job name in use', said('ResourceInUse', 'Job name must be unique'), create, 'taken'],
  [
    'an endpoint name in use, by the text of this kind',
    said('ValidationException', 'Cannot create already existing endpoint "arn"'),
    create,
    'taken',
  ],
  [
    'a name in use, in words of next year',
    said('ValidationException', 'An endpoint with this name already exists'),
    create,
    'taken',
  ],
  ['in use on Delete means busy', said('ResourceInUse', 'in use'), change, 'conflict'],
  ['a conflict passes', said('ConflictException'), change, 'conflict'],
  ['the endpoint is being updated', said('ValidationException', 'Cannot update in-progress endpoint "arn".'), change, 'conflict'],
  ['gone, by the text of this kind', said('ValidationException', 'Could not find endpoint "arn".'), change, 'absent'],
  [
    'gone, by how the text of this kind ends',
    said('ValidationException', 'Thing arn does not exist here.'),
    { ...change, absent: [{ code: 'ValidationException', messageSuffix: 'does not exist here.' }] },
    'absent',
  ],
  ['gone, by code', said('ResourceNotFound', 'Requested resource not found.'), read, 'absent'],
  [
    'gone, in words that no table knows: a read names nothing else',
    said('ValidationException', 'Thing was not found'),
    read,
    'absent',
  ],
  [
    'what Create names is not there yet',
    said('ValidationException', 'Could not find endpoint configuration "c".'),
    create,
    'missing',
  ],
  ['what Create names is not there, by code', said('ResourceNotFound', 'no such algorithm'), create, 'missing'],
  [
    'what Update names is not there',
    said('ValidationException', 'Could not find endpoint configuration "c".'),
    change,
    'missing',
  ],
  [
    'a stop that this status does not allow will be allowed by another: it must be tried again soon, for a job costs money',
    said('ValidationException', 'The request was rejected because the training job is in status Hibernating.'),
    change,
    'conflict',
  ],
  [
    'a wrong spec',
    said('ValidationException', "Value '0' at 'resourceConfig.instanceCount' failed to satisfy constraint"),
    create,
    'invalid',
  ],
  ['a spec that cannot be parsed', said('SerializationException'), create, 'invalid'],
  ['an unknown 4xx is the spec', said('NewRule', 'no'), create, 'invalid'],
  ['a lost reply to a mutation may have happened', silence('ECONNRESET'), create, 'ambiguous'],
  ['a lost reply to a read has not', silence('ECONNRESET'), read, 'transient'],
  ['a 500 to a mutation may have happened', said('InternalFailure', '', 500), change, 'ambiguous'],
  ['a 500 to a read has not', said('InternalFailure', '', 500), read, 'transient'],
  ['a timeout that AWS reports with 4xx', said('RequestTimeout'), read, 'transient'],
];

describe('classify', () => {
  it.each(rows)('%s', (_why, error, context, kind) => {
    expect(classify(error, context)).toBe(kind);
  });

  it('is total: any code, text and status has a kind, and a read is never ambiguous', () => {
    const error = fc.record(
      { code: fc.string(), message: fc.string(), httpStatus: fc.integer({ min: 100, max: 599 }) },
      { requiredKeys: ['code', 'message'] },
    );
    fc.assert(
      fc.property(error, fc.constantFrom(read, create, change), (wire, context) => {
        const kind = classify(wire, context);
        expect(FAULT_KINDS).toContain(kind);
        expect(kind === 'ambiguous' && !context.mutates).toBe(false);
      }),
    );
  });

  it('never calls a lost reply invalid: that would stop a job for ever whose Create may have happened', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (code, message) => {
        expect(['ambiguous', 'denied']).toContain(classify({ code, message }, create));
      }),
    );
  });
});

it('keeps the cause and the wait that AWS asked for', () => {
  const cause = new Error('wire');
  const fault = new Fault('throttled', 'ThrottlingException', 'slow down', { cause, retryAfterMs: 2000 });
  expect(fault).toMatchObject({
    name: 'Fault',
    kind: 'throttled',
    code: 'ThrottlingException',
    message: 'slow down',
    cause,
    retryAfterMs: 2000,
  });
});
