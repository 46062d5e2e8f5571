import { describe, expect, it } from 'vitest';
import { Fault } from '../engine/fault.ts';
import { faultOf, read, type FaultContext } from './faults.ts';

const create: FaultContext = { mutates: true, creates: true, absent: [], taken: [] };
const thrown = (name: string, more: object = {}): Error => Object.assign(new Error('text'), { name }, more);

describe('what the SDK throws', () => {
  it('explains nothing when a success could not be read, whatever broke: the deed may be done', () => {
    expect(read(thrown('TypeError', { $metadata: { httpStatusCode: 200 } }))).not.toHaveProperty('httpStatus');
    expect(faultOf(thrown('TypeError', { $metadata: { httpStatusCode: 200 } }), create).kind).toBe('ambiguous');
  });

  it('for a clock that was wrong passes: the SDK has learnt the time, and nothing was done', () => {
    const skewed = thrown('InvalidSignatureException', { $metadata: { httpStatusCode: 403, clockSkewCorrected: true } });
    expect(faultOf(skewed, create).kind).toBe('transient');
  });

  it('is what AWS says it is, also where the clock is wrong: the SDK then says of every error that it has corrected it', () => {
    const $metadata = { httpStatusCode: 400, clockSkewCorrected: true };
    const look: FaultContext = { mutates: false, creates: false, absent: [{ code: 'ResourceNotFound' }], taken: [] };
    expect(faultOf(thrown('ResourceNotFound', { $metadata }), look).kind).toBe('absent');
    expect(faultOf(thrown('ThrottlingException', { $metadata }), create).kind).toBe('throttled');
  });

  it.each([
    ['7', 7000],
    ['86400', 300_000],
    ['soon', undefined],
    ['-1', undefined],
  ])('may ask for a wait (%s), within reason', (header, retryAfterMs) => {
    const error = thrown('SlowDown', { $metadata: { httpStatusCode: 503 }, $response: { headers: { 'retry-after': header } } });
    expect(faultOf(error, create).retryAfterMs).toBe(retryAfterMs);
  });

  it('is a Fault in any case, and a Fault stays itself', () => {
    const fault = new Fault('denied', 'X', 'no');
    expect(faultOf(fault, create)).toBe(fault);
    for (const odd of ['text', undefined, null, 7]) expect(faultOf(odd, create)).toBeInstanceOf(Fault);
  });
});
