import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MeasureAnswer, Point } from '../../engine/measures.ts';
import { anObject } from '../../engine/testing/builders.ts';
import { HyperParameterTuningJob } from '../../kinds/HyperParameterTuningJob.ts';
import type { KindStatus } from '../../kinds/types.ts';
import type { Sink } from '../command.ts';
import { widthOf } from '../table.ts';
import { chosen } from './choose.ts';
import { drawPanel } from './draw.ts';
import { shortNumber, tickText, ticksOf, timeText } from './numbers.ts';
import { measuredPanels, type Panel, partPanels } from './panels.ts';
import { sfntOf } from './picture/woff.ts';
import { openScreen } from './screen.ts';

const HOUR = 3_600_000;
const line = (count: number, value: (nth: number) => number): readonly Point[] =>
  Array.from({ length: count }, (_, nth): Point => [nth * 60_000, value(nth)]);
const panel = (curves: Panel['curves'], over: Partial<Panel> = {}): Panel => ({
  title: 'loss',
  unit: '',
  x: { is: 'time' },
  curves,
  ...over,
});

describe('what was measured', () => {
  const answer: MeasureAnswer = {
    from: 0,
    until: HOUR,
    period: 60,
    series: [
      { metric: 'Invocations', label: 'blue', statistic: 'Sum', points: [[0, 5]] },
      { metric: 'Invocations', label: 'green', statistic: 'Sum', points: [[0, 6]] },
      { metric: 'ModelLatency', label: 'blue', statistic: 'Average', unit: 'Microseconds', points: line(3, () => 1_500) },
      { metric: 'GPUUtilization', label: 'blue', statistic: 'Average', unit: 'Percent', points: [] },
    ],
  };

  test('is one picture for each metric that has points, in milliseconds where AWS counts microseconds', () => {
    const panels = measuredPanels(answer);
    expect(panels.map(({ title, unit, curves }) => [title, unit, curves[0]?.marks])).toEqual([
      ['Invocations in 1m', '', 'points'],
      ['ModelLatency', ' ms', 'line'],
    ]);
    expect(panels[0]?.curves.map(({ label }) => label)).toEqual(['blue', 'green']);
    expect(panels[1]?.curves[0]?.points[0]).toEqual([0, 1.5]);
  });

  test('is chosen by name in any case; what has no value yet is no unknown name, and an unknown one has a nearest', () => {
    const panels = measuredPanels(answer);
    expect(chosen(panels, answer, ['invocations']).map(({ title }) => title)).toEqual(['Invocations in 1m']);
    expect(chosen(panels, answer, ['GPUUtilization'])).toEqual([]);
    expect(() => chosen(panels, answer, ['Latency'])).toThrow('no metric Latency; there are Invocations, ModelLatency');
    expect(() => chosen(panels, answer, ['ModelLatncy'])).toThrow('did you mean ModelLatency?');
  });
});

describe('trials', () => {
  const trial = (nth: number, value: number | undefined, tuned: object) => ({
    trainingJobName: `t${nth}`,
    creationTime: new Date(nth * HOUR).toISOString(),
    tunedHyperParameters: tuned,
    ...(value === undefined ? {} : { finalHyperParameterTuningJobObjectiveMetric: { metricName: 'auc', value } }),
  });
  const search = (type: string, ...trials: readonly object[]) =>
    anObject(HyperParameterTuningJob, {
      spec: { hyperParameterTuningJobConfig: { hyperParameterTuningJobObjective: { type_: type, metricName: 'auc' } } },
      // The newest first, as AWS lists them.
      status: { trainingJobSummaries: trials.toReversed() } as unknown as KindStatus,
    });

  test('are told in the order of time with the best so far, be it the least or the greatest', () => {
    const trials = [trial(1, 3, { lr: '1' }), trial(2, 5, { lr: '2' }), trial(3, undefined, {}), trial(4, 2, { lr: '3' })];
    const bestOf = (type: string) => partPanels(HyperParameterTuningJob, search(type, ...trials))[0]?.curves;
    expect(bestOf('Maximize')?.map(({ points }) => points)).toEqual([
      [
        [1, 3],
        [2, 5],
        [4, 5],
      ],
      [
        [1, 3],
        [2, 5],
        [4, 2],
      ],
    ]);
    expect(bestOf('Minimize')?.[0]?.points.map(([, value]) => value)).toEqual([3, 3, 2]);
  });

  test('stand against each hyperparameter: a number on an axis of powers where it spans two, and a word in its place', () => {
    const trials = [
      trial(1, 1, { lr: '0.0001', optimizer: '"adam"' }),
      trial(2, 2, { lr: '0.1', optimizer: '"sgd"' }),
      trial(3, 3, { lr: '0.01', optimizer: '"adam"' }),
    ];
    const [, lr, optimizer] = partPanels(HyperParameterTuningJob, search('Maximize', ...trials));
    expect(lr).toMatchObject({ title: 'objective by lr', x: { is: 'number', log: true } });
    expect(lr?.curves[0]?.points).toEqual([
      [0.0001, 1],
      [0.01, 3],
      [0.1, 2],
    ]);
    expect(optimizer).toMatchObject({ x: { is: 'words', words: ['adam', 'sgd'] } });
    expect(optimizer?.curves[0]?.points.map(([at]) => at)).toEqual([0, 0, 1]);
  });

  test('of which none has a value yet make no picture', () => {
    expect(partPanels(HyperParameterTuningJob, search('Maximize', trial(1, undefined, {})))).toEqual([]);
  });
});

describe('a picture in a terminal', () => {
  const value = fc.oneof(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.constantFrom(0, 1e-9, 0.1));
  const curve = fc.record({
    label: fc.constantFrom('', 'algo-1', 'a-variant-with-quite-a-long-name'),
    marks: fc.constantFrom('line' as const, 'points' as const),
    points: fc
      .array(value, { minLength: 1, maxLength: 60 })
      .map((values) => values.map((each, nth): Point => [nth * 1_000, each])),
  });

  test('is never wider than it, whatever is drawn, with colours and without', () => {
    fc.assert(
      fc.property(
        fc.array(curve, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 40, max: 120 }),
        fc.boolean(),
        (curves, columns, colour) => {
          const lines = drawPanel(panel(curves), { columns, colour, height: 6 });
          expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(Math.min(columns, 100));
          expect(lines.length).toBeGreaterThan(6);
        },
      ),
    );
  });

  test('has a plot for each curve where there are no colours, on one scale, and one for all where there are', () => {
    const curves: Panel['curves'] = [
      { label: 'algo-1', marks: 'line', points: line(10, () => 1) },
      { label: 'algo-2', marks: 'line', points: line(10, (nth) => nth) },
    ];
    const axes = (colour: boolean): number =>
      drawPanel(panel(curves), { columns: 60, colour, height: 6 }).filter((each) => each.includes('└')).length;
    expect([axes(false), axes(true)]).toEqual([2, 1]);
    // oxlint-disable-next-line no-control-regex -- what begins a colour is a control character
    expect(drawPanel(panel(curves), { columns: 60, colour: false, height: 6 }).join('')).not.toMatch(/\u001b/);
  });

  test('names what its axis is where that is no time', () => {
    const words = panel(
      [
        {
          label: 'trial',
          marks: 'points',
          points: [
            [0, 1],
            [1, 2],
          ],
        },
      ],
      {
        x: { is: 'words', title: 'optimizer', words: ['adam', 'sgd'] },
      },
    );
    const text = drawPanel(words, { columns: 40, colour: false, height: 4 }).join('\n');
    for (const word of ['adam', 'sgd', 'optimizer']) expect(text).toContain(word);
  });
});

describe('an axis', () => {
  test('has round ticks that hold everything between them', () => {
    const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(finite, finite, fc.integer({ min: 2, max: 8 }), (a, b, count) => {
        const [least, greatest] = [Math.min(a, b), Math.max(a, b)];
        fc.pre(greatest - least > 1e-6 || greatest === least);
        const ticks = ticksOf(least, greatest, count);
        const slack = 1e-6 * Math.max(1, Math.abs(least), Math.abs(greatest));
        expect(ticks[0]).toBeLessThanOrEqual(least + slack);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(greatest - slack);
        expect(ticks.length).toBeLessThanOrEqual(count + 3);
      }),
    );
  });

  test('tells numbers and times in as few characters as tell them apart', () => {
    expect([0.5, 2, 12_345, 3_400_000].map(shortNumber)).toEqual(['0.5', '2', '12.35k', '3.4M']);
    expect([tickText(0.25, 0.25), tickText(20, 10), tickText(20_000, 5_000)]).toEqual(['0.3', '20', '20k']);
    const time = Date.parse('2026-05-06T07:08:09Z');
    expect([60_000, HOUR, 72 * HOUR].map((span) => timeText(time, span))).toEqual(['07:08:09', '07:08', '05-06']);
  });
});

describe('a picture that is drawn again', () => {
  const sinkOf = (isTerminal: boolean) => {
    const said: string[] = [];
    const sink: Sink = { write: async (text) => void said.push(text), isTerminal, columns: 40, rows: 10, colour: false };
    return { said, sink };
  };

  test('stands in a buffer of its own, whose terminal is left as it was found', async () => {
    const { said, sink } = sinkOf(true);
    const screen = await openScreen(sink);
    await screen.show(['one']);
    await screen.close();
    const text = said.join('');
    expect(text.startsWith('\u001b[?1049h\u001b[?25l')).toBe(true);
    expect(text.endsWith('\u001b[?25h\u001b[?1049lone\n')).toBe(true);
  });

  test('never scrolls: what is too tall is cut, and said to be', async () => {
    const { said, sink } = sinkOf(true);
    const screen = await openScreen(sink);
    await screen.show(Array.from({ length: 30 }, (_, nth) => `line ${nth}`));
    expect(said.at(-1)?.split('\n').length).toBeLessThanOrEqual(sink.rows);
    expect(said.at(-1)).toContain('make the terminal taller');
  });

  test('is written again elsewhere when it has changed, without a control character', async () => {
    const { said, sink } = sinkOf(false);
    const screen = await openScreen(sink);
    for (const text of ['a', 'a', 'b']) await screen.show([text]);
    await screen.close();
    expect(said.join('')).toBe('a\n\nb\n');
  });
});

test('a web font becomes a plain one with the same tables', async () => {
  const path = createRequire(import.meta.url).resolve('@fontsource/roboto/files/roboto-latin-400-normal.woff');
  const woff = await readFile(path);
  const font = sfntOf(woff);
  const view = new DataView(font.buffer);
  expect(view.getUint32(0)).toBe(0x0001_0000);
  expect(font.byteLength).toBe(woff.readUInt32BE(16));
  const tags = Array.from({ length: view.getUint16(4) }, (_, nth) =>
    Buffer.from(font).toString('latin1', 12 + nth * 16, 16 + nth * 16),
  );
  expect(tags).toEqual(expect.arrayContaining(['cmap', 'glyf', 'head', 'hmtx']));
  expect(() => sfntOf(new Uint8Array(44))).toThrow('no WOFF file');
});
