/** Answers what people ask of one object, from AWS, with the power that the operator would use for it. */
import type { AwsRemote } from '../../aws/remote.ts';
import type { LogReader } from '../../aws/logs.ts';
import type { MeasureReader } from '../../aws/measures.ts';
import { Fault, type FaultKind } from '../../engine/fault.ts';
import { logSources, type LogQuery } from '../../engine/logs.ts';
import { type MeasureAnswer, measuresOf, spanOf } from '../../engine/measures.ts';
import { type Defaults, scopeOf } from '../../engine/policy.ts';
import { type Clock, type Cluster, keyIn, type Scope, type Target } from '../../engine/ports.ts';
import { tenantOf } from '../../engine/tenancy.ts';
import type { KubeObject } from '../../kinds/types.ts';
import type { Page } from '../http.ts';
import { answer, type Question, refusal } from './request.ts';

export interface Sources {
  readonly cluster: Pick<Cluster, 'get' | 'namespaceAnnotations' | 'directory'>;
  readonly remote: Pick<AwsRemote, 'target' | 'observe' | 'perform'>;
  readonly logs: LogReader;
  readonly measures: MeasureReader;
  readonly clock: Pick<Clock, 'now'>;
  readonly defaults: Defaults;
}

type OfObject = Exclude<Question, { ask: 'operator' }>;

/** Never throws: a Fault becomes a refusal. */
export async function answerTo(sources: Sources, question: OfObject, signal: AbortSignal): Promise<Page> {
  const { kind, namespace, name } = question;
  const object = sources.cluster.get(keyIn(kind.kind, namespace, name));
  if (!object) return refusal(404, 'NotFound', `the operator knows no ${kind.kind} ${name} in namespace ${namespace}`);
  try {
    return await about(sources, { question, object, scope: scopeFor(sources, object) }, signal);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return refusal(STATUS[error.kind] ?? 502, error.code, error.message);
  }
}

/** 403 and 404 are kept for what Kubernetes refuses and lacks: a reader must not take the operator's rights in AWS for its own here. */
const STATUS: Readonly<Partial<Record<FaultKind, number>>> = { absent: 410, invalid: 422, throttled: 429, conflict: 409 };

interface Subject {
  readonly question: OfObject;
  readonly object: KubeObject;
  readonly scope: Scope;
}

async function about(sources: Sources, subject: Subject, signal: AbortSignal): Promise<Page> {
  const { ask } = subject.question;
  switch (ask) {
    case 'logs':
      return logs(sources, subject, signal);
    case 'metrics':
      return metrics(sources, subject, signal);
    case 'describe':
      return describe(sources, subject, signal);
    case 'stop':
      return stop(sources, subject, signal);
    default:
      return ask satisfies never;
  }
}

function scopeFor({ cluster, defaults }: Sources, object: KubeObject): Scope {
  const { namespace } = object.metadata;
  return scopeOf(object, cluster.namespaceAnnotations(namespace), defaults, tenantOf(object, cluster.directory(namespace)));
}

/**
 * The streams are found from the object, never taken from the question: who may read one job's log must not read another's by it. A
 * question that names no writer is told who they are, so that it takes no knowledge of kinds to read a log.
 */
async function logs(sources: Sources, { question, object, scope }: Subject, signal: AbortSignal): Promise<Page> {
  const { kind, name, query } = question;
  if (!kind.logs) return refusal(422, 'WritesNoLog', `no ${kind.kind} writes a log of its own`);
  const writers = logSources(kind, object);
  const wanted = query.get('source');
  if (wanted === null) return answer({ sources: writers.map(({ label }) => label) });
  const source = writers.find(({ label }) => label === wanted);
  if (!source) return refusal(404, 'NoLog', `${kind.kind} ${name} has no log ${wanted}`);
  return answer(await sources.logs.page(scope, source, queryIn(query), signal));
}

/** As with logs: what is measured of it the object tells, and nobody who asks. */
async function metrics(sources: Sources, { question, object, scope }: Subject, signal: AbortSignal): Promise<Page> {
  const { kind, query } = question;
  const span = spanOf(kind, object, { since: numberIn(query, 'since'), now: sources.clock.now() });
  const series = await sources.measures.read(scope, measuresOf(kind, object), span, signal);
  return answer({ ...span, series } satisfies MeasureAnswer);
}

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

function queryIn(query: URLSearchParams): LogQuery {
  const [instance, next] = [query.get('instance'), query.get('next')];
  const [since, tail] = [numberIn(query, 'since'), numberIn(query, 'tail')];
  return {
    ...(instance === null ? {} : { instance }),
    ...(next === null ? {} : { next }),
    ...(since === undefined ? {} : { since }),
    ...(tail === undefined ? {} : { tail }),
  };
}

const targetFor = ({ remote }: Sources, { question, object, scope }: Subject): Target =>
  remote.target(question.kind, object, scope);

async function describe(sources: Sources, subject: Subject, signal: AbortSignal): Promise<Page> {
  const target = targetFor(sources, subject);
  const seen = await sources.remote.observe(target, 'full', signal);
  const { kind, name } = subject.question;
  if (seen.state === 'absent') return refusal(410, 'Absent', `${kind.service.title} has no resource of ${kind.kind} ${name}`);
  return answer({ desired: target.desired, remote: seen.remote });
}

async function stop(sources: Sources, subject: Subject, signal: AbortSignal): Promise<Page> {
  const { kind, name } = subject.question;
  if (kind.operations.stop === undefined) return refusal(422, 'CannotStop', `AWS cannot stop a ${kind.kind}: delete it instead`);
  const target = targetFor(sources, subject);
  if (target.id === undefined) return refusal(409, 'NotThere', `${kind.kind} ${name} is not in AWS yet: delete it instead`);
  await sources.remote.perform(target, { do: 'stop' }, signal);
  return answer({});
}
