/**
 * `npm run bench`: what the operator costs, measured against a real apiserver and the simulated SageMaker. Prints a table, and JSON with
 * `--json FILE`. `--controller "command …"` measures another controller with the same program; `--user-agent` says how that one calls
 * itself. Numbers of one machine are good for ratios, not for promises.
 */
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { type Scenario, type ScenarioResult, runScenario } from './scenario.ts';
import { installCrds } from '../control-plane/crds.ts';

const { values } = parseArgs({
  options: {
    controller: { type: 'string', default: `${process.execPath} dist/sagemaker-operator.mjs` },
    'user-agent': { type: 'string', default: 'sagemaker-operator' },
    jobs: { type: 'string', default: '100' },
    json: { type: 'string' },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function table(results: readonly ScenarioResult[]): string {
  const rows = [
    [
      'scenario',
      'Create p50 ms',
      'p99 ms',
      'from POST',
      'p99 ms',
      'settled s',
      'completed',
      'creates',
      'AWS/job',
      'K8s writes/job',
      'K8s gets',
      'RSS MiB',
      'peak MiB',
      'CPU s',
    ],
    ...results.map(
      ({
        scenario,
        createMs,
        postToCreateMs,
        settledMs,
        completed,
        created,
        awsPerJob,
        writesPerJob,
        kubernetes,
        process: cost,
      }) => [
        scenario.name,
        createMs.p50.toFixed(0),
        createMs.p99.toFixed(0),
        postToCreateMs.p50.toFixed(0),
        postToCreateMs.p99.toFixed(0),
        (settledMs / 1_000).toFixed(1),
        `${completed}/${scenario.jobs}`,
        String(created),
        awsPerJob.toFixed(2),
        writesPerJob.toFixed(2),
        String(kubernetes.gets),
        cost.residentMiB.toFixed(0),
        cost.peakMiB.toFixed(0),
        cost.cpuSeconds.toFixed(1),
      ],
    ),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n');
}

const jobs = Number(values.jobs);
const scenarios: readonly Scenario[] = [
  { name: `jobs-${jobs}`, jobs },
  { name: `lost-replies-${jobs}`, jobs, lostReplies: 0.2 },
];
const logFile = join(tmpdir(), `bench-controller-${process.pid}.log`);
const plane = await startControlPlane({
  progress: say,
  auditPolicy: { rules: [{ level: 'Metadata' }], omitStages: ['RequestReceived'] },
});
try {
  await installCrds(plane);
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    say(`running ${scenario.name} …`);
    results.push(
      await runScenario(
        { plane, controller: values.controller.split(' '), userAgent: values['user-agent'], progress: say, logFile },
        scenario,
      ),
    );
  }
  process.stdout.write(`${table(results)}\n`);
  for (const { scenario, aws, kubernetes } of results) {
    process.stdout.write(
      `\n${scenario.name}: AWS ${JSON.stringify(aws)}\n${scenario.name}: Kubernetes ${JSON.stringify(kubernetes.byVerb)}\n`,
    );
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await plane.stop();
  say(`the controller's log is ${logFile}`);
}
