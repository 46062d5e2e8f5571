/** One object by its name; where there is none, the nearest name that there is. */
import type { KubeObject } from '../../kinds/types.ts';
import { isApiError } from '../../kube/api-error.ts';
import { CliError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import type { Session } from '../session.ts';
import type { Named } from '../targets.ts';
import { withSpec } from './inventory.ts';

export async function findObject(session: Session, { kind, name }: Named, signal: AbortSignal): Promise<KubeObject> {
  const { namespace } = session;
  try {
    return withSpec(await session.objects(kind).get({ name, namespace }, { signal }));
  } catch (error) {
    if (!isApiError(error, 404)) throw error;
    throw new CliError('absent', await reasonFor(session, { kind, name }, signal), { cause: error });
  }
}

async function reasonFor(session: Session, { kind, name }: Named, signal: AbortSignal): Promise<string> {
  const { namespace } = session;
  const where = `no ${kind.kind} ${name} in namespace ${namespace}`;
  try {
    const { items } = await session.objects(kind).page({ namespace }, undefined, { signal });
    return `${where}${didYouMean(
      name,
      items.map((item) => item.metadata.name),
    )}`;
  } catch (error) {
    if (isApiError(error, 404))
      return `this cluster has no kind ${kind.kind}: its CRD ${kind.plural}.${kind.service.group} is not installed`;
    return where;
  }
}

export const isAbsent = (error: unknown): boolean =>
  (error instanceof CliError && error.failure === 'absent') || isApiError(error, 404);
