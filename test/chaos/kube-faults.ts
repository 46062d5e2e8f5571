/** The rules of a plan for Kubernetes, with what they have seen; they outlive a process of the operator. */
import type { KubeRule } from './plan.ts';

interface Armed {
  readonly rule: KubeRule;
  seen: number;
  struck: number;
}

export class KubeFaults {
  readonly #rules: readonly Armed[];
  #isHealed = false;

  constructor(rules: readonly KubeRule[]) {
    this.#rules = rules.map((rule) => ({ rule, seen: 0, struck: 0 }));
  }

  get struck(): number {
    return this.#rules.reduce((sum, { struck }) => sum + struck, 0);
  }

  /** The calls of rules that never struck: their plans show nothing. */
  get idle(): readonly string[] {
    return this.#rules.filter(({ struck }) => struck === 0).map(({ rule }) => rule.call);
  }

  heal(): void {
    this.#isHealed = true;
  }

  /** Of several rules for a call, the first that is due. */
  strike(call: string): KubeRule | undefined {
    if (this.#isHealed) return undefined;
    let hit: KubeRule | undefined;
    for (const armed of this.#rules.filter(({ rule }) => rule.call === call)) {
      armed.seen += 1;
      if (hit !== undefined || !isDue(armed)) continue;
      armed.struck += 1;
      hit = armed.rule;
    }
    return hit;
  }
}

const isDue = ({ rule: { nth, times }, seen, struck }: Armed): boolean =>
  (nth === undefined || seen === nth) && (times === undefined || struck < times);
