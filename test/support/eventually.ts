export interface Patience {
  readonly patienceMs: number;
  /** The first pause between two looks, and the longest. */
  readonly pauseMs: readonly [first: number, longest: number];
}

const GROWTH = 1.25;

/**
 * Looks again until `law` holds, at first soon and then ever more slowly: dozens of tests look at the same apiserver, and what takes long would
 * be held up by looking. Bounded; the message says what was seen last.
 */
export async function eventually(
  law: () => boolean | Promise<boolean>,
  seen: () => string,
  { patienceMs, pauseMs: [first, longest] }: Patience,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = first; !(await law()); pauseMs = Math.min(pauseMs * GROWTH, longest)) {
    if (performance.now() > deadline) throw new Error(`not in ${patienceMs} ms: ${seen()}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
