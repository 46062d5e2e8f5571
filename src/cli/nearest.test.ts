import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

const WORDS = ['trainingjob', 'transformjob', 'endpoint', 'endpointconfig', 'smtj'];

describe('the nearest word', () => {
  test.each([
    ['trainngjob', 'trainingjob'],
    ['traniingjob', 'trainingjob'],
    ['TrainingJobs', 'trainingjob'],
    ['endpont', 'endpoint'],
    ['tran', 'transformjob'],
  ])('to %s is %s', (typed, meant) => expect(nearest(typed, WORDS)).toBe(meant));

  test('is none where nothing is near', () => {
    expect(nearest('pod', WORDS)).toBeUndefined();
    expect(nearest('', WORDS)).toBeUndefined();
  });

  test('of a word that is there is that word', () => {
    for (const word of WORDS) expect(nearest(word, WORDS)).toBe(word);
  });
});

test('the distance is one for each slip, whichever way round', () => {
  expect([editDistance('ab', 'ba'), editDistance('job', 'jobs'), editDistance('job', 'jab'), editDistance('', 'abc')]).toEqual([
    1, 1, 1, 3,
  ]);
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => editDistance(a, b) === editDistance(b, a)),
  );
});
