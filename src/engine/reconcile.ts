/** Key in, outcome out: finds the object and its kind, runs one pass over it (or tells how the last one ended), and concludes. */
import { conclude, forget, tell } from './conclude.ts';
import type { KubeObject } from '../kinds/types.ts';
import type { Engine } from './engine.ts';
import { ClusterFault } from './fault.ts';
import { Memory } from './memory.ts';
import { Pass } from './pass.ts';
import { keyOf, type Outcome, type Reconcile } from './ports.ts';

export function createReconcile(engine: Engine): Reconcile {
  const memory = new Memory(engine.clock);
  return async (key, signal, turn) => {
    const object = engine.cluster.get(key);
    const kind = object && engine.kinds.get(object.kind);
    if (!object || !kind) return forget({ engine, memory, key });
    const untold = memory.takeUntold(key, object);
    const site = { engine, memory, key, kind, ...(untold ? { untold } : {}) };
    try {
      if (untold && turn === 'afterwards') return await tell(site, untold.ending);
      return await conclude(site, await new Pass(site, object, signal).run());
    } catch (error) {
      return clusterOutcome(engine, object, error);
    }
  };
}

/** Kubernetes itself was in the way, so the queue's backoff decides. What it will never take can't be told in status: an Event tells. */
function clusterOutcome({ onPass, cluster }: Engine, object: KubeObject, error: unknown): Outcome {
  if (!(error instanceof ClusterFault)) throw error;
  onPass?.({ key: keyOf(object), fault: error });
  if (error.kind === 'refused') cluster.event(object, 'Warning', { reason: 'WriteRefused', message: error.message });
  return error.kind === 'gone' ? 'done' : 'retry';
}
