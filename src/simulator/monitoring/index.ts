import { kinds as registry } from '../../kinds/index.ts';
import { AwsError } from '../errors.ts';
import type { Scope } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import { number, object, objects, text } from '../json.ts';
import type { Call, Handler } from '../resources/kind.ts';
import type { World } from '../world.ts';
import { type Sample, samplesOf, type Wanted } from './samples.ts';

export interface MetricName {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}
/** Measurements that a test writes by itself, by `metricKey`. They join those of resources. */
export type Measured = Map<string, readonly Sample[]>;

export const metricKey = ({ namespace, metric, dimensions }: MetricName): string =>
  JSON.stringify([namespace, metric, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);

/** CloudWatch: what has been measured of resources so far. */
export const monitoringOperations = (world: World, measured: Measured): Map<string, Handler> =>
  new Map<string, Handler>([['GetMetricData', (call) => getMetricData(world, measured, call)]]);

/** What one call takes and answers at most. */
const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Curve {
  readonly id: string;
  readonly label: string;
  readonly points: readonly { readonly at: number; readonly value: number }[];
}

function getMetricData(world: World, measured: Measured, { input, scope, at: now }: Call): JsonObject {
  check(input);
  const span = { from: (number(input, 'StartTime') ?? 0) * 1000, until: (number(input, 'EndTime') ?? 0) * 1000 };
  const curves = objects(input, 'MetricDataQueries')
    .filter((query) => query['ReturnData'] !== false)
    .map((query): Curve => {
      const wanted = wantedBy(query);
      const own = samplesIn(world, scope, wanted, now);
      const others = measured.get(metricKey({ ...wanted, dimensions: Object.fromEntries(wanted.dimensions) })) ?? [];
      const points = gathered([...own, ...others], query, { ...span, now });
      const ascending = text(input, 'ScanBy') === 'TimestampAscending';
      return {
        id: text(query, 'Id') ?? '',
        label: text(query, 'Label') ?? wanted.metric,
        points: ascending ? points : points.toReversed(),
      };
    });
  return paged(curves, input);
}

function check(input: JsonObject): void {
  const queries = objects(input, 'MetricDataQueries');
  const invalid = (message: string): AwsError => new AwsError('ValidationError', message);
  if ((number(input, 'StartTime') ?? 0) >= (number(input, 'EndTime') ?? 0))
    throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  if (queries.length === 0) throw invalid('The parameter MetricDataQueries must contain at least one query.');
  if (queries.length > MAX_QUERIES)
    throw invalid(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`);
  const ids = queries.map((query) => text(query, 'Id') ?? '');
  const odd = ids.find((id) => !/^[a-z][a-zA-Z0-9_]*$/.test(id));
  if (odd !== undefined) throw invalid(`The value ${odd} for parameter Id is not matching the expected pattern.`);
  if (new Set(ids).size !== ids.length) throw invalid('The values for parameter Id must be unique.');
  for (const query of queries) checkQuery(query, invalid);
}

function checkQuery(query: JsonObject, invalid: (message: string) => AwsError): void {
  const [stat, expression] = [object(query, 'MetricStat'), text(query, 'Expression')];
  if ((stat === undefined) === (expression === undefined))
    throw invalid('Exactly one of the parameters MetricStat and Expression must be given.');
  if (stat === undefined) throw invalid('The simulator evaluates no expressions: only the real service does.');
  const period = number(stat, 'Period') ?? 0;
  if (![1, 5, 10, 20, 30].includes(period) && period % 60 !== 0)
    throw invalid(`The value ${period} for parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.`);
  const statistic = text(stat, 'Stat') ?? '';
  if (!(statistic in STATISTICS)) throw invalid(`The value ${statistic} for parameter Stat is not supported.`);
}

function wantedBy(query: JsonObject): Wanted {
  const dimensions = objects(query, 'MetricStat.Metric.Dimensions');
  return {
    namespace: text(query, 'MetricStat.Metric.Namespace') ?? '',
    metric: text(query, 'MetricStat.Metric.MetricName') ?? '',
    dimensions: new Map(dimensions.map((each) => [text(each, 'Name') ?? '', text(each, 'Value') ?? ''])),
  };
}

function samplesIn(world: World, scope: Scope, wanted: Wanted, now: number): readonly Sample[] {
  return registry.flatMap((kind) => {
    const simulated = kind.measures && [...world.kinds.values()].find(({ describe }) => describe === kind.operations.describe);
    if (!simulated) return [];
    return [...world.store.all(scope, simulated.type)].flatMap((resource) => samplesOf(world, { kind, resource }, wanted, now));
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Average: (values) => sum(values) / values.length,
  Sum: sum,
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
  SampleCount: (values) => values.length,
};

/** One value for each period in which anything was measured, filed under its beginning. */
function gathered(
  samples: readonly Sample[],
  query: JsonObject,
  { from, until, now }: { from: number; until: number; now: number },
): Curve['points'] {
  const seconds = number(query, 'MetricStat.Period') ?? 60;
  const statistic = STATISTICS[text(query, 'MetricStat.Stat') ?? ''] ?? sum;
  const known = samples.filter(({ at }) => at <= now && seconds % finestOf(now - at) === 0);
  const periods = Map.groupBy(known, ({ at }) => Math.floor(at / (seconds * 1_000)) * seconds * 1_000);
  return [...periods]
    .filter(([at]) => at >= from && at < until)
    .toSorted(([a], [b]) => a - b)
    .map(([at, group]) => ({ at, value: statistic(group.map(({ value }) => value)) }));
}

/** In seconds: what is kept grows coarse as it grows old. */
function finestOf(age: number): number {
  if (age > 63 * DAY_MS) return 3_600;
  if (age > 15 * DAY_MS) return 300;
  return age > 3 * HOUR_MS ? 60 : 1;
}

/** The points of all curves one after the other, so many at a time; a curve that goes on is called partial. */
function paged(curves: readonly Curve[], input: JsonObject): JsonObject {
  const limit = Math.min(number(input, 'MaxDatapoints') ?? MAX_DATAPOINTS, MAX_DATAPOINTS);
  const token = text(input, 'NextToken') ?? '0';
  if (!/^\d+$/.test(token)) throw new AwsError('InvalidNextToken', 'The next token specified is invalid.');
  const [from, until] = [Number(token), Number(token) + limit];
  let before = 0;
  const results = curves.map(({ id, label, points }) => {
    const begin = before;
    before += points.length;
    const page = points.slice(Math.max(0, from - begin), Math.max(0, until - begin));
    return {
      Id: id,
      Label: label,
      Timestamps: page.map(({ at }) => at / 1_000),
      Values: page.map(({ value }) => value),
      StatusCode: before > until ? 'PartialData' : 'Complete',
    };
  });
  return { MetricDataResults: results, Messages: [], ...(before > until ? { NextToken: String(until) } : {}) };
}
