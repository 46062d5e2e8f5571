/** What /metrics says after a real run, and that it is what docs/metrics.md says. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../tools/observability/catalogue.ts';
import { OperatorProcess } from '../support/operator-process.ts';
import { trainingSpec } from '../support/specs.ts';
import { isReady, isTerminal, Stage } from '../support/stage.ts';

let stage: Stage;
let operator: OperatorProcess;
beforeAll(async () => {
  stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
  operator = new OperatorProcess([...stage.operatorFlags, '--metrics-addr=127.0.0.1:0', '--healthz-addr=127.0.0.1:0'], {
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });
  await operator.says('working');
});
afterAll(async () => {
  await operator[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

async function scrape(): Promise<string> {
  const [, port] = await operator.ports();
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

/** The value of one series; undefined when it is not there. */
async function value(series: string): Promise<number | undefined> {
  const line = (await scrape()).split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

test('serves what the page tells of, each under its type', async () => {
  const served = new Map(
    [...(await scrape()).matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  );
  for (const name of served.keys()) if (/^(?:process|nodejs)_/.test(name)) served.delete(name);
  expect(served).toEqual(new Map(catalogue().map(({ name, type }) => [name, type])));
});

test('tells what became of objects and jobs, what they cost, and what was asked of AWS', async () => {
  const ns = `namespace="${stage.namespace}"`;
  stage.simulator.faults.add({
    operation: 'CreateTrainingJob',
    name: '^spot$',
    times: 1,
    action: { type: 'error', code: 'ThrottlingException', status: 400 },
  });
  const spot = { enableManagedSpotTraining: true, stoppingCondition: { maxRuntimeInSeconds: 3600, maxWaitTimeInSeconds: 3600 } };
  await stage.create('TrainingJob', 'spot', trainingSpec({ trainingJobName: 'spot', ...spot }));
  const job = await stage.until('TrainingJob', 'spot', isReady);
  await stage.create('TrainingJob', 'stranger', trainingSpec({ trainingJobName: 'spot' }));
  await stage.until('TrainingJob', 'stranger', isTerminal);
  const status = job.status as unknown as Readonly<Record<string, number>>;
  const [billed = Number.NaN, trained = Number.NaN] = [status['billableTimeInSeconds'], status['trainingTimeInSeconds']];
  const ledger = stage.simulator.ledger.counts();

  const kind = 'kind="TrainingJob"';
  expect(await value(`sagemaker_operator_objects{${kind},${ns},phase="done"}`)).toBe(1);
  expect(await value(`sagemaker_operator_objects{${kind},${ns},phase="refused"}`)).toBe(1);
  expect(await value(`sagemaker_operator_jobs_ended_total{${kind},${ns},result="succeeded"}`)).toBe(1);
  expect(await value(`sagemaker_operator_job_seconds_count{${kind},result="succeeded"}`)).toBe(1);
  expect(await value(`sagemaker_operator_billable_seconds_total{${kind},${ns}}`)).toBe(billed);
  expect(await value(`sagemaker_operator_spot_saved_seconds_total{${kind},${ns}}`)).toBe(trained - billed);
  const call = 'service="sagemaker",op_type="CREATE",op_id="CreateTrainingJob"';
  expect(await value(`ack_outbound_api_requests_total{${call}}`)).toBe(ledger['CreateTrainingJob']?.calls);
  const create = 'service="sagemaker",op_id="CreateTrainingJob"';
  expect(await value(`ack_outbound_api_requests_error_total{${create},status_code="ThrottlingException"}`)).toBe(1);
  expect(await value(`sagemaker_operator_aws_faults_total{${create},fault="throttled"}`)).toBe(1);
  expect(await value('leader_election_master_status{name="ack-sagemaker.services.k8s.aws"}')).toBe(1);
  expect(await value('workqueue_depth{name="sagemaker"}')).toBe(0);
  expect(await value(`sagemaker_operator_watch_age_seconds{${kind}}`)).toBeLessThan(90);
});

test('tells how old the last sweep is while a job is busy, and nothing when none is', async () => {
  const lag = 'sagemaker_operator_sweep_lag_seconds{kind="TrainingJob"}';
  expect(await value(lag)).toBeUndefined();
  stage.simulator.faults.add({
    id: 'down',
    operation: 'ListTrainingJobs',
    action: { type: 'error', code: 'InternalFailure', status: 500 },
  });
  await stage.create('TrainingJob', 'busy', trainingSpec({ trainingJobName: 'busy' }));
  await stage.eventually(
    async () => ((await value(lag)) ?? 0) > 3,
    () => operator.output,
  );
  stage.simulator.faults.clear();
  await stage.until('TrainingJob', 'busy', isReady);
  await stage.eventually(
    async () => (await value(lag)) === undefined,
    () => operator.output,
  );
});
