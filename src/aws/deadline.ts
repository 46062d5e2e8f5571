/** Time that is bounded: a call with a deadline, a wait that a signal ends. */
import type { Clock } from '../engine/ports.ts';

export interface Deadline {
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** The deadline holds for all of a call, also for obtaining credentials, which the SDK can't interrupt. */
export async function withDeadline<T>(
  { clock, timeoutMs }: Deadline,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { promise: cut, reject } = Promise.withResolvers<never>();
  const stop = (code: string, text: string): void => {
    controller.abort();
    reject(Object.assign(new Error(text), { code }));
  };
  const onAbort = (): void => stop('Aborted', 'the call was abandoned');
  const cancel = clock.timer(timeoutMs, () => stop('Timeout', `no answer within ${timeoutMs / 1000} s`));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal.aborted) onAbort();
    return await Promise.race([work(controller.signal), cut]);
  } finally {
    cancel();
    signal.removeEventListener('abort', onAbort);
  }
}

/** Ends early, and quietly, when the signal does. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const cancel = clock.timer(ms, () => resolve(undefined));
  const onAbort = (): void => resolve(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return promise.finally(() => {
    cancel();
    signal.removeEventListener('abort', onAbort);
  });
}
