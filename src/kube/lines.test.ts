import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from './lines.ts';

function split(chunks: readonly Uint8Array[]): { lines: string[]; pending: number } {
  const splitter = new LineSplitter();
  return { lines: chunks.flatMap((chunk) => [...splitter.push(chunk)]), pending: splitter.pending };
}

/** Cuts `bytes` at the given places, wherever they fall. */
function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, at) => bytes.subarray(sorted[at] ?? 0, end));
}

const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''));

test('however the bytes are cut, the lines are those of the whole', () => {
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat()), (lines, places) => {
      const bytes = new TextEncoder().encode(lines.map((text) => `${text}\n`).join(''));
      expect(split(cutAt(bytes, places))).toEqual({ lines, pending: 0 });
    }),
  );
});

test('a line with characters of two, three and four bytes survives a cut at every byte', () => {
  const text = '{"ключ":"値 🚀 é"}';
  const bytes = new TextEncoder().encode(`${text}\nrest`);
  for (let at = 0; at <= bytes.length; at++) {
    expect(split([bytes.subarray(0, at), bytes.subarray(at)])).toEqual({ lines: [text], pending: 4 });
  }
});

test('a line of 3 MiB in small pieces is put together once', () => {
  const chunk = new Uint8Array(16 * 1024).fill(0x61);
  const { lines } = split([...Array.from({ length: 192 }, () => chunk), Uint8Array.of(0x0a)]);
  expect(lines.map((text) => text.length)).toEqual([3 * 1024 * 1024]);
});

test('bytes that are not UTF-8 are an error, not a replacement character', () => {
  expect(() => split([Uint8Array.of(0x22, 0xff, 0x22, 0x0a)])).toThrow(TypeError);
});

test('the lines before a bad one are told', () => {
  const lines = new LineSplitter().push(Uint8Array.of(0x61, 0x0a, 0xff, 0x0a));
  expect(lines.next().value).toBe('a');
  expect(() => lines.next()).toThrow(TypeError);
});

test('a line without end is an error before it eats the memory', () => {
  const splitter = new LineSplitter();
  const mebibyte = new Uint8Array(1024 * 1024).fill(0x61);
  expect(() => {
    for (let n = 0; n < 64; n++) splitter.push(mebibyte).next();
  }).toThrow(RangeError);
});
