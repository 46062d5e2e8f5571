import { AwsError } from './errors.ts';
import type { Scope } from './identity.ts';

/** A token bucket: `rate` requests per second of the clock on average, `burst` at once. */
export interface RateLimit {
  readonly rate: number;
  readonly burst: number;
}

/**
 * Request rates per account, region and operation. Off unless set: AWS publishes few of its numbers. `*` sets the limit of every
 * operation that is not named.
 */
export class RateLimits {
  readonly #limits = new Map<string, RateLimit>();
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  set(limits: Readonly<Record<string, RateLimit>>): void {
    this.#limits.clear();
    this.#buckets.clear();
    for (const [operation, limit] of Object.entries(limits)) this.#limits.set(operation, limit);
  }

  /** Takes a token, or refuses the call as AWS does. */
  spend(operation: string, { account, region }: Scope, now: number): void {
    const limit = this.#limits.get(operation) ?? this.#limits.get('*');
    if (limit === undefined) return;
    const key = `${account}/${region}/${operation}`;
    const bucket = this.#buckets.get(key) ?? { tokens: limit.burst, at: now };
    this.#buckets.set(key, bucket);
    bucket.tokens = Math.min(limit.burst, bucket.tokens + ((now - bucket.at) / 1000) * limit.rate);
    bucket.at = now;
    if (bucket.tokens < 1) throw new AwsError('ThrottlingException', 'Rate exceeded');
    bucket.tokens -= 1;
  }
}
