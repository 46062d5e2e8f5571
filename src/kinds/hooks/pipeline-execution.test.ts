import { expect, test } from 'vitest';
import type { Fields } from '../types.ts';
import { pipelineSteps } from './pipeline-execution.ts';

const execution = { PipelineExecutionArn: 'arn:x' };
const page = (answer: Fields) => () => Promise.resolve(answer);

test('the newest steps are fetched with one page, whatever their number', async () => {
  const asked: unknown[] = [];
  const call = (operation: string, input: Fields) => {
    asked.push([operation, input]);
    return Promise.resolve({ PipelineExecutionSteps: [{ StepName: 'Train' }], NextToken: 'more' });
  };
  expect(await pipelineSteps(execution, call)).toEqual({ ...execution, PipelineExecutionSteps: [{ StepName: 'Train' }] });
  const input = { PipelineExecutionArn: 'arn:x', SortOrder: 'Descending', MaxResults: 30 };
  expect(asked).toEqual([['ListPipelineExecutionSteps', input]]);
});

test('the item of a loop, which may be long, is left out', async () => {
  const step = { StepName: 'Train', IterationContext: { Index: 1, Item: 'x'.repeat(12_000) } };
  const { PipelineExecutionSteps: steps } = await pipelineSteps(execution, page({ PipelineExecutionSteps: [step] }));
  expect(steps).toEqual([{ StepName: 'Train', IterationContext: { Index: 1 } }]);
});

test('a page without steps is an empty list', async () => {
  expect(await pipelineSteps(execution, page({}))).toEqual({ ...execution, PipelineExecutionSteps: [] });
});

test('without an ARN no call is made', async () => {
  expect(await pipelineSteps({}, () => Promise.reject(new Error('called')))).toEqual({});
});
