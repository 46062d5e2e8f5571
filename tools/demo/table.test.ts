import { expect, test } from 'vitest';
import type { Row } from './row.ts';
import { table } from './table.ts';

const ROWS: readonly Row[] = [
  { kind: 'TrainingJob', name: 'churn-spot', status: 'InProgress', detail: 'Starting', age: '3s', verdict: 'open' },
  { kind: 'Model', name: 'churn', status: 'Ready', detail: 'sagemaker-xgboost:1.7-1', age: '12s', verdict: 'good' },
];

test('columns are aligned', () => {
  expect(table(ROWS, 100).join('\n')).toBe(
    [
      'KIND         NAME        STATUS      DETAIL                   AGE',
      'TrainingJob  churn-spot  InProgress  Starting                 3s',
      'Model        churn       Ready       sagemaker-xgboost:1.7-1  12s',
    ].join('\n'),
  );
});

test('the detail gives way where the terminal is narrow', () => {
  const lines = table(ROWS, 56);
  expect(lines[2]).toBe('Model        churn       Ready       sagemaker-xgb…  12s');
  expect(lines.every((line) => line.length <= 56)).toBe(true);
});

test('no line is ever wider than the terminal', () => {
  for (let width = 1; width < 80; width++) {
    expect(Math.max(...table(ROWS, width).map((line) => line.length))).toBeLessThanOrEqual(width);
  }
});

test('colours are put around lines that have their width already', () => {
  const lines = table(ROWS, 56, (what, text) => `<${what}>${text}</>`);
  expect(lines.map((line) => line.replaceAll(/<.*?>/g, ''))).toEqual(table(ROWS, 56));
  expect(lines.map((line) => line.slice(0, 6))).toEqual(['<head>', '<open>', '<good>']);
});

test('without objects there is only the head', () => {
  expect(table([], 80)).toEqual(['KIND  NAME  STATUS  DETAIL  AGE']);
});
