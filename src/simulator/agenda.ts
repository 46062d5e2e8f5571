interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: (at: number) => void;
  cancelled: boolean;
}
export interface Appointment {
  cancel(): void;
}

/**
 * What will happen, and when: a heap ordered by time, then by the order of booking. Nothing runs by itself: whoever looks at the
 * world first calls `runUntil(now)`, and every event due happens then, at its own time. The outcome therefore depends on the
 * clock alone, never on how often or when somebody looks.
 */
export class Agenda {
  readonly #heap: Entry[] = [];
  #booked = 0;

  book(at: number, run: (at: number) => void): Appointment {
    const entry: Entry = { at, order: this.#booked++, run, cancelled: false };
    this.#heap.push(entry);
    this.#up(this.#heap.length - 1);
    return {
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  runUntil(now: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.at <= now; next = this.#heap[0]) {
      this.#takeFirst();
      if (!next.cancelled) next.run(next.at);
    }
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #takeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#down(0);
  }

  #up(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfEarlier(index, parent)) return;
      index = parent;
    }
  }

  #down(start: number): void {
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const child = this.#earlier(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfEarlier(child, index)) return;
      index = child;
    }
  }

  #earlier(a: number, b: number): boolean {
    const first = this.#heap[a];
    const second = this.#heap[b];
    if (first === undefined || second === undefined) return false;
    return first.at < second.at || (first.at === second.at && first.order < second.order);
  }

  #swapIfEarlier(index: number, other: number): boolean {
    const entry = this.#heap[index];
    const rival = this.#heap[other];
    if (entry === undefined || rival === undefined || !this.#earlier(index, other)) return false;
    this.#heap[other] = entry;
    this.#heap[index] = rival;
    return true;
  }
}
