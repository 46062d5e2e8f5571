/** How fast one bucket may go: what it has learnt of AWS's limit, and nothing else. Times are milliseconds, rates are per second. */

export interface RateOptions {
  /** Before anything is known. */
  readonly start: number;
  /** Calls that may be made at once after a pause. */
  readonly burst: number;
  /** Never exceeded. */
  readonly max: number;
}

export interface Rate {
  perSecond(): number;
  /** At most about a second's worth once the limit is known. */
  burst(): number;
  /** Milliseconds until this many turns have been given, if AWS agrees on the way. */
  msFor(turns: number): number;
  /** Counts a turn and gives its number. */
  granted(now: number): number;
  succeeded(now: number): void;
  /** Whether it slowed down: of many calls that were under way together only the first refusal counts. */
  throttled(turn: number, now: number): boolean;
}

/** Lowest rate ever: there is always progress. */
const FLOOR = 0.5;
/** While nothing is known each success adds this to the rate: it doubles every 140 ms. */
const GROWTH = 5;
/** What is left of the limit right after a refusal. */
const CUT = 0.85;
/** Calls from a refusal back to the limit: so few refusals to so many calls. And what that may take at most and at least, in seconds. */
const CLIMB_CALLS = 250;
const CLIMB_S = { min: 10, max: 120 };
const WINDOW_MS = 1000;
const MIN_CYCLE_MS = 2000;
/** Below this rate a second holds too few calls to count. */
const COARSE = 4;

export function createRate({ start, burst, max }: RateOptions): Rate {
  const bounds = { min: FLOOR, max };
  let rate = clamp(start, bounds);
  /** The limit as last met; undefined while it is unknown. */
  let limit: number | undefined;
  let climbedMs = 0;
  let usedAt = 0;
  let turns = 0;
  let cutAtTurn = 0;
  let successes: number[] = [];
  let inCycle = 0;

  const climb = (now: number): void => {
    // An idle bucket learns nothing: only time in use counts.
    climbedMs += Math.min(Math.max(0, now - usedAt), WINDOW_MS);
    usedAt = now;
    if (limit === undefined) return;
    const along = climbedMs / 1000 / clamp(CLIMB_CALLS / limit, CLIMB_S) - 1;
    rate = clamp(limit * (1 + (1 - CUT) * along ** 3), bounds);
  };

  const measured = (now: number): number => {
    successes = successes.filter((at) => now - at < WINDOW_MS);
    return successes.length / (WINDOW_MS / 1000);
  };

  /** AWS's limit, as far as a refusal tells it. */
  const meet = (now: number): number => {
    const seen = measured(now);
    // What went through in one second is coarse, but believed where it is all there is or far below what we thought.
    if (limit === undefined || (rate > COARSE && seen < rate / 2)) return Math.min(seen, rate);
    // AWS's own bucket was empty at the last refusal and is empty now: what went through since is what it lets through.
    return climbedMs < MIN_CYCLE_MS ? rate : Math.min(rate, inCycle / (climbedMs / 1000));
  };

  return {
    perSecond: () => rate,
    burst: () => (limit === undefined ? burst : Math.min(burst, Math.max(1, rate))),
    msFor: (wanted) => {
      if (wanted <= 0) return 0;
      const steady = wanted / (limit === undefined ? max : rate);
      return 1000 * (limit === undefined ? Math.max(steady, Math.log1p((GROWTH * wanted) / rate) / GROWTH) : steady);
    },
    granted: (now) => {
      climb(now);
      turns += 1;
      return turns;
    },
    succeeded: (now) => {
      successes.push(now);
      inCycle += 1;
      if (successes.length > 2 * max) measured(now);
      if (limit === undefined) rate = clamp(rate + GROWTH, bounds);
    },
    throttled: (turn, now) => {
      if (turn <= cutAtTurn) return false;
      cutAtTurn = turns;
      const met = meet(now);
      // At the floor the limit is unknown again: AWS refused everything, and may recover as suddenly.
      limit = met > FLOOR ? met : undefined;
      rate = clamp(met * CUT, bounds);
      climbedMs = 0;
      inCycle = 0;
      return true;
    },
  };
}

const clamp = (value: number, { min, max }: { readonly min: number; readonly max: number }): number =>
  Math.min(max, Math.max(min, value));
