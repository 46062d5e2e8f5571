import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runPlugin } from '../support/plugin.ts';

/** Commands that need no cluster, as a person would type them: no kubeconfig is there to be found. */

const env = { KUBECONFIG: '/nonexistent' };
const EXAMPLE = new URL('../../examples/kinds/processing-job.yaml', import.meta.url);
let good = '';
let folder = '';
beforeAll(async () => {
  good = await readFile(EXAMPLE, 'utf8');
  folder = await mkdtemp(join(tmpdir(), 'offline-'));
});

describe('validate', () => {
  it('is content with an example, and says how much it has looked at', async () => {
    const { code, out, err } = await runPlugin(['validate', '-'], { input: good, env });
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: '1 checked, 0 errors, 0 warnings\n' });
  });

  it('names the line of a slip, and the field that was meant, and exits with 1', async () => {
    const bad = good.replace('roleARN:', 'rolARN:');
    const line = bad.split('\n').findIndex((each) => each.includes('rolARN:')) + 1;
    const { code, out } = await runPlugin(['validate', '-o', 'json', '-'], { input: bad, env });
    const { findings } = JSON.parse(out) as { findings: { path: string; line: number; message: string }[] };
    expect(code).toBe(1);
    expect(findings).toContainEqual(
      expect.objectContaining({ path: 'spec.rolARN', line, message: 'no such field; did you mean roleARN?' }),
    );
  });

  it('judges by the guardrails of a team, and fails on advice when it is told to', async () => {
    const rules = join(folder, 'rules.yaml');
    const parameters = {
      apiVersion: 'services.k8s.aws/v1alpha1',
      kind: 'GuardrailParameters',
      metadata: { name: 'default' },
      spec: { instanceTypes: ['ml.c5.*'] },
    };
    await writeFile(rules, JSON.stringify(parameters));
    const judged = await runPlugin(['validate', '--guardrails', rules, '-'], { input: good, env });
    expect(judged.code).toBe(1);
    expect(judged.out).toMatch(/^stdin:\d+:\d+: error: SMOP-05 spec\.processingResources\.clusterConfig\.instanceType: /m);
  });

  it('writes schemas for editors', async () => {
    const { code } = await runPlugin(['validate', '--schemas', join(folder, 'schemas')], { env });
    const all = JSON.parse(await readFile(join(folder, 'schemas', 'all.json'), 'utf8')) as { allOf: unknown[] };
    expect([code, all.allOf.length > 60]).toEqual([0, true]);
  });

  it.each([
    ['a file that is not there', ['validate', 'nowhere.yaml'], /^.*nowhere\.yaml: no such file\n$/],
    ['no file', ['validate'], /say which files/],
    ['a kind that is none', ['convert', '--kind', 'TrainingJbo', '-'], /did you mean TrainingJob\?/],
    ['no price file', ['cost', '-f', '-', '--prices', EXAMPLE.pathname], /no price file; expected/],
  ])('%s is told in one line, without a stack', async (_what, args, said) => {
    const { code, out, err } = await runPlugin(args, { input: good, env });
    expect([2, 3]).toContain(code);
    expect({ out, err: err.trim().split('\n').length }).toEqual({ out: '', err: 1 });
    expect(err).toMatch(said);
  });
});

it('a manifest goes to a request and back, and is what it was', async () => {
  const named = good.replace('spec:\n', 'spec:\n  processingJobName: churn\n');
  const there = await runPlugin(['convert', '--to', 'request', '-'], { input: named, env });
  const request = JSON.parse(there.out) as Readonly<Record<string, unknown>>;
  expect(Object.keys(request)).toContain('ProcessingJobName');
  const back = await runPlugin(['convert', '--name', 'again', '-'], { input: there.out, env });
  expect(back.out).toContain('kind: ProcessingJob\nmetadata:\n  name: again\n');
  const again = await runPlugin(['convert', '--to', 'request', '-'], { input: back.out, env });
  expect([there.code, back.code, again.code, again.out]).toEqual([0, 0, 0, there.out]);
});

it('a manifest is estimated by the prices of the user', async () => {
  const prices = join(folder, 'prices.yaml');
  await writeFile(
    prices,
    'currency: EUR\nasOf: 2026-01\nsource: ours\nperHour: {ml.m5.large: 3600, ml.m5.xlarge: 3600, ml.t3.medium: 3600}\n',
  );
  const { code, out } = await runPlugin(['cost', '-f', '-', '--prices', prices, '-o', 'json'], { input: good, env });
  const { currency, bound, lines } = JSON.parse(out) as {
    currency: string;
    bound: boolean;
    lines: { cost: number; instanceSeconds: number }[];
  };
  expect([code, currency, bound, lines.length]).toEqual([0, 'EUR', true, 1]);
  expect(lines[0]?.cost).toBe(lines[0]?.instanceSeconds);
});
