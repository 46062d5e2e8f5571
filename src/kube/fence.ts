/**
 * The last gate of a write, when its connection is there and its first byte is not sent yet: a write may have waited for both, and whoever
 * lost the lease meanwhile must not write. Reads pass: a replica that waits for the lease reads all the time.
 */
import { DecoratorHandler, type Dispatcher } from 'undici';
import { ApiError } from './api-error.ts';
import { NOT_LEADING } from './retry.ts';

export function fence(mayWrite: () => boolean): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, options.method === 'GET' ? handler : new Fenced(handler, mayWrite));
}

class Fenced extends DecoratorHandler {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #mayWrite: () => boolean;

  constructor(handler: Dispatcher.DispatchHandler, mayWrite: () => boolean) {
    super(handler);
    this.#handler = handler;
    this.#mayWrite = mayWrite;
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    if (!this.#mayWrite()) {
      const message = 'this replica does not lead (any more), and leaves the write to the one that does';
      controller.abort(new ApiError({ status: 0, reason: NOT_LEADING, message }));
      return;
    }
    this.#handler.onRequestStart?.(controller, context);
  }
}
