import type { ListTrainingJobsRequest, TrainingJobSummary } from '@aws-sdk/client-sagemaker';
import {
  AddTagsCommand,
  CreateTrainingJobCommand,
  DeleteTagsCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../testing.ts';
import { bench, refusal, trainingJob } from '../testing.ts';

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at[Symbol.asyncDispose]());

const create = (name: string, Tags?: { Key: string; Value: string }[]): Promise<{ TrainingJobArn: string | undefined }> =>
  at.client.send(new CreateTrainingJobCommand(trainingJob(name, Tags === undefined ? {} : { Tags })));
const page = (input: ListTrainingJobsRequest = {}) => at.client.send(new ListTrainingJobsCommand(input));

async function pages(input: ListTrainingJobsRequest): Promise<TrainingJobSummary[][]> {
  const all: TrainingJobSummary[][] = [];
  let NextToken: string | undefined;
  do {
    const answer = await page({ ...input, ...(NextToken === undefined ? {} : { NextToken }) });
    all.push(answer.TrainingJobSummaries ?? []);
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return all;
}
const names = (summaries: readonly TrainingJobSummary[]): (string | undefined)[] =>
  summaries.map(({ TrainingJobName }) => TrainingJobName);

/** job-00 … job-24, a second apart. */
async function many(count = 25): Promise<void> {
  for (let index = 0; index < count; index++) {
    await create(`job-${String(index).padStart(2, '0')}`);
    at.after(1);
  }
}

describe('a list', () => {
  test('comes in pages of ten unless it is asked otherwise, each job once, the oldest first', async () => {
    await many();
    const all = await pages({});
    expect(all.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(names(all.flat())).toEqual(Array.from({ length: 25 }, (_, index) => `job-${String(index).padStart(2, '0')}`));
  });

  test('ends with its last full page, not with an empty one', async () => {
    await many(20);
    expect((await pages({})).map(({ length }) => length)).toEqual([10, 10]);
  });

  test('can be turned round and sorted by name', async () => {
    for (const name of ['b', 'C', 'a']) await create(name);
    expect(names((await pages({ SortBy: 'Name' })).flat())).toEqual(['a', 'b', 'C']);
    expect(names((await pages({ SortBy: 'Name', SortOrder: 'Descending', MaxResults: 1 })).flat())).toEqual(['C', 'b', 'a']);
    expect(names((await pages({ SortOrder: 'Descending' })).flat())).toEqual(['a', 'C', 'b']);
  });

  test('picks its page before it filters by status: pages can be empty and go on', async () => {
    await many(20);
    await at.client.send(new StopTrainingJobCommand({ TrainingJobName: 'job-15' }));
    const all = await pages({ StatusEquals: 'Stopping' });
    expect(all.map(names)).toEqual([[], ['job-15']]);
  });

  test('filters by what a name contains and by times', async () => {
    await many(12);
    const start = at.simulator.control.now() - 12_000;
    expect(names((await pages({ NameContains: '-1' })).flat())).toEqual(['job-10', 'job-11']);
    const window = { CreationTimeAfter: new Date(start + 2500), CreationTimeBefore: new Date(start + 4500) };
    expect(names((await pages(window)).flat())).toEqual(['job-03', 'job-04']);
    await at.client.send(new StopTrainingJobCommand({ TrainingJobName: 'job-05' }));
    expect(names((await pages({ LastModifiedTimeAfter: new Date(start + 11_500) })).flat())).toEqual(['job-05']);
  });

  test('loses and repeats nothing when jobs are made and go between its pages', async () => {
    await many(10);
    const first = await page({ MaxResults: 5 });
    at.simulator.control.remove({ type: 'training-job', name: 'job-04' });
    at.simulator.control.remove({ type: 'training-job', name: 'job-02' });
    await create('late');
    const rest = await page({ MaxResults: 100, ...(first.NextToken === undefined ? {} : { NextToken: first.NextToken }) });
    expect(names(rest.TrainingJobSummaries ?? [])).toEqual(['job-05', 'job-06', 'job-07', 'job-08', 'job-09', 'late']);
  });

  test('refuses a token that is not its own, and more than 100 at once', async () => {
    expect((await refusal(page({ NextToken: 'bm9uc2Vuc2U' }))).code).toBe('ValidationException');
    expect((await refusal(page({ MaxResults: 101 }))).message).toBe(
      "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
    );
  });
});

describe('tags', () => {
  const add = (ResourceArn: string, Tags: { Key: string; Value: string }[]): Promise<unknown> =>
    at.client.send(new AddTagsCommand({ ResourceArn, Tags }));
  const list = async (ResourceArn: string) => (await at.client.send(new ListTagsCommand({ ResourceArn }))).Tags;

  test('are given at creation, added, replaced and taken away', async () => {
    const { TrainingJobArn: arn = '' } = await create('job', [{ Key: 'team', Value: 'a' }]);
    await add(arn, [
      { Key: 'team', Value: 'b' },
      { Key: 'stage', Value: 'dev' },
    ]);
    expect(await list(arn)).toEqual([
      { Key: 'team', Value: 'b' },
      { Key: 'stage', Value: 'dev' },
    ]);
    await at.client.send(new DeleteTagsCommand({ ResourceArn: arn, TagKeys: ['team', 'unknown'] }));
    expect(await list(arn)).toEqual([{ Key: 'stage', Value: 'dev' }]);
  });

  test('beginning with aws: are refused, at creation as later', async () => {
    const tag = { Key: 'aws:cloudformation', Value: 'x' };
    expect((await refusal(create('job', [tag]))).code).toBe('ValidationException');
    const { TrainingJobArn: arn = '' } = await create('job');
    expect((await refusal(add(arn, [tag]))).code).toBe('ValidationException');
  });

  test('are at most 50 on a resource', async () => {
    const { TrainingJobArn: arn = '' } = await create('job');
    await add(
      arn,
      Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'v' })),
    );
    expect((await refusal(add(arn, [{ Key: 'one-more', Value: 'v' }]))).code).toBe('ValidationException');
    await add(arn, [{ Key: 'k0', Value: 'replaced' }]);
    expect(await list(arn)).toHaveLength(50);
  });

  test('of a resource that is not there are refused in its own words', async () => {
    const refused = await refusal(list('arn:aws:sagemaker:us-west-2:123456789012:endpoint/gone'));
    expect(refused.message).toBe('Could not find endpoint "arn:aws:sagemaker:us-west-2:123456789012:endpoint/gone".');
  });
});
