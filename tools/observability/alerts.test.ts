/** Alerts, runbooks and the dashboard speak of metrics that exist, and of each other. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { catalogue, seriesNames } from './catalogue.ts';
import { readQuery } from './promql.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}
const { groups } = parse(read('charts/sagemaker-operator/files/alerts.yaml')) as {
  groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string }[];
}
const dashboard = JSON.parse(read('charts/sagemaker-operator/files/dashboard.json')) as { panels: readonly Panel[] };
const queries = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const));

test('the check itself sees a query that does not parse, and a series that nobody serves', () => {
  expect(readQuery('sum(rate(x[5m])').wellFormed).toBe(false);
  expect(readQuery('sum by (kind) (rate(no_such_total{a="b"}[5m])) / on (x) other').series).toEqual(['no_such_total', 'other']);
});

describe.each(rules.map((rule) => [rule.alert, rule] as const))('the alert %s', (name, rule) => {
  test('asks a question that parses, of series that exist', () => {
    const { wellFormed, series } = readQuery(rule.expr);
    expect(wellFormed).toBe(true);
    expect(series.length).toBeGreaterThan(0);
    expect(series.filter((each) => !seriesNames().has(each))).toEqual([]);
  });

  test('says how bad it is, waits before it cries, and tells what it means', () => {
    expect(rule.labels.severity).toMatch(/^(?:warning|critical)$/);
    expect(rule.for).toMatch(/^\d+[mh]$/);
    expect(Object.keys(rule.annotations).toSorted()).toEqual(['description', 'summary']);
  });

  test('has a runbook: what is seen, what it means, where to look, what to do', () => {
    const page = read(`docs/runbooks/${name}.md`);
    expect(page.split('\n')[0]).toBe(`# ${name}`);
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(['Symptom', 'Meaning', 'Look', 'Do']);
    expect(page).toContain('kubectl ');
    expect(read('docs/runbooks/README.md')).toContain(`](${name}.md)`);
  });
});

test('no runbook is left over from an alert that is gone', () => {
  const pages = readdirSync(new URL('docs/runbooks/', root)).filter((file) => file !== 'README.md');
  expect(pages.toSorted()).toEqual(rules.map(({ alert }) => `${alert}.md`).toSorted());
});

test.each(queries)('the panel «%s» asks of series that exist: %s', (_title, expr) => {
  const { wellFormed, series } = readQuery(expr);
  expect(wellFormed).toBe(true);
  expect(series.filter((each) => !seriesNames().has(each))).toEqual([]);
});

test('the label values that queries select are ones that are served', () => {
  const known: Readonly<Record<string, readonly string[]>> = {
    phase: ['pending', 'moving', 'done', 'ended', 'refused', 'waiting', 'held'],
    result: ['succeeded', 'failed', 'stopped'],
    fault: [
      'throttled',
      'quota',
      'denied',
      'invalid',
      'missing',
      'pending',
      'absent',
      'taken',
      'conflict',
      'ambiguous',
      'transient',
      'bug',
    ],
    name: ['ack-sagemaker.services.k8s.aws', 'sagemaker'],
  };
  for (const [label, values] of rules.flatMap(({ expr }) =>
    [...expr.matchAll(/(\w+)=~?"([^"]+)"/g)].map(([, l = '', v = '']) => [l, v] as const),
  ))
    for (const value of values.split('|')) expect([label, known[label]]).toEqual([label, expect.arrayContaining([value])]);
  expect(catalogue().length).toBeGreaterThan(20);
});
