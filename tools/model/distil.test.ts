import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/model/load.ts';
import { distil, print } from './distil.ts';

const botocore = {
  metadata: { serviceId: 'Gadgets', targetPrefix: 'Gadgets' },
  operations: {
    StopGadget: { input: { shape: 'B' }, errors: [{ shape: 'Gone' }], documentation: '<p>Stops it.</p>' },
    MakeGadget: { input: { shape: 'B' }, output: { shape: 'B' } },
  },
  shapes: {
    Gone: { type: 'structure', members: {}, exception: true },
    B: { type: 'structure', members: { Z: { shape: 'A', documentation: 'Prose.' } }, required: ['Z'], documentation: 'Prose.' },
    A: { type: 'string', min: 0, max: 3, pattern: '.*' },
  },
};

describe('the distilled model', () => {
  it('keeps facts, drops prose, and is sorted so that a diff shows what AWS changed', () => {
    expect(print(distil(botocore, 'test'))).toBe(
      `{
"service": "Gadgets",
"source": "test",
"targetPrefix": "Gadgets",
"operations": {
"MakeGadget": {"input":"B","output":"B"},
"StopGadget": {"input":"B","errors":["Gone"]}
},
"shapes": {
"A": {"type":"string","pattern":".*","min":0,"max":3},
"B": {"type":"structure","members":{"Z":"A"},"required":["Z"]},
"Gone": {"type":"structure","members":{}}
}
}
`,
    );
  });

  it('stops at a type that it does not know, rather than losing it', () => {
    expect(() => distil({ ...botocore, shapes: { A: { type: 'bignum' } } }, 'test')).toThrow('shape A has type bignum');
  });

  it('refers to nothing that it lacks', () => {
    const { operations, shapes } = loadModel();
    const named = [
      ...Object.values(operations).flatMap(({ input, output, errors = [] }) => [input, output, ...errors]),
      ...Object.values(shapes).flatMap((shape) => {
        if (shape.type === 'structure') return Object.values(shape.members);
        if (shape.type === 'list') return [shape.of];
        return shape.type === 'map' ? [shape.key, shape.value] : [];
      }),
    ];
    expect(named.filter((name) => name !== undefined && !shapes[name])).toEqual([]);
  });
});
