/** What AWS tells of an object's resource: asked by the operator, or with the AWS credentials of the person who asks. */
import type { Fields, KubeObject } from '../kinds/types.ts';
import { systemClock } from '../kube/timing.ts';
import type { Context } from './command.ts';
import { CliError } from './errors.ts';
import { findOperator, pathOf } from './operator.ts';
import type { Session } from './session.ts';
import type { Named } from './targets.ts';

export interface AwsState {
  /** What the spec asks for, as the input of Create. */
  readonly desired: Fields;
  /** Describe's output. */
  readonly remote: Fields;
}

export const DIRECT = {
  direct: { type: 'boolean', help: 'with AWS credentials of your own, in place of the operator' },
} as const;

type Asking = Context<typeof DIRECT>;

export async function stateInAws(context: Asking, session: Session, target: Named, object: KubeObject): Promise<AwsState> {
  const { env, signal, values, version } = context;
  if (values.direct === true) return describe(target, object, version, signal);
  const operator = await findOperator(session, env, signal);
  return (await operator.ask({ path: pathOf(target, object.metadata.namespace, 'describe') }, signal)) as AwsState;
}

async function describe({ kind, name }: Named, object: KubeObject, version: string, signal: AbortSignal): Promise<AwsState> {
  const region = object.status?.ackResourceMetadata?.region;
  if (region === undefined) throw new CliError('absent', `${kind.kind} ${name} is not in AWS yet, as far as its status tells`);
  const { createRemote } = await import('../aws/remote.ts');
  const remote = createRemote({
    clock: systemClock,
    clients: { region, userAgent: ['kubectl-sagemaker', version] },
    tags: { formats: {}, controllerVersion: version },
    onMove: () => {},
  });
  try {
    const target = remote.target(kind, object, { region });
    const seen = await remote.observe(target, 'full', signal);
    if (seen.state === 'absent') throw new CliError('absent', `${kind.service.title} has no resource of ${kind.kind} ${name}`);
    return { desired: target.desired, remote: seen.remote };
  } finally {
    remote.close();
  }
}
