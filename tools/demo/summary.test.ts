import { expect, test } from 'vitest';
import { plan } from './consent.ts';
import { parseOptions } from './options.ts';
import { calls, lookFurther, outcome } from './summary.ts';
import { object } from './testkit.ts';

const done = object({ name: 'b', status: { trainingJobStatus: 'Completed' }, conditions: { Ready: true } });
const failed = object({ status: { trainingJobStatus: 'Failed' }, conditions: { Stalled: true } });

test('the outcome tells whether all is as it should be', () => {
  expect(outcome([done, failed], new Set(['TrainingJob/a']), 21.4)).toBe(
    'All 2 objects settled after 21 s, each as it should (1 is there to show a failure): 1 Completed, 1 Failed.',
  );
  expect(outcome([done, failed], new Set(), 21.4)).toBe(
    'All 2 objects settled after 21 s, but not as they should: TrainingJob/a: 1 Completed, 1 Failed.',
  );
});

test('calls are counted by verb, the most frequent first', () => {
  const ledger = { counts: () => ({ CreateModel: { calls: 1 }, ListTrainingJobs: { calls: 9 }, ListEndpoints: { calls: 2 } }) };
  expect(calls(ledger)).toBe('12 calls to AWS: 11 List, 1 Create.');
});

test('hints name the namespace where it is not the default one', () => {
  const hints = { kubeconfig: '/k', path: undefined, metrics: 'http://m' };
  const own = lookFurther({ ...hints, options: parseOptions([], {}) });
  expect(own).toContain('  export KUBECONFIG=/k');
  expect(own).toContain('  kubectl get sagemaker');
  const yours = lookFurther({ ...hints, path: '/bin', options: parseOptions(['--kubeconfig', '/k'], {}) });
  expect(yours).toContain('  export PATH="$PATH:/bin"');
  expect(yours).toContain('  kubectl get sagemaker -n sagemaker-demo');
});

test('the plan names what will be touched', () => {
  const lines = plan(parseOptions(['--real', '--manifests', 'mine', '--aws-region', 'eu-west-1'], {}), 'https://c').join('\n');
  expect(lines).toContain('your cluster at https://c');
  expect(lines).toContain('AWS in eu-west-1, with your credentials: THIS COSTS MONEY');
  expect(lines).toContain('everything in mine, in the namespace sagemaker-demo');
});
