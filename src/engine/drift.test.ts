import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fields, KindDescriptor } from '../kinds/types.ts';
import { driftOf, growthOf, surplusOf } from './drift.ts';

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

const growing = {
  updates: [
    {
      operation: 'UpdateStore',
      watches: ['Features', 'Labels', 'At'],
      grows: { Features: 'Name' },
      drops: { Labels: 'LabelsToRemove' },
      onlyIn: [],
    },
  ],
} as unknown as KindDescriptor;
const [rule] = growing.updates;
const [a, b, wide] = [
  { Name: 'a', Type: 'String' },
  { Name: 'b', Type: 'String' },
  { Name: 'a', Type: 'Integral' },
];

const whole: readonly (readonly [why: string, desired: Fields, remote: Fields, drift: readonly string[]])[] = [
  ['an element more in a list that only grows', { Features: [a, b] }, { Features: [a] }, ['Features']],
  ['its elements in another order', { Features: [a, b] }, { Features: [b, a] }, []],
  ['an element that AWS has beyond the spec', { Features: [a] }, { Features: [a, b] }, []],
  ['defaults that AWS added to an element', { Features: [{ Name: 'a' }] }, { Features: [a] }, []],
  ['an element that is otherwise', { Features: [wide] }, { Features: [a] }, ['Features']],
  ['no such list in AWS', { Features: [a] }, {}, ['Features']],
  [
    'a key that AWS has beyond a map that is meant as a whole',
    { Labels: { x: '1' } },
    { Labels: { x: '1', y: '2' } },
    ['Labels'],
  ],
  ['another value in it', { Labels: { x: '1' } }, { Labels: { x: '2' } }, ['Labels']],
  ['the same map', { Labels: { x: '1' } }, { Labels: { x: '1' } }, []],
  ['no map at all in AWS', { Labels: { x: '1' } }, {}, ['Labels']],
  ['a map that the spec does not mention', {}, { Labels: { y: '2' } }, []],
  ['the same moment in another zone', { At: '2026-01-01T02:00:00.5+02:00' }, { At: '2026-01-01T00:00:00Z' }, []],
  ['another moment', { At: '2026-01-01T00:00:01Z' }, { At: '2026-01-01T00:00:00Z' }, ['At']],
  ['a text beside a moment', { At: 'now' }, { At: '2026-01-01T00:00:00Z' }, ['At']],
];

describe('drift of what only grows or is meant as a whole', () => {
  it.each(whole)('%s', (_why, desired, remote, drift) => {
    expect(driftOf(growing, desired, remote)).toEqual(drift);
  });

  it('tells what is new from what would be a change', () => {
    if (!rule) throw new Error('no rule');
    expect(growthOf(rule, 'Features', { Features: [wide, b] }, { Features: [a] })).toEqual({ added: [b], changed: ['a'] });
    expect(surplusOf(rule, 'Labels', { Labels: { x: '1' } }, { Labels: { x: '1', y: '2' } })).toEqual(['y']);
  });
});

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
