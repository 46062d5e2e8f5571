/**
 * All that a process does to the outside goes through here, so that a test can let it die between any two effects: what was begun
 * never returns, and what came before has happened.
 */
export class Gate {
  #left = Number.POSITIVE_INFINITY;
  #died = Promise.withResolvers<'died'>();

  /** Resolves when the process dies; then it is never heard of again. */
  get died(): Promise<'died'> {
    return this.#died.promise;
  }

  dieAfter(effects: number): void {
    this.#left = effects;
  }

  /** Another process. */
  revive(): void {
    this.#left = Number.POSITIVE_INFINITY;
    this.#died = Promise.withResolvers<'died'>();
  }

  async through<T>(effect: () => T): Promise<T> {
    if (this.#left <= 0) return this.#die();
    this.#left -= 1;
    const result = effect();
    return this.#left === 0 ? this.#die() : result;
  }

  #die(): Promise<never> {
    this.#died.resolve('died');
    return new Promise(() => {});
  }
}
