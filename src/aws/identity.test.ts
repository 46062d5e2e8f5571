import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KindDescriptor, KubeObject } from '../kinds/types.ts';
import { awsId, awsName, createToken, derivedName } from './identity.ts';

const kind = { name: { member: 'TrainingJobName', maxLength: 63 } } as KindDescriptor;
const object = (spec: Record<string, string>, status?: Record<string, string>): KubeObject =>
  ({ metadata: { name: 'mnist', uid: 'u-1' }, spec, status }) as unknown as KubeObject;
const metadata = (name: string, uid: string): KubeObject['metadata'] => ({ name, uid }) as KubeObject['metadata'];

describe('the AWS name', () => {
  it("is the spec's, before the one in status, before a derived one", () => {
    expect(awsName(kind, object({ trainingJobName: 'mine' }, { trainingJobName: 'old' }))).toBe('mine');
    expect(awsName(kind, object({}, { trainingJobName: 'old' }))).toBe('old');
    expect(awsName(kind, object({}))).toMatch(/^mnist-[0-9a-f]{10}$/);
  });

  it('is derived when the spec holds an empty one', () => {
    expect(awsName(kind, object({ trainingJobName: '' }))).toMatch(/^mnist-/);
  });

  it('that is derived is valid for AWS and fits, whatever the object is called', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 253 }), fc.string(), fc.constantFrom(32, 63, 256), (name, uid, maxLength) => {
        const derived = derivedName(metadata(name, uid), maxLength);
        expect(derived).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/);
        expect(derived.length).toBeLessThanOrEqual(maxLength);
        expect(derived).toBe(derived.toLowerCase());
      }),
    );
  });

  it('that is derived is the same each time and another for another object', () => {
    expect(derivedName(metadata('a.b', 'u-1'), 32)).toBe(derivedName(metadata('a.b', 'u-1'), 32));
    expect(derivedName(metadata('a', 'u-1'), 32)).not.toBe(derivedName(metadata('a', 'u-2'), 32));
  });
});

describe('the id', () => {
  const arn = 'arn:aws:sagemaker:us-east-1:111122223333:domain/d-1';
  const known = (status: Record<string, unknown>, spec: Record<string, string> = {}): KubeObject =>
    ({ metadata: { name: 'mnist', uid: 'u-1' }, spec, status }) as unknown as KubeObject;
  const withArn = { ackResourceMetadata: { arn } };
  const byTail = { ...kind, id: { member: 'DomainId', from: 'arnTail' } } as KindDescriptor;
  const byArn = {
    id: { member: 'ModelPackageName', from: 'arn' },
    name: { member: 'ModelPackageName', maxLength: 63, derived: false },
  };
  const byOutput = { id: { member: 'deploymentId', from: 'output' } } as unknown as KindDescriptor;

  it('is the name where AWS gives none', () => expect(awsId(kind, object({ trainingJobName: 'mine' }))).toBe('mine'));
  it('is not known before AWS has told', () => expect(awsId(byTail, known({}))).toBeUndefined());
  it('is the one in status, a number too', () => {
    expect(awsId(byTail, known({ domainID: 'd-0' }))).toBe('d-0');
    expect(awsId(byTail, known({ domainID: 3 }))).toBe('3');
  });
  it('is the end of the ARN where status has no more', () => expect(awsId(byTail, known(withArn))).toBe('d-1'));
  it('cannot be told from an ARN that does not hold it', () => expect(awsId(byOutput, known(withArn))).toBeUndefined());
  it('is the ARN where that addresses the resource, unless the user gave it a name', () => {
    const either = byArn as unknown as KindDescriptor;
    expect(awsId(either, known(withArn))).toBe(arn);
    expect(awsId(either, known(withArn, { modelPackageName: 'mine' }))).toBe('mine');
    expect(awsName(either, known({}))).toBeUndefined();
  });

  it('is asked for with a token that stays the same until AWS has shown the resource', () => {
    const before = createToken(known({}));
    expect(createToken(known(withArn))).toBe(before);
    expect(createToken(known({ creationTime: '2026-01-01T00:00:00Z' }))).not.toBe(before);
    expect(before).toMatch(/^[a-f0-9]{36}$/);
  });
});
