import { describe, expect, test } from 'vitest';
import type { Json } from '../kinds/types.ts';
import { follow, parsePath, PathError } from './path.ts';

const object: Json = {
  metadata: { name: 'churn', annotations: { 'example.com/team': 'red' } },
  spec: {
    tags: [
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
    ],
    enabled: false,
    count: 3,
  },
  status: {
    arn: 'arn:x',
    empty: null,
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Stalled', status: 'False' },
    ],
  },
};
const at = (path: string): readonly Json[] => follow(parsePath(path), object);

describe('a path', () => {
  test.each<[string, readonly Json[]]>([
    ['.status.arn', ['arn:x']],
    [' .status .arn ', ['arn:x']],
    ['.["status"]["arn"]', ['arn:x']],
    ['."status"."arn"', ['arn:x']],
    ['.status["arn"]', ['arn:x']],
    ['.status.["arn"]', ['arn:x']],
    ['.metadata.annotations["example.com/team"]', ['red']],
    ['.metadata.annotations."example.com/team"', ['red']],
    ['.spec.tags[0].value', ['1']],
    ['.spec.tags[-1].value', ['2']],
    ['.spec.tags[].key', ['a', 'b']],
    ['.spec.tags | .[1] | .key', ['b']],
    ['.spec.tags[ 0 ] .key', ['a']],
    ['.spec.enabled', [false]],
    ['.spec.count', [3]],
    ['.status.empty', [null]],
    ['.spec.count | tostring', ['3']],
    ['.status.arn|tostring', ['arn:x']],
    ['.spec.tags[0] | tostring', ['{"key":"a","value":"1"}']],
    ['.status.conditions[] | select(.type == "Ready") | .status', ['True']],
    ['.status.conditions[]|select(.type=="Nope")|.status', []],
    ['.spec.tags[] | select(.value == 1)', []],
    ['.', [object]],
  ])('%s leads to %j', (path, values) => expect(at(path)).toEqual(values));

  test.each([
    '.status.nope',
    '.status.arn.deeper',
    '.spec.tags[7]',
    '.status.arn[0]',
    '.nope?.x?',
    '.spec.tags.key',
    '.status.empty[]',
  ])('%s leads nowhere, and that is no error', (path) => expect(at(path)).toEqual([]));

  test.each(['.constructor', '.__proto__', '.status.toString', '.spec.tags.length'])(
    '%s does not lead to what JavaScript hangs on its objects',
    (path) => expect(at(path)).toEqual([]),
  );

  test.each([
    ['', 'its end'],
    ['status.arn', "'status.arn'"],
    ['.status.', "'.'"],
    ['.status.arn |', 'its end'],
    ['.status-x', "'-x'"],
    ['.status..arn', "'..arn'"],
    ['.spec.tags[1:2]', "'[1:2]'"],
    ['.spec.tags | length', "'length'"],
    ['.a // "b"', '\'// "b"\''],
    ['[0]', "'[0]'"],
    ['["status"]', '\'["status"]\''],
    ['.a | [0]', "'[0]'"],
    ['[range(1e9)]', "'[range(1e9)]'"],
    ['.a + .b', "'+ .b'"],
    ['def f: f; f', "'def f: f; f'"],
    ['$ENV', "'$ENV'"],
    [String.raw`.["\(1)"]`, 'its end'],
    ['.a | select(.b)', "')'"],
    ['.a | select(.b == .c)', "'.c)'"],
    ['.a | tostrings', "'tostrings'"],
  ])('«%s» is refused where it is not understood, with what is supported', (path, where) => {
    expect(() => parsePath(path)).toThrow(PathError);
    expect(() => parsePath(path)).toThrow(`is not understood at ${where}; supported are .name`);
  });

  test('is read up to a length that holds nobody up', () => {
    expect(parsePath('.a'.repeat(512))[0]).toMatchObject({ steps: { length: 512 } });
    expect(() => parsePath('.a'.repeat(513))).toThrow('is longer than 1024 characters');
  });
});
