/** One busy object under a sweep: what the List last said of it, and whether that is news. */
import { canonical } from '../engine/canonical.ts';
import { MOVING, phaseOf, statusOf } from '../engine/phase.ts';
import { keyOf, type Key, type Observation, type Target } from '../engine/ports.ts';
import type { Fields, KindDescriptor, ListRule } from '../kinds/types.ts';
import { crName } from '../model/names.ts';

/** AWS-cased facts to status members. */
export type Mirror = (kind: KindDescriptor, remote: Fields) => Fields;

const CREATION_TIME = crName('CreationTime');

/** However often it is said that an object has moved, it is looked at once in this time. Milliseconds. */
const ALARM_PACE_MS = 1_000;

export class Watched {
  readonly key: Key;
  readonly uid: string;
  /** Local time. Summaries of sweeps that began before it are no news of this object. */
  since: number;
  #target: Target;
  /** What status is still to tell, so that only a move beyond it is news. */
  #untold = false;
  readonly #mirror: Mirror;
  #summary: Fields | undefined;
  #sweptAt = 0;
  #told = '';
  /** Sweeps in which status did not say yet what it was told to look for. */
  #echoes = 0;
  #misses = 0;
  /** When it is, or was, looked at because someone said so. */
  #alarmAt = Number.NEGATIVE_INFINITY;

  constructor(target: Target, mirror: Mirror, now: number) {
    this.key = keyOf(target.object);
    this.uid = target.object.metadata.uid;
    this.since = now;
    this.#target = target;
    this.#mirror = mirror;
  }

  get target(): Target {
    return this.#target;
  }

  /** How the object stands now; `untold`: how it will, once its status is written. */
  stands(target: Target, untold: boolean): void {
    this.#target = target;
    this.#untold = untold;
  }

  /** What was told before a change of ours is news again after it: back in the same status within the same second it looks alike. */
  touch(now: number): void {
    this.since = now;
    this.#told = '';
  }

  /** It is said to have moved just now: what was known before is not to answer for it. Says after how many milliseconds to look. */
  alarm(now: number): number {
    this.touch(now);
    if (this.#alarmAt <= now) this.#alarmAt = Math.max(now, this.#alarmAt + ALARM_PACE_MS);
    return this.#alarmAt - now;
  }

  /** AWS's time of creation, in milliseconds. */
  createdAt(): number | undefined {
    const known = this.#summary?.['CreationTime'] ?? this.#target.object.status?.[CREATION_TIME];
    const time = typeof known === 'string' ? Date.parse(known) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
  }

  /**
   * Takes a summary in; whether it is worth a look: not what status says, and not told before. What was told and is still not in status is
   * worth another one after two, four, eight … sweeps: Describe may lag behind List.
   */
  saw(summary: Fields, list: ListRule, sweptAt: number): boolean {
    this.#summary = summary;
    this.#sweptAt = sweptAt;
    this.#misses = 0;
    const carried = JSON.stringify(this.#carried(summary, list));
    if (!this.#isNews(list)) return false;
    this.#echoes = carried === this.#told ? this.#echoes + 1 : 0;
    this.#told = carried;
    return this.#echoes === 0 || isPower(this.#echoes);
  }

  /** Not in a sweep in which it should have been. Worth a look after two, four, eight … of them: a List may lag, or be too long. */
  missed(): boolean {
    this.#misses += 1;
    return isPower(this.#misses);
  }

  /**
   * The summary as an observation. Undefined when only Describe will do: the summary is older than `oldest` or than the last change, it
   * says that the busy time is over, it is not surely of this object, or this kind wants details of each move and it has made one.
   */
  hint(target: Target, list: ListRule, oldest: number): Observation | undefined {
    const { kind, object } = target;
    const summary = this.#summary;
    if (!summary || this.#misses > 0 || this.#sweptAt < Math.max(this.since, oldest)) return undefined;
    if (object.status?.observedGeneration !== object.metadata.generation) return undefined;
    const arn = object.status.ackResourceMetadata?.arn;
    if (arn === undefined || arn !== summary[kind.arnMember]) return undefined;
    const status = statusOf(kind, summary);
    const phase = phaseOf(kind, status);
    if (!MOVING.has(phase) || (list.detail === 'move' && this.#hasMoved(target, list))) return undefined;
    const remote = { ...this.#carried(summary, list), [kind.arnMember]: arn };
    return { state: 'present', remote, partial: true, status, phase, drift: [], owned: true };
  }

  #carried(summary: Fields, list: ListRule): Fields {
    return Object.fromEntries(
      list.carries.flatMap((member) => (summary[member] === undefined ? [] : [[member, summary[member]]])),
    );
  }

  #isNews(list: ListRule): boolean {
    return this.#untold ? this.#hasMoved(this.#target, list) : this.#differs(this.#target, list).length > 0;
  }

  /** Whether it has moved since status was written. That status lacks a time is no move: Create tells none. */
  #hasMoved(target: Target, list: ListRule): boolean {
    const { status } = target.object;
    return this.#differs(target, list).some((field) => !(field.endsWith('Time') && status?.[field] === undefined));
  }

  /** The fields of status in which the summary says something else. */
  #differs({ kind, object }: Target, list: ListRule): readonly string[] {
    const mirrored = Object.entries(this.#mirror(kind, this.#carried(this.#summary ?? {}, list)));
    return mirrored.flatMap(([field, said]) => (canonical(said) === canonical(object.status?.[field]) ? [] : [field]));
  }
}

/** Of two, from two on. */
const isPower = (count: number): boolean => count > 1 && Number.isInteger(Math.log2(count));
