/**
 * `npm run bench`: what the operator costs, measured against a real apiserver and the simulated SageMaker. Prints a table, and JSON with
 * `--json FILE`. `--scenario NAME` chooses what is measured (repeatable); `--controller "command …"` measures another controller with the
 * same program, and `--user-agent` says how that one calls itself. Numbers of one machine are good for ratios, not for promises.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { installCrds } from '../control-plane/crds.ts';
import { imageStart } from './image-start.ts';
import { type ChapterResult, runScenario } from './run.ts';
import { DEFAULT_SCENARIOS, SCENARIO_NAMES, scenarioNamed } from './scenarios.ts';
import { tableOf } from './table.ts';

const HELP = `Usage: npm run bench -- [options]

  --scenario <name>     what to measure (repeatable; default: ${DEFAULT_SCENARIOS.join(', ')})
                        ${SCENARIO_NAMES.join(', ')}
  --idle <seconds>      length of the idle chapter (default 600)
  --controller <cmd>    command of the controller; flags are added (default: the bundle, started as in the image)
  --user-agent <text>   how the controller calls itself to the apiserver
  --json <file>         all results
`;

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', multiple: true, default: [...DEFAULT_SCENARIOS] },
    idle: { type: 'string', default: '600' },
    controller: { type: 'string' },
    'user-agent': { type: 'string', default: 'sagemaker-operator' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const scenarios = values.scenario.map(scenarioNamed);
  const logFile = join(tmpdir(), `bench-controller-${process.pid}.log`);
  await using plane = await startControlPlane({
    progress: say,
    collectsAsShipped: true,
    auditPolicy: { rules: [{ level: 'Metadata' }], omitStages: ['RequestReceived'] },
  });
  await installCrds(plane);
  const results: ChapterResult[] = [];
  const bench = {
    plane,
    controller:
      values.controller === undefined
        ? imageStart(await readFile('Dockerfile', 'utf8'), 'dist/sagemaker-operator.mjs')
        : { command: values.controller.split(' '), env: {} },
    userAgent: values['user-agent'],
    progress: say,
    logFile,
    idleMs: Number(values.idle) * 1_000,
  };
  for (const scenario of scenarios) results.push(...(await runScenario(bench, scenario)));
  process.stdout.write(`${tableOf(results)}\n`);
  for (const { scenario, chapter, aws, kubernetes } of results)
    process.stdout.write(`\n${scenario} ${chapter}: AWS ${JSON.stringify(aws)}\n  Kubernetes ${JSON.stringify(kubernetes)}\n`);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
  say(`the controller's log is ${logFile}`);
}

if (values.help) process.stdout.write(HELP);
else await main();
