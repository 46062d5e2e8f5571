/** Key in, outcome out: finds the object and its kind, runs one pass over it (or tells how the last one ended), and concludes. */
import { conclude, forget, tell } from './conclude.ts';
import type { Engine } from './engine.ts';
import { ClusterFault } from './fault.ts';
import { Memory } from './memory.ts';
import { Pass } from './pass.ts';
import type { Key, Outcome, Reconcile } from './ports.ts';

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
      return clusterOutcome(engine, key, error);
    }
  };
}

/** Kubernetes itself was in the way: there is nowhere to write to, so the queue's backoff decides. */
function clusterOutcome({ onPass }: Engine, key: Key, error: unknown): Outcome {
  if (!(error instanceof ClusterFault)) throw error;
  onPass?.({ key, fault: error });
  return error.kind === 'gone' ? 'done' : 'retry';
}
