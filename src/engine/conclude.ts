/** The one exit of every pass: the only place that writes status, tells turns of fortune, and says when to look again. */
import type { Fields, KindDescriptor, KindStatus, KubeObject, Reason } from '../kinds/types.ts';
import { conditionOf, messageOf, type Verdict } from './conditions.ts';
import type { Ending, Engine, Site } from './engine.ts';
import { type Fault, isUnsent } from './fault.ts';
import { beaten, type Heartbeat, untilBeat } from './heartbeat.ts';
import type { Clock, Outcome, Target } from './ports.ts';
import { isSettled, nextStatus } from './status.ts';
import { faultOutcome, PACE } from './verdict.ts';

/** A trouble shorter than this is not told: AWS throttles now and then, and a status that flaps helps nobody. Milliseconds. */
const PATIENCE_MS = 3_000;
/** To wait in line for a turn to call AWS is no trouble at all, until users wonder where their job is. Milliseconds. */
const IN_LINE_MS = 30_000;

export async function conclude(site: Site, ending: Ending): Promise<Outcome> {
  report(site, ending);
  if (ending.released) return forget(site);
  return mayWait(site, ending) ? putOff(site, ending, ending.verdict) : tell(site, ending);
}

/**
 * Of a thousand jobs at once each is started before the first statuses are written: a write costs the apiserver as much as the finalizer
 * of the next job, and what waits for a job waits for its end. A process that dies meanwhile leaves what a lost reply leaves.
 */
function mayWait({ engine, memory, kind }: Site, ending: Ending): ending is Ending & { readonly verdict: Verdict } {
  const { step, fault, verdict } = ending;
  const isBorn = step?.do === 'create' && !fault && verdict !== undefined && kind.lifetime === 'job';
  return isBorn && engine.othersWait() && memory.hasRoom;
}

/** The List loop watches it meanwhile: a job that ends before its first status is told has only its last one written. */
function putOff(site: Site, ending: Ending, verdict: Verdict): Outcome {
  const status = statusAfter(site, ending, verdict);
  site.memory.putOff(site.key, { status, ending });
  if (ending.target) track(site, { ...ending.target, object: { ...ending.object, status } }, true);
  return 'afterwards';
}

export async function tell(site: Site, ending: Ending): Promise<Outcome> {
  if (ending.pace !== 'swept') site.engine.remote.untrack(site.key);
  if (!ending.fault) site.memory.calm(site.key);
  const outcome = outcomeOf(site, ending);
  if (!ending.verdict) return ending.pace === 'settled' ? giveSign(site, ending.object, outcome) : outcome;
  if (!worthTelling(site, ending, outcome)) return outcome;
  const early = progressMs(site, ending, ending.verdict);
  if (early > 0) return { after: early };
  announce(site, ending.object, ending.verdict);
  const written = await writeStatus(site, ending, ending.verdict);
  if (ending.pace === 'settled') return giveSign(site, written, outcome);
  if (ending.pace !== 'swept' || !ending.target) return outcome;
  // Whether the List tells of an object depends on where it stands now, not on where it stood before this pass.
  const target = { ...ending.target, object: written };
  track(site, target);
  return outcomeOf(site, { ...ending, target });
}

/**
 * Milliseconds that mere progress has still to wait: a job that goes through its secondary statuses in seconds is told once, not with a
 * write for each. A turn of the status itself, and what the user has just asked for, never wait.
 */
function progressMs({ engine, memory, key }: Site, { object, step }: Ending, verdict: Verdict): number {
  const sameTurn = saysSo(object, verdict) && object.status?.observedGeneration === object.metadata.generation;
  return step?.do === 'wait' && sameTurn ? engine.progressMs - memory.sinceTold(key, object) : 0;
}

/** The object is gone, or ours no longer. */
export function forget({ engine, memory, key }: Pick<Site, 'engine' | 'memory' | 'key'>): Outcome {
  engine.remote.untrack(key);
  memory.forget(key);
  return 'done';
}

function report({ engine, key }: Site, { step, verdict, fault }: Ending): void {
  engine.onPass?.({ key, ...(step ? { step: step.do } : {}), ...(verdict ? { verdict } : {}), ...(fault ? { fault } : {}) });
}

async function writeStatus(site: Site, ending: Ending, verdict: Verdict): Promise<KubeObject> {
  const { engine, memory, key, kind } = site;
  const { object } = ending;
  const next = { ...object, status: statusAfter(site, ending, verdict) };
  const written = await engine.cluster.writeStatus(object, beaten(kind, next, heartbeat(engine)));
  if (written !== object) memory.told(key, object);
  return written;
}

function statusAfter({ engine, kind }: Site, { object, target, facts, marks }: Ending, verdict: Verdict): KindStatus {
  const arn = facts?.remote[kind.arnMember];
  return nextStatus({
    kind,
    object,
    ...(target?.desired[kind.name?.member ?? ''] === undefined ? {} : { name: target.name }),
    ...(marks ? { marks } : {}),
    ...(target ? { beside: besideOf(kind, target.desired) } : {}),
    ...(facts
      ? {
          facts: {
            members: engine.remote.statusOf(kind, facts.remote),
            partial: facts.partial,
            ...(typeof arn === 'string' ? { arn } : {}),
          },
        }
      : {}),
    verdict,
    ...roleOf(target),
    now: engine.clock.now(),
  });
}

/** Where nothing else is to be told: the sign of life that is due, and the time of the next. */
async function giveSign({ engine, kind }: Site, object: KubeObject, outcome: Outcome): Promise<Outcome> {
  const written = await engine.cluster.writeStatus(object, beaten(kind, object, heartbeat(engine)));
  const left = untilBeat(kind, written, heartbeat(engine));
  return typeof outcome === 'object' && left < outcome.after ? { after: left } : outcome;
}

const heartbeat = ({ heartbeatMs, clock }: Engine): Heartbeat => ({ everyMs: heartbeatMs, now: clock.now() });

/** Kept in status as the name is: a resource must be found also when what its spec referred to is gone. */
const besideOf = ({ beside = [] }: KindDescriptor, desired: Fields): Fields =>
  Object.fromEntries(beside.flatMap((member) => (desired[member] === undefined ? [] : [[member, desired[member]]])));

/** In the incumbent's words, which scripts take apart. */
function roleOf(target: Target | undefined): { readonly role?: Reason } {
  const { roleArn, selectedBy } = target?.scope ?? {};
  if (roleArn === undefined || selectedBy === undefined) return {};
  const { name, resourceVersion } = selectedBy;
  const message = `roleARN: ${roleArn}, selectorName: ${name}, selectorResourceVersion: ${resourceVersion}`;
  return { role: { reason: 'Selected', message } };
}

function track({ engine }: Site, target: Target, untold = false): void {
  if (engine.remote.sweeps(target)) engine.remote.track(target, untold);
}

function worthTelling({ memory, key }: Site, { fault, object }: Ending, outcome: Outcome): boolean {
  if (!fault || fault.kind === 'invalid') return true;
  if (isUnsent(fault)) return memory.troubledFor(key, object) >= IN_LINE_MS;
  if (fault.kind === 'pending') return memory.troubledFor(key, object) >= PATIENCE_MS;
  const later = typeof outcome === 'object' && outcome.after >= PATIENCE_MS;
  return later || memory.troubledFor(key, object) >= PATIENCE_MS;
}

/** Whether it is what the object says already. */
function saysSo({ status }: KubeObject, verdict: Verdict): boolean {
  const before = conditionOf(status?.conditions, 'Ready');
  return before?.reason === verdict.reason && before.message === messageOf(verdict);
}

/** An Event for each turn of fortune, not for each look. */
function announce({ engine }: Site, object: KubeObject, verdict: Verdict): void {
  if (verdict.is === 'moving' || verdict.is === 'held') return;
  if (saysSo(object, verdict)) return;
  engine.cluster.event(object, verdict.is === 'done' ? 'Normal' : 'Warning', {
    reason: verdict.reason,
    message: verdict.message,
  });
}

function outcomeOf(site: Site, { fault, pace, target, object, verdict }: Ending): Outcome {
  const { engine, memory, key, kind } = site;
  const busyMs = kind.poll?.busyMs ?? PACE.busyMs;
  if (fault?.kind === 'pending') return untilWoken(site, object, fault, PATIENCE_MS);
  if (fault && isUnsent(fault)) return untilWoken(site, object, fault, IN_LINE_MS);
  if (fault) return jittered(faultOutcome(fault), engine.clock);
  switch (pace) {
    case undefined:
      return verdict?.is === 'refused' ? jittered({ after: PACE.refusedMs }, engine.clock) : 'done';
    case 'never':
      return 'done';
    case 'soon':
      // Also when it looks settled: a service that is ready as soon as it is made has not been seen yet.
      memory.setDue(key, object, PACE.soonMs);
      return { after: PACE.soonMs };
    case 'swept':
      return jittered({ after: target && engine.remote.sweeps(target) ? PACE.sweptMs : busyMs }, engine.clock);
    case 'busy':
      return jittered({ after: busyMs }, engine.clock);
    case 'settled':
      return settled(site, object);
    default:
      return pace satisfies never;
  }
}

/** Most waits for another object, or for a turn, are over before they are worth telling: the look at the end of the patience tells the others. */
function untilWoken({ engine, memory, key }: Site, object: KubeObject, fault: Fault, patienceMs: number): Outcome {
  const outcome = faultOutcome(fault);
  const patience = patienceMs - memory.troubledFor(key, object);
  if (patience <= 0 || typeof outcome !== 'object') return jittered(outcome, engine.clock);
  return { after: Math.min(outcome.after, patience) };
}

/** A pass that only found the object settled keeps the moment that was set; one that looked sets the next. */
function settled({ engine, memory, key, kind }: Site, object: KubeObject): Outcome {
  const interval = engine.resyncMs(kind);
  const left = isSettled(object) ? memory.untilDue(key, object, interval) : 0;
  if (left > 0) return { after: left };
  const after = interval * spread(engine.clock);
  memory.setDue(key, object, after);
  return { after };
}

/** ±10 % around a stated time, so that objects made together are not looked at together. The queue's backoff has its own jitter. */
const jittered = (outcome: Outcome, clock: Clock): Outcome =>
  typeof outcome === 'object' ? { after: outcome.after * spread(clock) } : outcome;
const spread = (clock: Clock): number => 0.9 + 0.2 * clock.random();
