/** What the parts of the engine share: its ports, and what a pass hands to its conclusion. */
import type { Fields, KindDescriptor, KindStatus, KubeObject } from '../kinds/types.ts';
import type { Verdict } from './conditions.ts';
import type { Pace, Step } from './decide.ts';
import type { ClusterFault, Fault } from './fault.ts';
import type { Memory } from './memory.ts';
import type { Defaults } from './policy.ts';
import type { Clock, Cluster, Key, Remote, Target } from './ports.ts';

export interface Engine {
  readonly kinds: ReadonlyMap<string, KindDescriptor>;
  readonly remote: Remote;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly defaults: Defaults;
  /** Milliseconds between looks for drift at a settled object of a kind. */
  readonly resyncMs: (kind: KindDescriptor) => number;
  /** Least milliseconds between two writes that tell of nothing but progress within one status. */
  readonly progressMs: number;
  /** Most milliseconds for which the status of a settled service that can be updated stays as it is; 0: as long as nothing differs. */
  readonly heartbeatMs: number;
  /** Whether what users have just asked for waits for a worker. */
  readonly othersWait: () => boolean;
  /** Told of each pass, for logs and metrics. */
  readonly onPass?: (report: PassReport) => void;
}

export interface PassReport {
  readonly key: Key;
  readonly step?: Step['do'];
  readonly verdict?: Verdict;
  readonly fault?: Fault | ClusterFault;
}

/** Where a pass takes place. */
export interface Site {
  readonly engine: Engine;
  readonly memory: Memory;
  readonly key: Key;
  readonly kind: KindDescriptor;
  /** How the last pass ended, if that is still to be told. */
  readonly untold?: Untold;
}

export interface Untold {
  /** The object's status, as it is to be written. */
  readonly status: KindStatus;
  readonly ending: Ending;
}

/** All that a pass has learnt by its end. */
export interface Ending {
  /** As it was last read or written. */
  readonly object: KubeObject;
  readonly target?: Target;
  readonly step?: Step;
  readonly verdict?: Verdict;
  /** AWS-cased facts to mirror into status. */
  readonly facts?: { readonly remote: Fields; readonly partial: boolean };
  /** Status fields of the operator's own to set, or with `null` to drop. */
  readonly marks?: Fields;
  readonly pace?: Pace | 'never';
  readonly fault?: Fault;
  /** The finalizer is gone: there is nothing left to write to. */
  readonly released?: boolean;
}
