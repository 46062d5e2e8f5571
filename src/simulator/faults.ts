import { chance } from './chance.ts';
import type { JsonObject } from './json.ts';

/** What happens to a call instead of, or on the way to, its answer. */
export type FaultAction =
  /** The call waits, and goes on. */
  | { readonly type: 'delay'; readonly ms: number }
  /** The connection is reset without an answer. */
  | { readonly type: 'reset' }
  /** No answer ever comes; the connection stays open. */
  | { readonly type: 'hang' }
  /** An AWS error: `ThrottlingException`, `ResourceLimitExceeded`, `AccessDeniedException`, `InternalFailure`, `ServiceUnavailable`, … */
  | { readonly type: 'error'; readonly code: string; readonly message?: string; readonly status?: number }
  /** A body as it is, which need not be JSON. */
  | { readonly type: 'body'; readonly body: string; readonly status?: number }
  /** Members laid over the true output (`null` removes one): an unknown status, an empty page with its NextToken. */
  | { readonly type: 'output'; readonly members: JsonObject };

export interface FaultRule {
  readonly id?: string;
  /** The operation's name. Absent: any. */
  readonly operation?: string;
  /** Regular expression on the name (or ARN) that the request is about. */
  readonly name?: string;
  /** Regular expression on the access key id, or the role behind it. */
  readonly caller?: string;
  /** Only the n-th call that matches, counted from 1. */
  readonly nth?: number;
  /** Share of the matching calls, decided by the simulator's seed. */
  readonly probability?: number;
  /** How often the rule strikes before it is spent. Absent: always. */
  readonly times?: number;
  /** `before`: the operation does not take effect. `after`: it does, and the client does not learn of it. Default: before. */
  readonly when?: 'before' | 'after';
  readonly action: FaultAction;
}

export interface FaultTarget {
  readonly operation: string;
  readonly name: string | undefined;
  readonly caller: string;
}

interface Armed {
  readonly id: string;
  readonly rule: FaultRule;
  readonly draw: () => number;
  readonly name: RegExp | undefined;
  readonly caller: RegExp | undefined;
  seen: number;
  struck: number;
}
export interface FaultState {
  readonly id: string;
  readonly rule: FaultRule;
  /** Calls that matched. */
  readonly seen: number;
  /** Calls that were hit. */
  readonly struck: number;
}
export interface Strike {
  readonly id: string;
  readonly action: FaultAction;
}

const TYPES = new Set(['delay', 'reset', 'hang', 'error', 'body', 'output']);

/** Scripted trouble. Of several rules that match a call, the first that strikes wins. */
export class Faults {
  readonly #seed: string;
  #rules: Armed[] = [];
  #made = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** Arms a rule and says its id. */
  add(rule: FaultRule): string {
    if (!TYPES.has(rule.action.type)) throw new TypeError(`unknown fault: ${rule.action.type}. Known: ${[...TYPES].join(', ')}`);
    const id = rule.id ?? `fault-${++this.#made}`;
    this.#rules.push({
      id,
      rule,
      draw: chance(`${this.#seed}/fault/${id}`),
      name: rule.name === undefined ? undefined : new RegExp(rule.name),
      caller: rule.caller === undefined ? undefined : new RegExp(rule.caller),
      seen: 0,
      struck: 0,
    });
    return id;
  }

  remove(id: string): boolean {
    const before = this.#rules.length;
    this.#rules = this.#rules.filter((armed) => armed.id !== id);
    return this.#rules.length < before;
  }

  clear(): void {
    this.#rules = [];
  }

  list(): FaultState[] {
    return this.#rules.map(({ id, rule, seen, struck }) => ({ id, rule, seen, struck }));
  }

  /** What strikes this call at this moment. Each call asks once for each moment. */
  strike(target: FaultTarget, when: 'before' | 'after'): Strike | undefined {
    let hit: Strike | undefined;
    for (const armed of this.#rules) {
      if ((armed.rule.when ?? 'before') !== when || !matches(armed, target)) continue;
      armed.seen++;
      if (hit !== undefined || !strikes(armed)) continue;
      armed.struck++;
      hit = { id: armed.id, action: armed.rule.action };
    }
    return hit;
  }
}

function matches({ rule, name, caller }: Armed, target: FaultTarget): boolean {
  return (
    (rule.operation === undefined || rule.operation === '*' || rule.operation === target.operation) &&
    (name === undefined || (target.name !== undefined && name.test(target.name))) &&
    (caller === undefined || caller.test(target.caller))
  );
}

function strikes({ rule, draw, seen, struck }: Armed): boolean {
  if (rule.nth !== undefined && seen !== rule.nth) return false;
  if (rule.times !== undefined && struck >= rule.times) return false;
  return rule.probability === undefined || draw() < rule.probability;
}
