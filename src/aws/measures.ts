/** Reading CloudWatch's metrics: all curves of an object by one GetMetricData, page by page. */
import { Fault } from '../engine/fault.ts';
import type { Measure, Point, Series, Span } from '../engine/measures.ts';
import type { Scope } from '../engine/ports.ts';
import { type Clients, createClients } from './clients.ts';
import type * as MeasuresSdk from './measures-sdk.ts';
import { type Answer, reads, type ReadingOptions, type Send } from './reading.ts';

export interface MeasureReader {
  /** A series for each measure, in their order; without points where nothing was measured. Throws a `Fault`. */
  read(scope: Scope, measures: readonly Measure[], span: Span, signal: AbortSignal): Promise<readonly Series[]>;
  close(): void;
}

type Sdk = typeof MeasuresSdk;
/** What one call takes. */
const MAX_QUERIES = 500;
/** An answer that goes on and on is cut: no object has so many points that they could be seen. */
const MAX_PAGES = 20;

export function createMeasureReader(options: ReadingOptions): MeasureReader {
  let opened: Promise<{ readonly sdk: Sdk; readonly clients: Clients }> | undefined;
  const open = (): NonNullable<typeof opened> => {
    opened ??= import('./measures-sdk.ts').then((sdk) => ({
      sdk,
      clients: createClients({ ...options.clients, further: { monitoring: sdk.CloudWatchClient } }),
    }));
    return opened;
  };
  return {
    read: async (scope, measures, span, signal) => {
      const asked = measures.slice(0, MAX_QUERIES);
      if (asked.length === 0) return [];
      const { sdk, clients } = await open();
      const send = reads(clients, { ...options, service: 'monitoring', absent: [] })(scope, signal);
      const points = await allPages(sdk, send, asked, span);
      return asked.map(({ metric, label, statistic, unit }, nth) => ({
        metric,
        ...(label === undefined ? {} : { label }),
        statistic,
        ...(unit === undefined ? {} : { unit }),
        points: (points.get(idOf(nth)) ?? []).toSorted(([a], [b]) => a - b),
      }));
    },
    close: () => void opened?.then(({ clients }) => clients.destroy()),
  };
}

/** CloudWatch wants a lower-case letter first. */
const idOf = (nth: number): string => `m${nth}`;

async function allPages(
  sdk: Sdk,
  send: Send,
  measures: readonly Measure[],
  { from, until, period }: Span,
): Promise<ReadonlyMap<string, readonly Point[]>> {
  const question = {
    StartTime: new Date(from),
    EndTime: new Date(until),
    ScanBy: 'TimestampAscending',
    MetricDataQueries: measures.map((measure, nth) => queryOf(measure, idOf(nth), period)),
  } as const;
  const found = new Map<string, Point[]>();
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await send(
      new sdk.GetMetricDataCommand({ ...question, ...(token === undefined ? {} : { NextToken: token }) }),
    );
    for (const { id, points } of resultsIn(answer)) found.set(id, [...(found.get(id) ?? []), ...points]);
    const next = answer['NextToken'];
    if (typeof next !== 'string' || next === '' || next === token) break;
    token = next;
  }
  return found;
}

const queryOf = ({ metric, namespace, dimensions, statistic }: Measure, id: string, period: number) => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: metric,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: period,
    Stat: statistic,
  },
});

interface WireResult {
  readonly Id?: string;
  readonly Timestamps?: readonly Date[];
  readonly Values?: readonly number[];
  readonly StatusCode?: string;
  readonly Messages?: readonly { readonly Value?: string }[];
}

function resultsIn(answer: Answer): readonly { readonly id: string; readonly points: readonly Point[] }[] {
  const results = (answer['MetricDataResults'] ?? []) as readonly WireResult[];
  return results.map(({ Id = '', Timestamps = [], Values = [], StatusCode, Messages = [] }) => {
    if (StatusCode === 'InternalError' || StatusCode === 'Forbidden')
      throw new Fault(
        StatusCode === 'Forbidden' ? 'denied' : 'transient',
        StatusCode,
        `CloudWatch could not tell a metric: ${Messages[0]?.Value ?? StatusCode}`,
      );
    return { id: Id, points: Timestamps.map((time, nth): Point => [time.getTime(), Values[nth] ?? 0]) };
  });
}
