/**
 * An order of service that is fair between lanes: whoever has thousands waiting is served in turn with whoever has one. Fair queueing
 * with a clock of its own: each entry gets the number of the round in which it is served, and the rounds go on with what is served.
 */
export class FairOrder {
  #round = 0;
  /** The round of the last entry of each lane. */
  readonly #last = new Map<string, number>();
  #many = MANY;

  /** The round of one more entry of this lane: behind its own, and no later than the first of any lane that comes now. */
  next(lane: string): number {
    if (this.#last.size >= this.#many) this.#forget();
    const round = Math.max(this.#round, this.#last.get(lane) ?? 0) + 1;
    this.#last.set(lane, round);
    return round;
  }

  /** An entry of this round is served: nobody who comes later gets an earlier one. */
  served(round: number): void {
    this.#round = Math.max(this.#round, round);
  }

  /** A lane that has nothing waiting is as one that never came. */
  #forget(): void {
    for (const [lane, round] of this.#last) if (round <= this.#round) this.#last.delete(lane);
    this.#many = Math.max(MANY, 2 * this.#last.size);
  }
}

/** Beyond this many lanes those with nothing waiting are looked for. */
const MANY = 1_000;
