/** Two ways to what CloudWatch measured: through the operator, or with the AWS credentials of the person who asks. */
import { type MeasureAnswer, measuresOf, spanOf } from '../../engine/measures.ts';
import type { KubeObject } from '../../kinds/types.ts';
import { systemClock } from '../../kube/timing.ts';
import { CliError } from '../errors.ts';
import { type Operator, pathOf } from '../operator.ts';
import type { Named } from '../targets.ts';

export interface MeasureAccess {
  read(object: KubeObject, since: number | undefined, signal: AbortSignal): Promise<MeasureAnswer>;
}

export const throughOperator = (operator: Operator, target: Named): MeasureAccess => ({
  read: async ({ metadata }, since, signal) => {
    const path = pathOf(target, metadata.namespace, 'metrics');
    return (await operator.ask({ path, query: { since } }, signal)) as MeasureAnswer;
  },
});

const TIMEOUT_MS = 30_000;

/** The SDK finds credentials and endpoints where it always does: the environment, shared files, SSO. */
export async function direct({ kind }: Named, { status }: KubeObject, version: string): Promise<MeasureAccess> {
  const region = status?.ackResourceMetadata?.region;
  if (region === undefined)
    throw new CliError('absent', 'nothing tells in which region it is: AWS has not been asked for it yet');
  const { createMeasureReader } = await import('../../aws/measures.ts');
  const reader = createMeasureReader({
    clients: { clock: systemClock, region, userAgent: ['kubectl-sagemaker', version] },
    timeoutMs: TIMEOUT_MS,
  });
  return {
    read: async (object, since, signal) => {
      const span = spanOf(kind, object, { since, now: systemClock.now() });
      return { ...span, series: await reader.read({ region }, measuresOf(kind, object), span, signal) };
    },
  };
}
