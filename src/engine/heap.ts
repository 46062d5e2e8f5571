/** A binary heap that knows where each item sits, so that any item can be taken out: a re-added key moves instead of multiplying. */
export class Heap<T> {
  readonly #before: (a: T, b: T) => boolean;
  readonly #items: T[] = [];
  readonly #places = new Map<T, number>();

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  /** In no order. */
  items(): readonly T[] {
    return this.#items;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  pop(): T | undefined {
    const first = this.#items[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Returns whether the item was there. */
  remove(item: T): boolean {
    const at = this.#places.get(item);
    if (at === undefined) return false;
    this.#places.delete(item);
    const last = this.#items.pop();
    if (last !== undefined && last !== item) this.#sink(last, this.#rise(last, at));
    return true;
  }

  /** Puts `item` at `at` or above; returns where. */
  #rise(item: T, at: number): number {
    let place = at;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#items[above];
      if (parent === undefined || !this.#before(item, parent)) break;
      this.#settle(parent, place);
      place = above;
    }
    this.#settle(item, place);
    return place;
  }

  #sink(item: T, at: number): void {
    let place = at;
    for (;;) {
      const below = this.#firstOf(2 * place + 1, 2 * place + 2);
      const child = this.#items[below];
      if (child === undefined || !this.#before(child, item)) break;
      this.#settle(child, place);
      place = below;
    }
    this.#settle(item, place);
  }

  #firstOf(left: number, right: number): number {
    const [a, b] = [this.#items[left], this.#items[right]];
    return a !== undefined && b !== undefined && this.#before(b, a) ? right : left;
  }

  #settle(item: T, place: number): void {
    this.#items[place] = item;
    this.#places.set(item, place);
  }
}
