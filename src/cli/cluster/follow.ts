/** One object, each time that it changes. By a watch: the cluster tells, and need not be asked again and again. */
import type { KubeObject } from '../../kinds/types.ts';
import { isApiError } from '../../kube/api-error.ts';
import { openStream } from '../../kube/stream.ts';
import { fullJitter, monotonicClock, sleep } from '../../kube/timing.ts';
import type { Session } from '../session.ts';
import type { Named } from '../targets.ts';
import { findObject, isAbsent } from './find.ts';
import { withSpec } from './inventory.ts';

/** The apiserver ends watches when it likes, and speaks at least once a minute before that. */
const SILENCE_MS = 120_000;
const AGAIN = { baseMs: 500, capMs: 10_000 } as const;

/** `undefined`: it has been deleted, and that is the end. Throws when it is not there to begin with, or when nobody may look. */
export async function* followObject(
  session: Session,
  target: Named,
  signal: AbortSignal,
): AsyncGenerator<KubeObject | undefined, void> {
  let seen: KubeObject | undefined;
  for (let failures = 0; ; failures += 1) {
    try {
      const object = await findObject(session, target, signal);
      if (object.metadata.resourceVersion !== seen?.metadata.resourceVersion) yield object;
      seen = object;
      for await (const next of changesSince(session, target, seen, signal)) {
        failures = 0;
        if (!next) return yield undefined;
        seen = next;
        yield seen;
      }
    } catch (error) {
      if (seen && isAbsent(error)) return yield undefined;
      if (!seen || signal.aborted || !isPassing(error)) throw error;
    }
    await sleep(monotonicClock, fullJitter(failures, AGAIN, monotonicClock), signal);
  }
}

async function* changesSince(
  session: Session,
  { kind, name }: Named,
  { metadata }: KubeObject,
  signal: AbortSignal,
): AsyncGenerator<KubeObject | undefined, void> {
  const stream = await openStream({
    client: session.objects(kind),
    selection: { namespace: metadata.namespace, fieldSelector: `metadata.name=${name}` },
    query: { resourceVersion: metadata.resourceVersion, allowWatchBookmarks: true },
    clock: monotonicClock,
    silenceMs: SILENCE_MS,
    signal,
  });
  try {
    for (let event = await stream.next(); event; event = await stream.next()) {
      if (event.type === 'BOOKMARK') continue;
      yield event.type === 'DELETED' ? undefined : withSpec(event.object);
    }
  } finally {
    stream.close();
  }
}

/** An apiserver that restarts, a connection that broke, a version that is too old to go on from. */
const isPassing = (error: unknown): boolean =>
  isApiError(error) && (error.status === 0 || error.status === 410 || error.status === 429 || error.status >= 500);
