import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/model/load.ts';
import { services } from '../../src/model/services.ts';
import { distil, print } from './distil.ts';

const botocore = {
  metadata: {
    serviceId: 'Gadgets',
    targetPrefix: 'Gadgets',
    protocol: 'json',
    endpointPrefix: 'api.gadgets',
    signingName: 'gadgets',
  },
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
"protocol": "json",
"signingName": "gadgets",
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

  it('of a REST service says where on the wire a member lies, and an error’s status', () => {
    const rest = distil(
      {
        metadata: { serviceId: 'Toys', protocol: 'rest-json', endpointPrefix: 'toys' },
        operations: {
          DropToy: { http: { method: 'DELETE', requestUri: '/toys/{Id}', responseCode: 204 }, input: { shape: 'Drop' } },
          MakeToy: { http: { method: 'POST', requestUri: '/toys', responseCode: 200 } },
        },
        shapes: {
          Drop: {
            type: 'structure',
            members: {
              Id: { shape: 'S', location: 'uri', locationName: 'Id' },
              keys: { shape: 'S', location: 'querystring', locationName: 'tagKeys' },
              note: { shape: 'S', locationName: 'Note' },
              plain: { shape: 'S' },
            },
          },
          Gone: { type: 'structure', members: {}, error: { httpStatusCode: 404 } },
          S: { type: 'string' },
        },
      },
      'test',
    );
    expect(rest).toMatchObject({ protocol: 'rest-json', signingName: 'toys' });
    expect(rest.targetPrefix).toBeUndefined();
    expect(rest.operations).toEqual({
      DropToy: { input: 'Drop', http: { method: 'DELETE', path: '/toys/{Id}', status: 204 } },
      MakeToy: { http: { method: 'POST', path: '/toys' } },
    });
    expect(rest.shapes['Drop']).toMatchObject({
      places: { Id: { in: 'path', name: 'Id' }, keys: { in: 'query', name: 'tagKeys' }, note: { in: 'body', name: 'Note' } },
    });
    expect(rest.shapes['Gone']).toMatchObject({ status: 404 });
  });

  it.each(services)('of %s refers to nothing that it lacks', (service) => {
    const { operations, shapes } = loadModel(service);
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
