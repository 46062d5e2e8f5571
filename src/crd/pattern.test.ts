import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../model/load.ts';
import { acceptsEmpty, translatePattern } from './pattern.ts';

const patterns = [
  ...new Set(
    Object.values(loadModel('sagemaker').shapes).flatMap((shape) =>
      shape.type === 'string' && shape.pattern !== undefined ? [shape.pattern] : [],
    ),
  ),
];
const translated = patterns.flatMap((pattern) => translatePattern(pattern) ?? []);

describe('a translated pattern', () => {
  it('is anchored, for AWS matches whole values', () => {
    expect(translatePattern('[0-9]{12}')).toBe('^(?:[0-9]{12})$');
    expect(translatePattern('a|b')).toBe('^(?:a|b)$');
  });

  it.each([
    ['(?!-)a', 'a look-ahead'],
    ['a(?<!-)', 'a look-behind'],
    ['(a)\\1', 'a back reference'],
    ['a*+', 'a possessive quantifier'],
    ['a{1,3}+', 'a possessive repeat'],
    ['[a-z&&[^b]]', 'set algebra'],
    ['[a[bc]]', 'a nested class'],
    ['[\\uD800-\\uDFFF]', 'surrogates'],
    ['a{1001,}', 'more repeats than RE2 takes'],
    ['(a)${1,128}', 'a repeated anchor'],
  ])('does not exist for %s: %s', (pattern) => {
    expect(translatePattern(pattern)).toBeUndefined();
  });

  it.each([
    ['[\\S]{1,2048}', '^(?:[\\S]{1,})$', 'drops an upper bound that RE2 refuses'],
    ['[\\p{Alnum}\\-]+', '^(?:[0-9A-Za-z\\-]+)$', 'spells Java’s ASCII classes out'],
    ['[\\p{L}\\p{Z}_]*', '^(?:[\\p{L}\\p{Z}_]*)$', 'keeps Unicode categories'],
    ['a\\_b\\/c', '^(?:a_b/c)$', 'drops an escape that nobody needs'],
    ['[a-z]+?', '^(?:[a-z]+?)$', 'keeps lazy quantifiers'],
  ])('of %s is %s: it %s', (pattern, result) => {
    expect(translatePattern(pattern)).toBe(result);
  });

  it('says nothing where AWS says nothing', () => {
    expect(['.*', '.+', '[\\S\\s]*'].map(translatePattern)).toEqual([undefined, undefined, undefined]);
  });

  it('exists for nearly all of the model’s patterns', () => {
    expect(patterns.length - translated.length).toBeLessThan(30);
  });

  it('compiles, and holds nothing that RE2 lacks, for every pattern of the model', () => {
    for (const pattern of translated) {
      expect(() => new RegExp(pattern, 'u')).not.toThrow();
      expect(pattern).not.toMatch(/\(\?[=!<]|\\[1-9]|[*+?}]\+/);
    }
  });

  it('accepts what the original matches as a whole', () => {
    // fast-check takes up to a second to prepare for a long pattern.
    const quickToGenerate = patterns.filter(
      (pattern) => pattern.length < 32 && translatePattern(pattern) !== undefined && !/\\p\{|\\b|\d{3}/.test(pattern),
    );
    const matching = quickToGenerate.map((pattern) =>
      fc.stringMatching(new RegExp(`^(?:${pattern})$`), { size: 'small' }).map((value) => ({ pattern, value })),
    );
    expect(matching.length).toBeGreaterThan(50);
    fc.assert(
      fc.property(fc.oneof(...matching), ({ pattern, value }) => new RegExp(translatePattern(pattern) ?? '', 'u').test(value)),
      { numRuns: 300 },
    );
  });

  it('knows whether it takes the empty string', () => {
    expect(acceptsEmpty('^(?:[a-z]*)$')).toBe(true);
    expect(acceptsEmpty('^(?:[a-z]+)$')).toBe(false);
  });
});
