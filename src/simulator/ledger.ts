/** One call as AWS saw it. */
export interface LedgerEntry {
  readonly seq: number;
  /** Milliseconds of the simulator's clock. */
  readonly at: number;
  /** `sagemaker`, `application-autoscaling`, `greengrassv2` or `sts`. */
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** The client, as it calls itself. */
  readonly userAgent: string;
  /** The role behind an access key that AssumeRole has given. */
  readonly roleArn?: string;
  /** The name, or failing that the ARN, that the request is about. */
  readonly requestName?: string;
  /** Whether the operation took effect, whatever the client was told of it. */
  readonly ok: boolean;
  /** What went wrong, as the client was told. */
  readonly errorCode?: string;
  /** The fault that was injected into this call. */
  readonly fault?: string;
  readonly requestId: string;
  /** Length of the request's body. */
  readonly bytes: number;
}

export interface OperationCount {
  calls: number;
  ok: number;
  errors: Record<string, number>;
}

/** What a query of the ledger selects; what is not named does not select. */
export interface LedgerQuery {
  readonly operation?: string;
  readonly requestName?: string;
  readonly ok?: boolean;
  /** Only entries after this number. */
  readonly after?: number;
}

const CAPACITY = 100_000;

/** Append-only. The last 100,000 entries are kept in full; the counts per operation go back to the start. */
export class Ledger {
  readonly #ring: LedgerEntry[] = [];
  readonly #counts = new Map<string, OperationCount>();
  readonly #capacity: number;
  #seq = 0;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  /** The number that the next entry will have. */
  get next(): number {
    return this.#seq + 1;
  }

  append(entry: Omit<LedgerEntry, 'seq'>): LedgerEntry {
    const full: LedgerEntry = { seq: ++this.#seq, ...entry };
    this.#ring[(full.seq - 1) % this.#capacity] = full;
    this.#count(full);
    return full;
  }

  /** In the order of the calls. */
  entries(query: LedgerQuery = {}): LedgerEntry[] {
    const start = this.#seq % this.#capacity;
    const ordered = this.#seq <= this.#capacity ? this.#ring : [...this.#ring.slice(start), ...this.#ring.slice(0, start)];
    return ordered.filter(
      (entry) =>
        (query.operation === undefined || entry.operation === query.operation) &&
        (query.requestName === undefined || entry.requestName === query.requestName) &&
        (query.ok === undefined || entry.ok === query.ok) &&
        entry.seq > (query.after ?? 0),
    );
  }

  /** How often an operation was called, since the start or the last reset. */
  count(operation: string): number {
    return this.#counts.get(operation)?.calls ?? 0;
  }

  counts(): Record<string, OperationCount> {
    return Object.fromEntries(this.#counts);
  }

  clear(): void {
    this.#ring.length = 0;
    this.#counts.clear();
    this.#seq = 0;
  }

  #count({ operation, ok, errorCode }: LedgerEntry): void {
    let count = this.#counts.get(operation);
    if (count === undefined) this.#counts.set(operation, (count = { calls: 0, ok: 0, errors: {} }));
    count.calls++;
    if (ok) count.ok++;
    if (errorCode !== undefined) count.errors[errorCode] = (count.errors[errorCode] ?? 0) + 1;
  }
}
