/** Engines with the mistakes that cost operators money. A suite that does not catch each of them shows nothing. */
import type { Engine } from '../engine.ts';
import { Fault } from '../fault.ts';
import type { Cluster, Remote } from '../ports.ts';

export const MISTAKES = {
  /** A crash right after the Create leaves a job that a deletion does not know of. */
  createsBeforeTheFinalizer: (engine: Engine): Engine => {
    const late = new Map<string, () => Promise<unknown>>();
    const claim: Cluster['claim'] = (object, finalizer, annotations) => {
      late.set(object.metadata.uid, () => engine.cluster.claim(object, finalizer, annotations));
      return Promise.resolve({ ...object, metadata: { ...object.metadata, finalizers: [finalizer] } });
    };
    const perform: Remote['perform'] = async (target, mutation, signal) => {
      const output = await engine.remote.perform(target, mutation, signal);
      await late.get(target.object.metadata.uid)?.();
      late.delete(target.object.metadata.uid);
      return output;
    };
    return { ...engine, cluster: over(engine.cluster, { claim }), remote: over(engine.remote, { perform }) };
  },
  /** Whoever has the name is taken for one's own: shown, stopped, deleted. */
  ignoresWhoseItIs: (engine: Engine): Engine => {
    const observe: Remote['observe'] = async (...args) => {
      const seen = await engine.remote.observe(...args);
      return seen.state === 'present' ? { ...seen, owned: true } : seen;
    };
    return { ...engine, remote: over(engine.remote, { observe }) };
  },
  /** A reply that is lost counts as a refusal: nothing was made, so there is nothing to look for. */
  forgetsTheAmbiguousCreate: (engine: Engine): Engine => {
    const refused = new Set<string>();
    const perform: Remote['perform'] = async (target, mutation, signal) => {
      try {
        return await engine.remote.perform(target, mutation, signal);
      } catch (error) {
        const isLost = error instanceof Fault && error.kind === 'ambiguous' && mutation.do === 'create';
        if (isLost) refused.add(target.object.metadata.uid);
        throw error;
      }
    };
    const observe: Remote['observe'] = (target, depth, signal) =>
      refused.has(target.object.metadata.uid)
        ? Promise.resolve({ state: 'absent', recent: false })
        : engine.remote.observe(target, depth, signal);
    return { ...engine, remote: over(engine.remote, { perform, observe }) };
  },
} as const satisfies { readonly [mistake: string]: (engine: Engine) => Engine };

/** The same with some methods replaced; the others keep their own `this`, and its private fields. */
function over<T extends object>(whole: T, part: Partial<T>): T {
  return new Proxy(whole, {
    get(target, key) {
      const value: unknown = Reflect.get(part, key) ?? Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
