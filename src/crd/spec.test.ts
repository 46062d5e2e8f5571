import { describe, expect, it } from 'vitest';
import type { ServiceModel } from '../model/types.ts';
import { specSchema } from './definition.ts';
import type { Schema } from './schema.ts';
import { Gadget, gadgetModel } from './testkit.ts';

const SIZE: ServiceModel['shapes'] = {
  Size: { type: 'structure', members: { Width: 'Number', Height: 'Number', RoleArn: 'Name' }, required: ['Width'] },
};

/** The schema of the field `x`, for a member `X` of the given shape. */
function field(shape: string, shapes: ServiceModel['shapes'], required: readonly string[] = []): Omit<Schema, 'description'> {
  const spec = specSchema(Gadget, gadgetModel({ X: shape }, shapes, required));
  const { description: _, ...schema } = spec.properties?.['x'] ?? { type: 'object' };
  return schema;
}

describe('a field of the spec', () => {
  it('has the type that ACK gives it', () => {
    const types = ['boolean', 'timestamp', 'blob', 'long', 'double'] as const;
    expect(types.map((type) => field('T', { T: { type } }))).toEqual([
      { type: 'boolean' },
      { type: 'string', format: 'date-time' },
      { type: 'string', format: 'byte' },
      { type: 'integer', format: 'int64' },
      { type: 'number' },
    ]);
    expect(field('T', { T: { type: 'map', key: 'Name', value: 'Number' } })).toMatchObject({
      type: 'object',
      additionalProperties: { type: 'integer' },
    });
  });

  it('keeps AWS’s bounds where it is required', () => {
    expect(field('Name', {}, ['X'])).toEqual({ type: 'string', pattern: '^(?:[a-z]+)$', minLength: 1, maxLength: 63 });
    expect(field('T', { T: { type: 'list', of: 'Number', min: 1, max: 3 } }, ['X'])).toMatchObject({ minItems: 1, maxItems: 3 });
  });

  it('may be empty where it is optional', () => {
    expect(field('Name', {})).toEqual({ type: 'string', pattern: '^$|^(?:[a-z]+)$', maxLength: 63 });
    expect(field('Status', {})).toEqual({ type: 'string', enum: ['', 'Busy', 'Idle'] });
    expect(field('T', { T: { type: 'list', of: 'Number', min: 1, max: 3 } })).not.toHaveProperty('minItems');
    expect(field('T', { T: { type: 'map', key: 'Name', value: 'Name', min: 1 } })).not.toHaveProperty('minProperties');
    expect(field('Size', SIZE)).not.toHaveProperty('required');
  });

  it('may be an empty structure or a whole one, and a rule names the member that a half one lacks', () => {
    expect(field('Size', SIZE)['x-kubernetes-validations']).toEqual([
      {
        rule: 'has(self.width) || !(has(self.height) || has(self.roleARN))',
        message: 'required unless x is empty',
        reason: 'FieldValueRequired',
        fieldPath: '.width',
      },
    ]);
  });

  it('needs no rule where a structure has a single member', () => {
    const shapes: ServiceModel['shapes'] = { T: { type: 'structure', members: { A: 'Name' }, required: ['A'] } };
    expect(field('T', shapes)).not.toHaveProperty('x-kubernetes-validations');
  });

  it('is plainly required in an element of a list, which nobody sends empty', () => {
    expect(field('T', { ...SIZE, T: { type: 'list', of: 'Size' } }).items).toMatchObject({ required: ['width'] });
  });

  it('holds at most one member of a union, and exactly one where it is required', () => {
    const shapes: ServiceModel['shapes'] = { T: { type: 'structure', members: { A: 'Name', B: 'Name' }, union: true } };
    const rule = '(has(self.a) ? 1 : 0) + (has(self.b) ? 1 : 0)';
    expect(field('T', shapes)['x-kubernetes-validations']).toMatchObject([{ rule: `${rule} <= 1` }]);
    expect(field('T', shapes, ['X'])['x-kubernetes-validations']).toMatchObject([{ rule: `${rule} == 1` }]);
  });

  it('takes any string where AWS keeps adding values', () => {
    expect(field('GadgetInstanceType', { GadgetInstanceType: { type: 'string', enum: ['ml.a', 'ml.b'] } })).toEqual({
      type: 'string',
    });
    const languages = Array.from({ length: 60 }, (_, index) => `l${index}`);
    expect(field('Language', { Language: { type: 'string', enum: languages } })).toEqual({ type: 'string' });
  });

  it('says which member of the API it is, what it may hold, and where to read on', () => {
    const spec = specSchema(Gadget, gadgetModel({ Size: 'Size' }, SIZE));
    expect(spec.properties?.['size']?.properties?.['height']?.description).toBe(
      'API member CreateGadget.Size.Height. 1 to 9.\n' +
        'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Size.html#sagemaker-Type-Size-Height',
    );
  });

  it('may not hold itself: a CRD has no recursion', () => {
    const shapes: ServiceModel['shapes'] = { T: { type: 'structure', members: { Inner: 'T' } } };
    expect(() => field('T', shapes)).toThrow('CreateGadget.X.Inner holds itself');
  });
});

describe('the spec', () => {
  it('requires what AWS requires but the name, which the operator can make', () => {
    expect(specSchema(Gadget, gadgetModel({ X: 'Name' }, {}, ['X']))).toMatchObject({ required: ['x'] });
    expect(specSchema(Gadget, gadgetModel({}, {}))).not.toHaveProperty('required');
  });

  it('adds and leaves out what the kind says', () => {
    const extra = [{ shape: 'UpdateGadgetRequest', member: 'Force' }];
    const kind = { ...Gadget, crd: { ...Gadget.crd, omits: ['Y'], extra, required: ['X'] } };
    const spec = specSchema(kind, gadgetModel({ X: 'Name', Y: 'Name' }, {}));
    expect(Object.keys(spec.properties ?? {})).toEqual(['force', 'gadgetName', 'x']);
    expect(spec.required).toEqual(['x']);
    expect(spec.properties?.['force']?.description).toContain('API member UpdateGadget.Force. Sent with UpdateGadget only.');
  });

  it('carries the kind’s rules, on the node that they are about', () => {
    const rule = { rule: 'self.width > self.height', message: 'wide', path: 'Size', fieldPath: '.width' };
    const spec = specSchema({ ...Gadget, crd: { ...Gadget.crd, rules: [rule] } }, gadgetModel({ Size: 'Size' }, SIZE, ['Size']));
    expect(spec.properties?.['size']?.['x-kubernetes-validations']).toEqual([
      { rule: 'self.width > self.height', message: 'wide', fieldPath: '.width' },
    ]);
  });

  it('writes isSet out in a rule, for an empty structure is not set', () => {
    const rules = [{ rule: 'isSet(self.size) || isSet(self.x)', message: 'one of them' }];
    const spec = specSchema({ ...Gadget, crd: { ...Gadget.crd, rules } }, gadgetModel({ Size: 'Size', X: 'Name' }, SIZE));
    expect(spec['x-kubernetes-validations']?.[0]?.rule).toBe(
      '(has(self.size) && (has(self.size.height) || has(self.size.roleARN) || has(self.size.width))) || (has(self.x) && size(self.x) > 0)',
    );
  });

  it('takes a field for set in a rule when it is to be taken from another object', () => {
    const rules = [{ path: 'Size', rule: 'isSet(self.roleARN)', message: 'a role' }];
    const references = [{ path: 'Size.RoleArn', to: 'Gadget' }];
    const { properties } = specSchema(
      { ...Gadget, references, crd: { ...Gadget.crd, rules } },
      gadgetModel({ Size: 'Size' }, SIZE),
    );
    expect(properties?.['size']?.['x-kubernetes-validations']?.at(-1)?.rule).toBe(
      '(has(self.roleARN) && size(self.roleARN) > 0 || has(self.roleRef))',
    );
  });
});
