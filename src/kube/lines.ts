/**
 * Cuts a byte stream into lines. The newline byte never occurs inside a multi-byte UTF-8 character, so cutting before decoding is
 * right wherever the network happened to split the stream; a line is decoded once, when it is whole.
 */
const NEWLINE = 0x0a;
/** etcd refuses objects above a few MiB; a longer line is no watch event. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;

export class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #parts: Uint8Array[] = [];
  #length = 0;

  /**
   * The lines that `chunk` completes, without their newlines, one by one: a bad one must not take the good ones before it away. Throws
   * on invalid UTF-8 and on endless lines. Read all before the next chunk.
   */
  *push(chunk: Uint8Array): Generator<string, undefined> {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, at));
      yield this.#take();
      from = at + 1;
    }
    this.#keep(chunk.subarray(from));
    return undefined;
  }

  /** Bytes of a line whose end has not come. More than none at the end of a stream means that it was cut. */
  get pending(): number {
    return this.#length;
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#length += part.length;
    if (this.#length > MAX_LINE_BYTES) throw new RangeError(`a line of more than ${MAX_LINE_BYTES} bytes`);
    this.#parts.push(part);
  }

  #take(): string {
    const only = this.#parts.length === 1 ? this.#parts[0] : undefined;
    const line = this.#decoder.decode(only ?? Buffer.concat(this.#parts));
    this.#parts = [];
    this.#length = 0;
    return line;
  }
}
