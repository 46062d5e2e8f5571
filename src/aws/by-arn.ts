/** Keys by the ARN of what their objects stand for. More than one object may stand for a resource: some only look at it. */
import type { Key } from '../engine/ports.ts';

/** Names that differ in nothing but case name the same resource, and hosting writes its ARNs in lower case. */
const folded = (arn: string): string => arn.toLowerCase();

export class ByArn {
  readonly #keys = new Map<string, readonly Key[]>();
  readonly #arnOf = new Map<Key, string>();

  constructor(entries: Iterable<readonly [Key, arn: string | undefined]>) {
    for (const [key, arn] of entries) this.set(key, arn);
  }

  keys(arn: string): readonly Key[] {
    return this.#keys.get(folded(arn)) ?? [];
  }

  set(key: Key, arn: string | undefined): void {
    if (arn !== undefined && this.#arnOf.get(key) === folded(arn)) return;
    this.remove(key);
    if (arn === undefined) return;
    this.#arnOf.set(key, folded(arn));
    this.#keys.set(folded(arn), [...this.keys(arn), key]);
  }

  remove(key: Key): void {
    const arn = this.#arnOf.get(key);
    if (arn === undefined) return;
    this.#arnOf.delete(key);
    const others = this.keys(arn).filter((other) => other !== key);
    if (others.length > 0) this.#keys.set(arn, others);
    else this.#keys.delete(arn);
  }
}
