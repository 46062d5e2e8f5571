/** What CloudWatch measures of an object, from when to when, and how finely. Pure; the operator and kubectl-sagemaker both read by it. */
import { filled } from '../kinds/template.ts';
import type { Fields, Json, KindDescriptor, KubeObject, MeasureSet, Metric } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { crPath } from '../model/refs.ts';
import { allAt, at } from './phase.ts';

/** One curve. */
export interface Measure {
  readonly metric: string;
  /** What tells it from others of the same metric: an instance, a variant. */
  readonly label?: string;
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: Metric['statistic'];
  readonly unit?: Metric['unit'];
}

export interface Span {
  /** Milliseconds since the epoch; `until` is not part of it. */
  readonly from: number;
  readonly until: number;
  /** Seconds that one point stands for. */
  readonly period: number;
}

/** Milliseconds since the epoch, and a value. */
export type Point = readonly [time: number, value: number];

export interface Series {
  readonly metric: string;
  readonly label?: string;
  readonly statistic: Metric['statistic'];
  readonly unit?: Metric['unit'];
  /** In the order of time. */
  readonly points: readonly Point[];
}

export interface MeasureAnswer extends Span {
  readonly series: readonly Series[];
}

/** Instances that have curves of their own. More would tell nobody anything, and one call to CloudWatch would not hold them. */
const MAX_EACH = 10;

/** None as long as AWS has not given it a name, and for a kind of which nothing is measured. */
export function measuresOf({ measures: rule }: KindDescriptor, { spec, status = {} }: KubeObject): readonly Measure[] {
  const facts: Fields = { ...spec, ...(status as Fields) };
  return (rule?.sets ?? []).flatMap((set) => measuresIn(set, facts));
}

function measuresIn(set: MeasureSet, facts: Fields): readonly Measure[] {
  const metrics = metricsOf(set, facts);
  return eachOf(set, facts).flatMap(({ each, label }) => {
    const entries = Object.entries(set.dimensions).map(([name, template]) => {
      const value = filled(template, (member) => (member === 'each' ? each : facts[crName(member)]));
      return [name, value] as const;
    });
    if (entries.some(([, value]) => value === undefined)) return [];
    const dimensions = Object.fromEntries(entries) as Readonly<Record<string, string>>;
    return metrics.map(({ name, statistic, unit }) => ({
      metric: name,
      ...(label === undefined ? {} : { label }),
      namespace: set.namespace,
      dimensions,
      statistic,
      ...(unit === undefined ? {} : { unit }),
    }));
  });
}

function metricsOf({ metrics }: MeasureSet, facts: Fields): readonly Metric[] {
  if (!('namedAt' in metrics)) return metrics;
  const names = metrics.namedAt.flatMap((path) => allAt(facts, crPath(path)));
  return [...new Set(names.filter(isText))].map((name) => ({ name, statistic: 'Average' }));
}

const isText = (value: Json): value is string => typeof value === 'string' && value !== '';

function eachOf({ each }: MeasureSet, facts: Fields): readonly { readonly each: string; readonly label?: string }[] {
  if (!each) return [{ each: '' }];
  if ('list' in each)
    return allAt(facts, crPath(`${each.list}[].${each.member}`))
      .filter(isText)
      .slice(0, MAX_EACH)
      .map((name) => ({ each: name, label: name }));
  const count = at(facts, crPath(each.count));
  const numbers = Array.from({ length: Math.min(typeof count === 'number' ? count : 1, MAX_EACH) }, (_, nth) => String(nth + 1));
  return numbers.map((number) => ({ each: number, label: filled(each.label, () => number) ?? number }));
}

export interface SpanQuery {
  /** Milliseconds since the epoch. */
  readonly since?: number | undefined;
  readonly now: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far one looks back at what has no beginning worth looking at, or no end. */
const LOOK_BACK_MS = 3 * HOUR_MS;

/** A job's own time, from start to end; of a service the last hours. */
export function spanOf(kind: KindDescriptor, object: KubeObject, { since, now }: SpanQuery): Span {
  const { span } = kind.measures ?? {};
  const moment = (member: string | undefined): number | undefined => {
    const value = member === undefined ? undefined : (object.status as Fields | undefined)?.[crName(member)];
    return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? Date.parse(value) : undefined;
  };
  const created = moment('CreationTime') ?? Date.parse(object.metadata.creationTimestamp);
  const begun = span ? (moment(span.from) ?? created) : Math.max(created, now - LOOK_BACK_MS);
  const until = moment(span?.until) ?? now;
  const from = Math.min(Math.max(begun, since ?? 0), until);
  const period = periodOf({ from, until, now }, kind.lifetime === 'job' ? 1 : MINUTE_S);
  const ms = period * 1_000;
  // CloudWatch files a measurement under the beginning of its period: that of the first must be in, and that of the last too.
  return { from: Math.floor(from / ms) * ms, until: (Math.floor(until / ms) + 1) * ms, period };
}

const MINUTE_S = 60;
const PERIODS = [1, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400] as const;
/** More points than any picture here has columns, and few enough that all curves come in one answer. */
const MAX_POINTS = 300;

/**
 * The finest period that gives no more points than can be seen. What is summed up wants whole minutes, as SageMaker counts by the minute.
 * CloudWatch keeps seconds for three hours, minutes for 15 days, five minutes for 63 days.
 */
function periodOf({ from, until, now }: { from: number; until: number; now: number }, least: number): number {
  const age = now - from;
  const kept = age > 63 * DAY_MS ? 3_600 : age > 15 * DAY_MS ? 300 : age > 3 * HOUR_MS ? MINUTE_S : 1;
  const fits = PERIODS.find((period) => period >= Math.max(kept, least) && (until - from) / (period * 1_000) <= MAX_POINTS);
  return fits ?? 86_400;
}
