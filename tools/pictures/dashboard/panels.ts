/** From the dashboard's panels, and what Prometheus answers to their queries, to a picture. */
import { compile, type TopLevelSpec } from 'vega-lite';
import { parse, View } from 'vega';
import { z } from 'zod';
import type { Series } from './prometheus.ts';

const Panel = z.object({
  type: z.string(),
  title: z.string(),
  gridPos: z.object({ y: z.number(), w: z.number() }),
  targets: z.array(z.object({ expr: z.string(), legendFormat: z.string().optional() })).default([]),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string().optional() }) }).optional(),
});
const Dashboard = z.object({ title: z.string(), panels: z.array(Panel) });

export type Panel = z.infer<typeof Panel>;
export type Dashboard = z.infer<typeof Dashboard>;

export const readDashboard = (text: string): Dashboard => Dashboard.parse(JSON.parse(text));

/** One panel, and the answers to its queries in their order. */
export interface Drawn {
  readonly panel: Panel;
  readonly answers: readonly (readonly Series[])[];
}

interface Row {
  readonly minute: number;
  readonly value: number;
  readonly series: string;
}

/** Width of one of Grafana's 24 columns, in pixels. */
const COLUMN = 46;
const AXES = 60;
const LEGEND_COLUMNS = 2;
/** Each panel has its own lines, so its own colours. */
const OF_EACH_PANEL = { scale: { color: 'independent' }, legend: { color: 'independent' } } as const;

/** What Grafana's units are to Vega's axes. */
const FORMATS: Readonly<Record<string, { readonly format: string; readonly title: string; readonly factor: number }>> = {
  short: { format: '~s', title: '', factor: 1 },
  ops: { format: '~r', title: 'per second', factor: 1 },
  s: { format: '~r', title: 'seconds', factor: 1 },
  bytes: { format: '~r', title: 'MiB', factor: 2 ** -20 },
};

/** An SVG of the whole dashboard; time is told in minutes since `since` (seconds since 1970). */
export async function draw(dashboard: Dashboard, drawn: readonly Drawn[], since: number): Promise<string> {
  const rows = Map.groupBy(drawn, ({ panel }) => panel.gridPos.y);
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: dashboard.title, fontSize: 18, anchor: 'start' },
    background: 'white',
    padding: 12,
    vconcat: [...rows.values()].map((row) => ({ hconcat: row.map((one) => chart(one, since)), resolve: OF_EACH_PANEL })),
    resolve: OF_EACH_PANEL,
  };
  return await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}

type Chart = Extract<TopLevelSpec, { hconcat: unknown }>['hconcat'][number];

function chart(drawn: Drawn, since: number): Chart {
  return drawn.panel.type === 'stat' ? stat(drawn) : lines(drawn, since);
}

function stat({ panel, answers }: Drawn): Chart {
  const last = answers[0]?.[0]?.points.at(-1)?.[1];
  return {
    title: panel.title,
    width: 90,
    height: 150,
    data: { values: [{ value: last === undefined ? '–' : String(last) }] },
    mark: { type: 'text', fontSize: 48, color: '#2a7f3f' },
    encoding: { text: { field: 'value', type: 'nominal' } },
  };
}

function lines({ panel, answers }: Drawn, since: number): Chart {
  const unit = FORMATS[panel.fieldConfig?.defaults.unit ?? 'short'] ?? FORMATS['short'];
  const values = answers.flatMap((series, index) =>
    series.flatMap((one) => rowsOf(one, panel.targets[index]?.legendFormat ?? '')),
  );
  const factor = unit?.factor ?? 1;
  return {
    title: panel.title,
    width: panel.gridPos.w * COLUMN - AXES,
    height: 150,
    data: { values: values.map((row) => ({ ...row, minute: (row.minute - since) / 60, value: row.value * factor })) },
    mark: { type: 'line', strokeWidth: 1.5 },
    encoding: {
      x: { field: 'minute', type: 'quantitative', title: 'minutes', axis: { grid: false, tickCount: 5 } },
      y: { field: 'value', type: 'quantitative', title: unit?.title ?? '', axis: { format: unit?.format ?? '~s', tickCount: 4 } },
      color: {
        field: 'series',
        type: 'nominal',
        legend: { title: null, orient: 'bottom', columns: LEGEND_COLUMNS, labelLimit: 150 },
      },
    },
  };
}

function rowsOf({ labels, points }: Series, legend: string): readonly Row[] {
  const series = legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? '');
  return points.map(([minute, value]) => ({ minute, value, series }));
}
