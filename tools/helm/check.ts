/**
 * Judges the charts as a platform team would: `node tools/helm/check.ts`. helm lint, and with each set of values under ci/: schemas of a real
 * API server (kubeconform), kube-score and checkov. Ends with 1 if one of them complains. Where a tool cannot be had it is skipped, and
 * the line says why.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { makeEnvironment } from '../python/environment.ts';
import { findPython } from '../python/python.ts';
import { EXCEPTIONS, exceptionsOf } from './exceptions.ts';
import { type ChartTools, prepareChartTools, whatToolsLack } from './programs.ts';
import { LOCATION, rawReader, writeSchemas } from './schemas.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const CHART = here('../../charts/sagemaker-operator/');
const CRDS = here('../../charts/sagemaker-operator-crds/');
/** What the checks of hardening hold against: the oldest Kubernetes that the chart takes. */
const OLDEST = 'v1.30';
const CHECKOV = { name: 'checkov', requirements: [here('./checkov/requirements.txt')], imports: 'checkov.main' };

const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Judged {
  readonly what: string;
  readonly complaint: string | undefined;
}

async function judge(what: string, program: string, args: readonly string[]): Promise<Judged> {
  const { code, out } = await ran(program, args);
  say(`${code === 0 ? 'passed' : 'FAILED'}: ${what}`);
  return { what, complaint: code === 0 ? undefined : out };
}

function ran(program: string, args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ code: error ? 1 : 0, out: stdout + stderr }),
    );
  });
}

/** Every set of values, rendered: files by the name of the set. */
async function render({ helm }: ChartTools, folder: string): Promise<ReadonlyMap<string, string>> {
  const sets = (await readdir(join(CHART, 'ci'))).map((name) => join(CHART, 'ci', name));
  const rendered = new Map<string, string>();
  for (const set of sets.toSorted()) {
    const { code, out } = await ran(helm, ['template', 'op', CHART, '--namespace', 'sagemaker-operator', '--values', set]);
    if (code !== 0) throw new Error(`helm template with ${basename(set)}: ${out}`);
    const path = join(folder, basename(set));
    await writeFile(path, out);
    rendered.set(basename(set, '-values.yaml'), path);
  }
  return rendered;
}

async function lint({ helm }: ChartTools): Promise<readonly Judged[]> {
  const sets = (await readdir(join(CHART, 'ci'))).map((name) => ['--values', join(CHART, 'ci', name)]);
  const judged = [await judge('helm lint sagemaker-operator-crds', helm, ['lint', '--strict', CRDS])];
  for (const set of sets)
    judged.push(await judge(`helm lint with ${basename(set[1] ?? '')}`, helm, ['lint', '--strict', CHART, ...set]));
  return judged;
}

async function conform(tools: ChartTools, folder: string, rendered: ReadonlyMap<string, string>): Promise<readonly Judged[]> {
  const schemas = join(folder, 'schemas');
  const crds = join(folder, 'crds.yaml');
  await writeFile(crds, (await ran(tools.helm, ['template', 'crds', CRDS])).out);
  {
    await using plane = await startControlPlane({ progress: say });
    await writeSchemas(rawReader(plane), schemas);
  }
  const skipped = exceptionsOf('kubeconform').join(',');
  const args = ['-strict', '-summary', '-schema-location', join(schemas, LOCATION), '-skip', skipped];
  const files = [...rendered.values(), crds];
  return [await judge('kubeconform', tools.kubeconform, [...args, ...files])];
}

async function score(tools: ChartTools, rendered: ReadonlyMap<string, string>): Promise<readonly Judged[]> {
  const ignored = exceptionsOf('kube-score').flatMap((check) =>
    check === 'container-cpu-limit' ? ['--ignore-container-cpu-limit'] : ['--ignore-test', check],
  );
  const judged: Judged[] = [];
  for (const [set, path] of rendered)
    judged.push(
      await judge(`kube-score, ${set}`, tools['kube-score'], [
        'score',
        '--kubernetes-version',
        OLDEST,
        ...ignored,
        '-o',
        'ci',
        path,
      ]),
    );
  return judged;
}

async function scan(rendered: ReadonlyMap<string, string>): Promise<readonly Judged[]> {
  const python = await findPython();
  if ('lacking' in python) {
    say(`skipped: checkov, because ${python.lacking}`);
    return [];
  }
  const checkov = await makeEnvironment(CHECKOV, python, say);
  const files = [...rendered.values()].flatMap((path) => ['--file', path]);
  const skipped = ['--skip-check', exceptionsOf('checkov').join(',')];
  const args = ['--framework', 'kubernetes', '--quiet', '--compact', '--skip-download', ...skipped, ...files];
  return [await judge('checkov', checkov, ['-m', 'checkov.main', ...args])];
}

async function main(): Promise<number> {
  const lacking = whatToolsLack();
  if (lacking !== undefined) {
    say(`skipped: the checks of the charts, because ${lacking}`);
    return 0;
  }
  const tools = await prepareChartTools({ progress: say });
  const folder = await mkdtemp(join(tmpdir(), 'charts-'));
  try {
    for (const { tool, check, reason } of EXCEPTIONS) say(`${tool} ${check} is left out: ${reason}`);
    const rendered = await render(tools, folder);
    const judged = [
      ...(await lint(tools)),
      ...(await conform(tools, folder, rendered)),
      ...(await score(tools, rendered)),
      ...(await scan(rendered)),
    ];
    const failed = judged.filter(({ complaint }) => complaint !== undefined);
    for (const { what, complaint } of failed) say(`\n${what}:\n${complaint}`);
    say(`${judged.length - failed.length} passed, ${failed.length} failed`);
    return failed.length === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
