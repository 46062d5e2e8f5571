import { describe, expect, test } from 'vitest';
import { Endpoint } from '../kinds/Endpoint.ts';
import { Fault } from './fault.ts';
import { policyOf, scopeOf } from './policy.ts';
import { anObject, ARN } from './testing/builders.ts';

const defaults = { deletion: 'delete', region: 'us-east-1' } as const;
const withNote = (annotations: Record<string, string>, arn?: string) =>
  anObject(Endpoint, { annotations, ...(arn === undefined ? {} : { arn }) });
const faultOf = (act: () => unknown): Fault => {
  try {
    act();
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new Error('no Fault was thrown');
};

describe('policy', () => {
  test('is the default where nobody says otherwise', () => {
    expect(policyOf(Endpoint, anObject(Endpoint), {}, defaults)).toEqual({
      deletion: 'delete',
      paused: false,
      readOnly: false,
      adopt: 'no',
    });
  });
  test('of the object wins over the namespace, and that over the flag', () => {
    const namespace = { 'sagemaker.services.k8s.aws/deletion-policy': 'retain' };
    expect(policyOf(Endpoint, anObject(Endpoint), namespace, defaults).deletion).toBe('retain');
    expect(policyOf(Endpoint, withNote({ 'services.k8s.aws/deletion-policy': 'delete' }), namespace, defaults).deletion).toBe(
      'delete',
    );
  });
  test.each([
    ['services.k8s.aws/deletion-policy', 'keep', 'unrecognized deletion policy keep'],
    [
      'services.k8s.aws/adoption-policy',
      'steal',
      'unrecognized adoption policy steal. Supported policies are "adopt" and "adopt-or-create"',
    ],
  ])('%s takes known words only', (annotation, word, text) => {
    const fault = faultOf(() => policyOf(Endpoint, withNote({ [annotation]: word }), {}, defaults));
    expect(fault.kind).toBe('invalid');
    expect(fault.message).toContain(text);
  });
});

describe('the region', () => {
  test('comes from the object, else from the namespace, else from the flag', () => {
    const namespace = { 'services.k8s.aws/default-region': 'eu-west-2' };
    expect(scopeOf(withNote({ 'services.k8s.aws/region': 'eu-west-1' }), namespace, defaults).region).toBe('eu-west-1');
    expect(scopeOf(anObject(Endpoint), namespace, defaults).region).toBe('eu-west-2');
    expect(scopeOf(anObject(Endpoint), {}, defaults).region).toBe('us-east-1');
  });
  test('goes with the endpoint of the namespace, where that has one', () => {
    const namespace = { 'services.k8s.aws/endpoint-url': 'https://vpce-1.example.com' };
    expect(scopeOf(anObject(Endpoint), namespace, defaults).endpointUrl).toBe('https://vpce-1.example.com');
    expect(scopeOf(anObject(Endpoint), {}, defaults)).not.toHaveProperty('endpointUrl');
  });
  test('stays where the resource is, whatever the namespace says later', () => {
    expect(scopeOf(anObject(Endpoint, { arn: ARN }), { 'services.k8s.aws/default-region': 'eu-west-2' }, defaults).region).toBe(
      'eu-west-1',
    );
  });
  test('cannot be changed by annotation once the resource exists', () => {
    expect(faultOf(() => scopeOf(withNote({ 'services.k8s.aws/region': 'eu-west-3' }, ARN), {}, defaults)).message).toContain(
      'exists in eu-west-1',
    );
  });
});
