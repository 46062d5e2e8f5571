/**
 * Who asks, and what they may: TokenReview and SubjectAccessReview. Answers are kept for some seconds, for whoever follows a log asks each
 * second; so a right that was taken away ends soon, and not at once.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../engine/ports.ts';
import type { Transport } from './transport.ts';

export interface User {
  readonly username: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export type Wish =
  | {
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string;
      readonly namespace: string;
      readonly name: string;
    }
  | { readonly verb: string; readonly path: string };

export interface Access {
  /** Undefined: nobody that the cluster knows. */
  who(token: string, signal: AbortSignal): Promise<User | undefined>;
  may(user: User, wish: Wish, signal: AbortSignal): Promise<boolean>;
}

const KEEP_MS = 10_000;
/** Whoever sends made-up tokens must not fill the memory. */
const MAX_KEPT = 1_000;

export function createAccess(transport: Transport, clock: Clock): Access {
  const users = new Kept<User | undefined>(clock);
  const rights = new Kept<boolean>(clock);
  return {
    who: (token, signal) => users.get(digest(token), () => reviewToken(transport, token, signal)),
    may: (user, wish, signal) =>
      rights.get(digest(JSON.stringify([user, wish])), () => reviewAccess(transport, user, wish, signal)),
  };
}

/** A token is a secret: it is not kept, only what tells it from others. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64');

class Kept<T> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, { readonly value: T; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key);
    if (known && known.until > this.#clock.now()) return known.value;
    const value = await ask();
    this.#entries.delete(key);
    this.#entries.set(key, { value, until: this.#clock.now() + KEEP_MS });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_KEPT && oldest !== undefined) this.#entries.delete(oldest);
    return value;
  }
}

async function reviewToken(transport: Transport, token: string, signal: AbortSignal): Promise<User | undefined> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } };
  const answer = await transport.call({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/tokenreviews',
    body,
    resource: 'tokenreviews',
    signal,
  });
  const { status } = answer as { status?: { authenticated?: boolean; user?: User } };
  return status?.authenticated === true ? status.user : undefined;
}

async function reviewAccess(transport: Transport, user: User, wish: Wish, signal: AbortSignal): Promise<boolean> {
  const { username, uid, groups, extra } = user;
  const attributes = 'path' in wish ? { nonResourceAttributes: wish } : { resourceAttributes: { ...wish, version: '*' } };
  const spec = { user: username, uid, groups, extra, ...attributes };
  const answer = await transport.call({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec },
    resource: 'subjectaccessreviews',
    signal,
  });
  return (answer as { status?: { allowed?: boolean } }).status?.allowed === true;
}
