/** Panels as a specification that Vega-Lite draws. Pure. */
import type { TopLevelSpec } from 'vega-lite';
import type { Axis, Panel } from '../panels.ts';

/** The only one that is at hand everywhere: it comes with the program. */
export const FONT = 'Roboto';
const WIDTH = 640;
const HEIGHT = 180;

export function specOf(title: string, panels: readonly Panel[]): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 16,
    title: { text: title, anchor: 'start', fontSize: 16, offset: 12 },
    vconcat: panels.map(panelSpec),
    resolve: { scale: { color: 'independent' } },
    config: { font: FONT, view: { stroke: '#dddddd' }, axis: { gridColor: '#eeeeee' } },
  } as TopLevelSpec;
}

function panelSpec({ title, unit, x, curves }: Panel): object {
  const several = curves.length > 1;
  return {
    title: { text: title, anchor: 'start', fontSize: 12 },
    width: WIDTH,
    height: HEIGHT,
    data: {
      values: curves.flatMap(({ label, marks, points }) =>
        points.map(([at, value]) => ({ x: xValue(x, at), value, label, marks })),
      ),
    },
    layer: [
      { transform: [{ filter: "datum.marks === 'line'" }], mark: { type: 'line', point: { size: 14 } } },
      { transform: [{ filter: "datum.marks === 'points'" }], mark: { type: 'point', filled: true, size: 40 } },
    ],
    encoding: {
      x: { field: 'x', ...xEncoding(x) },
      y: { field: 'value', type: 'quantitative', title: unit.trim() === '' ? null : unit.trim(), scale: { zero: false } },
      ...(several ? { color: { field: 'label', type: 'nominal', title: null, sort: null, scale: { scheme: 'tableau10' } } } : {}),
    },
  };
}

const xValue = (x: Axis, at: number): number | string => (x.is === 'words' ? (x.words[at] ?? '') : at);

function xEncoding(x: Axis): object {
  switch (x.is) {
    case 'time':
      return { type: 'temporal', title: null, scale: { type: 'utc' } };
    case 'words':
      return { type: 'nominal', title: x.title, axis: { labelAngle: 0 } };
    case 'number':
      return { type: 'quantitative', title: x.title, scale: x.log ? { type: 'log' } : { zero: false } };
    default:
      return x satisfies never;
  }
}
