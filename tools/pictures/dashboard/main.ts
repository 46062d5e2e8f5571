/**
 * `npm run picture:dashboard`: docs/images/dashboard.svg, from the dashboard that the chart brings, a Prometheus that asks it of a running
 * operator, and some minutes of work. The figures are of the machine it runs on, so the picture is committed and never compared.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../../../src/simulator/simulator.ts';
import { startControlPlane } from '../../control-plane/control-plane.ts';
import { installCrds } from '../../control-plane/crds.ts';
import { Guardian } from '../../control-plane/guardian.ts';
import { requirePrograms } from '../../debian/packages.ts';
import { listenForInterrupts } from '../../demo/interrupt.ts';
import { Operator } from '../../demo/operator.ts';
import { TEAMS, work } from './load.ts';
import { draw, readDashboard } from './panels.ts';
import { Prometheus } from './prometheus.ts';

const DASHBOARD = new URL('../../../charts/sagemaker-operator/files/dashboard.json', import.meta.url);
const PICTURE = new URL('../../../docs/images/dashboard.svg', import.meta.url);
const WORK_MS = 240_000;
const REGION = 'us-east-1';

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const signal = listenForInterrupts();
await using stack = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'sagemaker-picture-'));
stack.defer(() => rm(folder, { recursive: true, force: true }));
const guardian = await Guardian.over(folder);
stack.defer(() => guardian.dismiss());

await requirePrograms({ prometheus: 'prometheus' }, say);
const plane = await startControlPlane({ progress: say });
stack.defer(() => plane.stop());
await installCrds(plane);
const simulator = await startSimulator({ speed: 60, accountId: '111122223333' });
stack.defer(() => simulator.stop());
simulator.faults.add({
  operation: 'CreateTrainingJob',
  when: 'before',
  probability: 0.15,
  action: { type: 'error', code: 'ThrottlingException', message: 'Rate exceeded' },
});
simulator.faults.add({ operation: 'DescribeTrainingJob', when: 'before', probability: 0.05, action: { type: 'reset' } });
for (const team of TEAMS) await kubectl(['create', 'namespace', team]);
const operator = await Operator.start({
  kubeconfig: plane.kubeconfig,
  namespace: TEAMS.join(','),
  region: REGION,
  aws: { kind: 'simulated' },
  endpoint: simulator.url,
  log: join(folder, 'operator.log'),
  guardian,
});
stack.defer(() => operator.stop());
await operator.untilReady(signal);
const prometheus = await Prometheus.start(join(folder, 'prometheus'), new URL(operator.metrics).host, guardian);
stack.defer(() => prometheus.stop());

say(`Working for ${WORK_MS / 60_000} minutes …`);
const since = Date.now() / 1_000;
await work((namespace, manifests) => kubectl(['apply', '--namespace', namespace, '--filename', '-'], manifests), WORK_MS, signal);
const dashboard = readDashboard(await readFile(DASHBOARD, 'utf8'));
const drawn = await Promise.all(
  dashboard.panels
    .filter(({ targets }) => targets.length > 0)
    .map(async (panel) => ({
      panel,
      answers: await Promise.all(panel.targets.map(({ expr }) => prometheus.range(expr, since, Date.now() / 1_000))),
    })),
);
await writeFile(PICTURE, await draw(dashboard, drawn, since));
say(`Wrote ${fileURLToPath(PICTURE)}`);

async function kubectl(args: readonly string[], input = ''): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = execFile(plane.kubectl, ['--kubeconfig', plane.kubeconfig, ...args], (error) =>
      error === null ? resolve() : reject(error),
    );
    child.stdin?.end(input);
  });
}
