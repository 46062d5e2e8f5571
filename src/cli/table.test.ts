import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, table, widthOf } from './table.ts';

const RED = (text: string): string => `\u001b[31m${text}\u001b[39m`;

test('columns are as wide as their widest cell, and colours take no room', () => {
  const rows = [
    [RED('Failed'), 'a'],
    ['Ok', 'b'],
  ];
  expect(table(['STATE', 'NAME'], rows, { columns: 80 })).toBe(`STATE   NAME\n${RED('Failed')}  a\nOk      b\n`);
});

test('no line is wider than the terminal, and what is cut says so', () => {
  const text = table(['NAME'], [['x'.repeat(100)]], { columns: 40 });
  expect(text.split('\n').map(widthOf)).toEqual([4, 40, 0]);
  expect(text).toContain('x…');
});

test('a colour that is cut still ends', () => expect(cut(RED('abcdef'), 4)).toBe(RED('abc…')));

test('whatever is cut fits, and what fits is left alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 60 }), (line, columns) => {
      const text = line.replaceAll(/\s/g, ' ');
      expect(widthOf(cut(text, columns))).toBe(Math.min(widthOf(text), columns));
    }),
  );
});
