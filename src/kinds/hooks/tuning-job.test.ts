import { expect, test } from 'vitest';
import type { Fields } from '../types.ts';
import { tuningJobModel, tuningJobTrials } from './tuning-job.ts';

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

const done = { HyperParameterTuningJobStatus: 'Completed', BestTrainingJob: { TrainingJobName: 'search-004' } };

test.each<[string, Fields, string]>([
  ['the best trial', done, 'search-004'],
  [
    'the best trial of all searches that it continues',
    { ...done, OverallBestTrainingJob: { TrainingJobName: 'older-002' } },
    'older-002',
  ],
])('a completed search tells where the model of %s is', async (_which, remote, name) => {
  const { asked, call } = cloud({ ModelArtifacts: { S3ModelArtifacts: 's3://bucket/model.tar.gz' } });
  expect(await tuningJobModel(remote, call)).toEqual({ ...remote, BestModelArtifacts: 's3://bucket/model.tar.gz' });
  expect(asked).toEqual([{ operation: 'DescribeTrainingJob', input: { TrainingJobName: name } }]);
});

test.each<[string, Fields]>([
  ['while it searches', { ...done, HyperParameterTuningJobStatus: 'InProgress' }],
  ['without a best trial', { HyperParameterTuningJobStatus: 'Completed' }],
])('%s no model is asked for', async (_case, remote) => {
  const { asked, call } = cloud({});
  expect(await tuningJobModel(remote, call)).toEqual(remote);
  expect(asked).toEqual([]);
});

test('a trial that wrote no model tells of none', async () => {
  expect(await tuningJobModel(done, cloud({}).call)).toEqual(done);
});
