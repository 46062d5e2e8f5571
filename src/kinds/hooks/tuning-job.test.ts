import { expect, test } from 'vitest';
import type { Fields } from '../types.ts';
import { tuningJobTrials } from './tuning-job.ts';

interface Asked {
  readonly operation: string;
  readonly input: Fields;
}
function cloud(page: Fields) {
  const asked: Asked[] = [];
  return {
    asked,
    call: (operation: string, input: Fields) => {
      asked.push({ operation, input });
      return Promise.resolve(page);
    },
  };
}
const job = { HyperParameterTuningJobName: 'search', TrainingJobStatusCounters: { InProgress: 2, Completed: 0 } };

test('the newest trials are fetched with one page, whatever their number', async () => {
  const { asked, call } = cloud({ TrainingJobSummaries: [{ TrainingJobName: 'search-001' }], NextToken: 'more' });
  expect(await tuningJobTrials(job, call)).toEqual({ ...job, TrainingJobSummaries: [{ TrainingJobName: 'search-001' }] });
  expect(asked).toEqual([
    {
      operation: 'ListTrainingJobsForHyperParameterTuningJob',
      input: { HyperParameterTuningJobName: 'search', SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: 30 },
    },
  ]);
});

test.each<[string, Fields]>([
  ['before the first trial is counted', { ...job, TrainingJobStatusCounters: { InProgress: 0 } }],
  ['without counters', { HyperParameterTuningJobName: 'search' }],
  ['without a name', { TrainingJobStatusCounters: { InProgress: 1 } }],
])('%s no call is made', async (_case, remote) => {
  const { asked, call } = cloud({});
  expect(await tuningJobTrials(remote, call)).toEqual(remote);
  expect(asked).toEqual([]);
});

test('a page without trials is an empty list', async () => {
  expect(await tuningJobTrials(job, cloud({}).call)).toEqual({ ...job, TrainingJobSummaries: [] });
});
