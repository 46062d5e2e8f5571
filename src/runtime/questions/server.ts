/**
 * The endpoint that kubectl-sagemaker asks, through the apiserver's service proxy. Who asks is proved by their own Kubernetes token, which
 * comes in a header of ours: the apiserver keeps `Authorization` for itself. What they may is Kubernetes' to say, by RBAC.
 */
import type { IncomingMessage } from 'node:http';
import type { KindDescriptor } from '../../kinds/types.ts';
import type { Access } from '../../kube/access.ts';
import { isApiError } from '../../kube/api-error.ts';
import type { Page } from '../http.ts';
import type { Logger } from '../log.ts';
import { answerTo, type Sources } from './answers.ts';
import { answer, forbidden, questionIn, refusal, wishOf } from './request.ts';

export const TOKEN_HEADER = 'x-kubernetes-token';

export interface QuestionOptions extends Sources {
  readonly kinds: readonly KindDescriptor[];
  readonly access: Access;
  /** All that is measured, as JSON. */
  readonly measure: () => Promise<unknown>;
  /** Which replica this is. */
  readonly instance: string;
  readonly log: Logger;
}

/** Longest time for one answer: below the minute after which proxies give up. */
const TIMEOUT_MS = 45_000;

export function createQuestions(options: QuestionOptions): (request: IncomingMessage) => Promise<Page> {
  return async (request) => {
    const gone = new AbortController();
    const onGone = (): void => gone.abort();
    request.socket.once('close', onGone);
    try {
      return await respond(options, request, AbortSignal.any([gone.signal, AbortSignal.timeout(TIMEOUT_MS)]));
    } catch (error) {
      if (isApiError(error))
        return refusal(503, 'ReviewFailed', `the operator cannot have your rights reviewed: ${error.message}`);
      options.log.warn({ error }, 'a question could not be answered');
      return refusal(500, 'InternalError', 'the operator could not answer; its log tells why');
    } finally {
      // The connection is kept for the questions that follow.
      request.socket.off('close', onGone);
    }
  };
}

async function respond(options: QuestionOptions, request: IncomingMessage, signal: AbortSignal): Promise<Page> {
  const { access, kinds } = options;
  const token = tokenIn(request);
  const user = token === undefined ? undefined : await access.who(token, signal);
  if (!user) return refusal(401, 'Unauthorized', 'the operator was shown no valid token of this cluster');
  const question = questionIn(request.method ?? 'GET', request.url ?? '/', kinds);
  if (!question)
    return refusal(404, 'NoSuchQuestion', 'this operator cannot be asked that: it may be older than kubectl-sagemaker');
  const wish = wishOf(question);
  if (!(await access.may(user, wish, signal))) return forbidden(user.username, wish);
  if (question.ask !== 'operator') return answerTo(options, question, signal);
  return answer({ instance: options.instance, metrics: await options.measure() });
}

function tokenIn({ headers }: IncomingMessage): string | undefined {
  const given = headers[TOKEN_HEADER] ?? headers.authorization?.replace(/^Bearer /, '');
  return typeof given === 'string' && given !== '' ? given : undefined;
}
