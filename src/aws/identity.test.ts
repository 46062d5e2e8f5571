import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KindDescriptor, KubeObject } from '../kinds/types.ts';
import { awsName, derivedName } from './identity.ts';

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
