/**
 * One List in place of many Describes: for each (scope, kind) with busy objects a loop asks AWS every few seconds for the summaries of
 * what was created since the oldest of them, and tells who has moved. It stops when nobody is watched for, and what is finished is
 * never asked about again. List is limited to 2 requests a second in an account, so the pages of one sweep are few by construction.
 */
import { MOVING, phaseOf } from '../engine/phase.ts';
import { keyOf, type Key, type Observation, type Target } from '../engine/ports.ts';
import type { Fields, KindDescriptor, ListRule } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { ByArn } from './by-arn.ts';
import { scopeKey } from './clients.ts';
import { arnOf, SweepLoop, type SweepOptions } from './sweep-loop.ts';

export interface Sweeper {
  sweeps(target: Target): boolean;
  track(target: Target, untold?: boolean): void;
  untrack(key: Key): void;
  /** Something was changed in AWS: summaries taken before now say nothing any more. */
  touched(key: Key): void;
  /** Someone says that this resource has moved, and in `detail` how it stands. Its object is looked at; nothing else is made of it. */
  heard(arn: string, detail: Fields): Heard;
  /** What the last sweep says of this object, where that is as good as a Describe. */
  hint(target: Target): Observation | undefined;
  /** Milliseconds since the last whole sweep, for each (scope, kind) with busy objects. */
  lags(): Iterable<readonly [kind: string, ms: number]>;
  /** Stops all loops. */
  close(): void;
}

/** What became of a hint. `left`: to the next sweep, which tells as much. `unknown`: no busy object stands for it. */
export type Heard = 'looked' | 'left' | 'unknown';

/** A kind that AWS does not let us list is asked for one by one, and tried again after this time. Milliseconds. */
const RETRY_REFUSED_MS = 600_000;

export function createSweeper(options: SweepOptions): Sweeper {
  const loops = new Map<string, SweepLoop>();
  const loopOf = new Map<Key, SweepLoop>();
  /** Made when it is first asked for, and kept from then on: without a push nobody asks. */
  let byArn: ByArn | undefined;
  const refusedUntil = new Map<string, number>();

  const untrack = (key: Key): void => {
    loopOf.get(key)?.remove(key);
    loopOf.delete(key);
    byArn?.remove(key);
  };
  const refuse = (id: string, loop: SweepLoop): void => {
    refusedUntil.set(id, options.clock.now() + RETRY_REFUSED_MS);
    loops.delete(id);
    for (const key of loop.close()) {
      loopOf.delete(key);
      byArn?.remove(key);
      options.onMove(key);
    }
  };
  const start = (id: string, target: Target, list: ListRule): SweepLoop => {
    const loop: SweepLoop = new SweepLoop(options, { kind: target.kind, scope: target.scope, list }, () => refuse(id, loop));
    loops.set(id, loop);
    return loop;
  };

  return {
    sweeps: (target) => isSweepable(target) && (refusedUntil.get(idOf(target)) ?? 0) <= options.clock.now(),
    track: (target, untold = false) => {
      const list = target.kind.operations.list;
      if (!list) return;
      const id = idOf(target);
      const key = keyOf(target.object);
      const loop = loops.get(id) ?? start(id, target, list);
      if (loopOf.get(key) !== loop) untrack(key);
      loopOf.set(key, loop);
      loop.add(key, target, untold);
      byArn?.set(key, arnOf(target));
    },
    untrack,
    touched: (key) => loopOf.get(key)?.touched(key),
    heard: (arn, detail) => {
      byArn ??= new ByArn(loops.values().flatMap((loop) => loop.arns()));
      const keys = byArn.keys(arn);
      const looked = keys.filter((key) => loopOf.get(key)?.heard(key, detail) === true);
      if (looked.length > 0) return 'looked';
      return keys.length > 0 ? 'left' : 'unknown';
    },
    hint: (target) => loopOf.get(keyOf(target.object))?.hint(keyOf(target.object), target),
    lags: function* () {
      for (const [id, loop] of loops) {
        const ms = loop.lag();
        if (ms !== undefined) yield [id.slice(0, id.indexOf(' ')), ms];
      }
    },
    close: () => {
      for (const loop of loops.values()) loop.close();
      loops.clear();
      loopOf.clear();
      byArn = undefined;
    },
  };
}

const idOf = ({ scope, kind }: Target): string => `${kind.kind} ${scopeKey(scope)}`;

/** A status that has ended tells no more in a List: what keeps such an object busy (a debugger rule) only Describe knows. */
function isSweepable({ kind, object }: Target): boolean {
  if (!kind.statuses || !kind.operations.list) return false;
  const status = object.status?.[mainField(kind)];
  return typeof status !== 'string' || MOVING.has(phaseOf(kind, status));
}
const mainField = ({ statuses }: KindDescriptor): string => crName(statuses?.member ?? '');
