/** How a request gets to the apiserver and its answer back: by a pool for who works all day (pool.ts), as a stream of one connection for who asks much at once and ends (multiplexed.ts). */
export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}

export interface Incoming {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Read once: whole, or as it comes. Throws when the answer breaks off. */
  readonly body: AsyncIterable<Uint8Array> & { text(): Promise<string> };
}

export interface Wire {
  call(request: Outgoing): Promise<Incoming>;
  /** A request that is answered for minutes, and must not keep calls waiting. */
  watch(request: Outgoing): Promise<Incoming>;
  /** Waits for the calls under way. */
  close(): Promise<void>;
}

/** Opened at first use: its code is loaded by those alone who need it. */
export function lazyWire(open: () => Promise<Wire>): Wire {
  let opened: Promise<Wire> | undefined;
  const wire = (): Promise<Wire> => (opened ??= open());
  return {
    call: async (request) => (await wire()).call(request),
    watch: async (request) => (await wire()).watch(request),
    close: async () => (await opened)?.close(),
  };
}
