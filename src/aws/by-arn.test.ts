import { expect, it } from 'vitest';
import { keyIn } from '../engine/ports.ts';
import { ByArn } from './by-arn.ts';

const [a, b] = [keyIn('Endpoint', 'default', 'a'), keyIn('Endpoint', 'default', 'b')];

it('several objects may stand for one resource, and each is forgotten by itself', () => {
  const byArn = new ByArn([
    [a, 'arn:one'],
    [b, 'arn:one'],
  ]);
  expect(byArn.keys('arn:one')).toEqual([a, b]);
  byArn.remove(a);
  expect(byArn.keys('arn:one')).toEqual([b]);
  byArn.remove(b);
  byArn.remove(b);
  expect(byArn.keys('arn:one')).toEqual([]);
});

it('an object stands for what it stood for last', () => {
  const byArn = new ByArn([[a, undefined]]);
  byArn.set(a, 'arn:one');
  byArn.set(a, 'arn:one');
  expect(byArn.keys('arn:one')).toEqual([a]);
  byArn.set(a, 'arn:two');
  expect([byArn.keys('arn:one'), byArn.keys('arn:two')]).toEqual([[], [a]]);
  byArn.set(a, undefined);
  expect(byArn.keys('arn:two')).toEqual([]);
});

it('case tells no resources apart', () => {
  const byArn = new ByArn([[a, 'arn:endpoint/churn']]);
  expect(byArn.keys('arn:endpoint/Churn')).toEqual([a]);
});
