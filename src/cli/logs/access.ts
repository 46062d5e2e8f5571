/** Two ways to a log: through the operator, or with the AWS credentials of the person who asks. */
import type { LogPage, LogQuery, LogSource } from '../../engine/logs.ts';
import type { KubeObject } from '../../kinds/types.ts';
import { systemClock } from '../../kube/timing.ts';
import { CliError } from '../errors.ts';
import { type Operator, pathOf } from '../operator.ts';
import type { Named } from '../targets.ts';

export interface LogAccess {
  page(source: LogSource, query: LogQuery, signal: AbortSignal): Promise<LogPage>;
}

export const throughOperator = (operator: Operator, target: Named, { metadata }: KubeObject): LogAccess => ({
  page: async ({ label }, query, signal) => {
    const path = pathOf(target, metadata.namespace, 'logs');
    return (await operator.ask({ path, query: { source: label, ...query } }, signal)) as LogPage;
  },
});

const TIMEOUT_MS = 30_000;

/** The SDK finds credentials and endpoints where it always does: the environment, shared files, SSO. */
export async function direct({ status }: KubeObject, version: string): Promise<LogAccess & { close(): void }> {
  const region = status?.ackResourceMetadata?.region;
  if (region === undefined)
    throw new CliError('absent', 'nothing tells in which region it is: AWS has not been asked for it yet');
  const { createLogReader } = await import('../../aws/logs.ts');
  const reader = createLogReader({
    clients: { clock: systemClock, region, userAgent: ['kubectl-sagemaker', version] },
    timeoutMs: TIMEOUT_MS,
  });
  return {
    page: (source, query, signal) => reader.page({ region }, source, query, signal),
    close: () => reader.close(),
  };
}
