/** What AWS validates it tells check by check, and nowhere in one sentence why it failed: people need that sentence. */
import type { Enrich, Fields, Json } from '../types.ts';
import { text } from './text.ts';

/** Adds `FailureReason`, made of the checks in `member` that failed. */
export const validationFailure =
  (member: string): Enrich =>
  (remote) => {
    const reasons = Object.values((remote[member] ?? {}) as Fields).flatMap(failuresIn);
    return Promise.resolve(reasons.length === 0 ? remote : { ...remote, FailureReason: reasons.join('; ') });
  };

const failuresIn = (checks: Json): readonly string[] =>
  (Array.isArray(checks) ? (checks as readonly Fields[]) : [])
    .filter((check) => check['Status'] === 'Failed')
    .map((check) => [text(check['Name']), text(check['FailureReason'])].filter((part) => part !== '').join(': '));
