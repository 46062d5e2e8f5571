import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fields, KindDescriptor } from '../kinds/types.ts';
import { driftOf } from './drift.ts';

const kind = {
  updates: [
    { operation: 'UpdateThing', watches: ['Config.Seconds', 'Rules', 'Subnets'], sends: [], onlyIn: [] },
    {
      operation: 'UpdateOther',
      watches: ['Profiler'],
      sends: [],
      onlyIn: [],
      whenRemoved: [{ path: 'Profiler', while: { path: 'Profiling', value: 'Enabled' }, send: { Profiler: { Off: true } } }],
    },
    {
      operation: 'UpdateRenamed',
      watches: ['Script', 'Document'],
      reads: { Script: 'ScriptName' },
      documents: ['Document'],
      onlyIn: [],
      whenRemoved: [{ path: 'Script', send: { DropScript: true } }],
    },
  ],
} as unknown as KindDescriptor;

const rows: readonly (readonly [why: string, desired: Fields, remote: Fields, drift: readonly string[]])[] = [
  ['a name under which AWS knows it otherwise', { Script: 'a' }, { ScriptName: 'a', Script: 'b' }, []],
  ['another value under that name', { Script: 'a' }, { ScriptName: 'b' }, ['Script']],
  ['what was taken out of the spec and AWS still has', {}, { ScriptName: 'b' }, ['Script']],
  ['what was taken out and AWS has no more', {}, { ScriptName: '' }, []],
  [
    'the same document, laid out otherwise',
    { Document: '{"a":1,"b":[{"c":2,"d":3}]}' },
    { Document: '{ "b": [{"d":3,"c":2}], "a": 1 }' },
    [],
  ],
  ['another document', { Document: '{"a":1}' }, { Document: '{"a":2}' }, ['Document']],
  ['a list in another order is another document', { Document: '[1,2]' }, { Document: '[2,1]' }, ['Document']],
  ['text that is no document, the same', { Document: 'x' }, { Document: 'x' }, []],
  ['text that is no document, another', { Document: 'x' }, { Document: '{}' }, ['Document']],
  ['no opinion, no drift', {}, { Config: { Seconds: 5 }, Rules: [{ A: 1 }] }, []],
  ['the same value', { Config: { Seconds: 5 } }, { Config: { Seconds: 5 } }, []],
  ['another value', { Config: { Seconds: 5 } }, { Config: { Seconds: 6 } }, ['Config.Seconds']],
  ['a number that AWS tells as a text', { Config: { Seconds: 5 } }, { Config: { Seconds: '5' } }, []],
  ['AWS does not have it', { Config: { Seconds: 5 } }, {}, ['Config.Seconds']],
  ['zero wanted, and AWS leaves it out', { Config: { Seconds: 0 } }, {}, []],
  ['a path that nobody watches', { Config: { Other: 1 } }, { Config: { Other: 2 } }, []],
  ['defaults that AWS added to a rule', { Rules: [{ Name: 'a' }] }, { Rules: [{ Name: 'a', VolumeSizeInGB: 0 }] }, []],
  ['a rule more', { Rules: [{ Name: 'a' }, { Name: 'b' }] }, { Rules: [{ Name: 'a' }] }, ['Rules']],
  [
    'rules in another order: order has a meaning',
    { Rules: [{ Name: 'a' }, { Name: 'b' }] },
    { Rules: [{ Name: 'b' }, { Name: 'a' }] },
    ['Rules'],
  ],
  ['plain values in another order', { Subnets: ['b', 'a'] }, { Subnets: ['a', 'b'] }, []],
  ['plain values, one twice', { Subnets: ['a', 'a'] }, { Subnets: ['a', 'b'] }, ['Subnets']],
  ['taken out while AWS still has it on', {}, { Profiler: { Path: 's3' }, Profiling: 'Enabled' }, ['Profiler']],
  ['taken out and off already', {}, { Profiler: { Path: 's3' }, Profiling: 'Disabled' }, []],
];

describe('drift', () => {
  it.each(rows)('%s', (_why, desired, remote, drift) => {
    expect(driftOf(kind, desired, remote)).toEqual(drift);
  });

  it('is none between a value and itself, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(driftOf(kind, { Subnets: value } as Fields, { Subnets: value } as Fields)).toEqual([]);
      }),
    );
  });
});
