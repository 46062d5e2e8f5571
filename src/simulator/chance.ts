import { createHash } from 'node:crypto';

/** Pseudo-random numbers in [0, 1) from a text: the same text gives the same numbers on every machine (mulberry32 over SHA-256). */
export function chance(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The first `length` hexadecimal digits of the text's hash. */
export const digest = (seed: string, length: number): string => createHash('sha256').update(seed).digest('hex').slice(0, length);

/** A UUID: the same for the same text. */
export function uuid(text: string): string {
  const hex = digest(text, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

export const requestId = (seed: string, seq: number): string => uuid(`${seed}/request/${seq}`);
