import type { ServiceModel } from '../model/types.ts';
import type { Dialect } from './dialect.ts';
import { dialectOf } from './dialect.ts';
import { signedFor } from './identity.ts';
import type { Call, Handler } from './resources/kind.ts';
import type { Router } from './rest.ts';
import { createRouter } from './rest.ts';
import type { Validate } from './validate.ts';
import { createValidator } from './validate.ts';

/** One AWS API as the simulator serves it: its protocol and constraints are the model's, its behaviour the handlers'. */
export interface Api {
  readonly service: string;
  readonly model: ServiceModel;
  readonly dialect: Dialect;
  /** Which operation a path names, where paths do. */
  readonly route: Router;
  readonly validate: Validate;
  readonly handlers: ReadonlyMap<string, Handler>;
  /** Before a call takes effect: an answer may be worth waiting for. */
  readonly wait?: (call: Call, signal: AbortSignal) => Promise<void>;
}

export function createApi(
  service: string,
  model: ServiceModel,
  handlers: ReadonlyMap<string, Handler>,
  more: Pick<Api, 'wait'> & Partial<Pick<Api, 'dialect'>> = {},
): Api {
  return {
    service,
    model,
    handlers,
    dialect: dialectOf(model),
    route: createRouter(model),
    validate: createValidator(model),
    ...more,
  };
}

/** The API that a request is for. The header names it, or else what the request was signed for, as hosts do at AWS. */
export function apiFor(
  apis: readonly Api[],
  { target, authorization }: { readonly target: string | undefined; readonly authorization: string | undefined },
): Api | undefined {
  if (target !== undefined) {
    const [prefix] = target.split('.');
    return apis.find(({ model }) => model.targetPrefix === prefix);
  }
  const signed = signedFor(authorization);
  return apis.find(({ model }) => model.protocol === 'rest-json' && model.signingName === signed);
}
