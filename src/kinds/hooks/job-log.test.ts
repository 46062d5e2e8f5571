import { expect, test } from 'vitest';
import { jobLog } from './job-log.ts';

const job = { ProcessingJobName: 'evaluate' };
const log = { group: '/aws/sagemaker/ProcessingJobs', name: 'ProcessingJobName' } as const;

test.each([
  ['one stream for each instance, below the name of the job', 'folder', 'evaluate/'],
  ['one stream, of the name of the job', 'stream', 'evaluate'],
] as const)('a log is %s', async (_law, form, LogStreamPrefix) => {
  expect(await jobLog({ ...log, form })(job)).toEqual({ ...job, LogGroup: log.group, LogStreamPrefix });
});
