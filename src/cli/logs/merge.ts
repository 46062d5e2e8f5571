/** Several logs as one, in the order of time. One page of each is in memory at a time, however long they are. */
import type { LogEvent, LogPage } from '../../engine/logs.ts';

export interface Labelled extends LogEvent {
  readonly source: string;
}

/** Asks for the pages of one log, one after the other, as they are wanted. */
export async function* eventsOf(
  source: string,
  ask: (next: string | undefined) => Promise<LogPage>,
): AsyncGenerator<Labelled, void> {
  let next: string | undefined;
  do {
    const page = await ask(next);
    for (const event of page.events) yield { ...event, source };
    // A token that repeats itself would be asked for ever.
    next = page.next === next ? undefined : page.next;
  } while (next !== undefined);
}

export async function* merged(logs: readonly AsyncIterator<Labelled, void>[]): AsyncGenerator<Labelled, void> {
  const heads = await Promise.all(logs.map(async (log) => ({ log, event: valueOf(await log.next()) })));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) if (head.event && (!first?.event || head.event.at < first.event.at)) first = head;
    if (!first?.event) return;
    yield first.event;
    first.event = valueOf(await first.log.next());
  }
}

const valueOf = (result: IteratorResult<Labelled, void>): Labelled | undefined =>
  result.done === true ? undefined : result.value;
