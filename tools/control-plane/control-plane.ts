import type { Component } from './component.ts';
import { startInDocker } from './docker.ts';
import type { Progress } from '../go/build.ts';
import { buildFromGo } from './go-build.ts';
import { startProcesses } from './processes.ts';
import { chooseSource, type Source, thisMachine } from './source.ts';

/** An audit.k8s.io/v1 Policy without its apiVersion and kind. */
export interface AuditPolicy {
  readonly rules: readonly {
    readonly level: 'None' | 'Metadata' | 'Request' | 'RequestResponse';
    readonly [field: string]: unknown;
  }[];
  readonly omitStages?: readonly string[];
}

export interface ControlPlaneOptions {
  /** Where it makes its own folder, which it removes again; the system's temporary folder if not given. */
  readonly directory?: string;
  /** Told what takes time, in lines for people. Silent if not given. */
  readonly progress?: Progress;
  /** An address of this machine where the API server listens, for who cannot reach loopback, such as pods. Not with Docker. */
  readonly address?: string;
  /** Writes an audit log by this policy. Not with Docker. */
  readonly auditPolicy?: AuditPolicy;
  /** Further flags of kube-apiserver, such as `--feature-gates=WatchList=false`. They win over the harness's own. */
  readonly extraApiServerArgs?: readonly string[];
  /** Controllers of kube-controller-manager that are not to run. Not with Docker, where all do. */
  readonly withoutControllers?: readonly string[];
  /** Go's collector as everybody runs it, for who measures: else it is told to work less, at the price of memory. */
  readonly collectsAsShipped?: boolean;
}

/** The processes of a control plane, to be broken and mended one by one. Without a controller manager nothing is garbage collected. */
export interface Components {
  readonly etcd: Component;
  readonly apiserver: Component;
  readonly controllerManager?: Component;
}

/** A running Kubernetes control plane: an API without nodes, so pods are stored and never run. */
export interface ControlPlane extends AsyncDisposable {
  readonly source: Source['kind'];
  /** Path of a kubeconfig of an administrator. The file is self-contained; it goes away with the control plane. */
  readonly kubeconfig: string;
  /** Path of a kubectl. */
  readonly kubectl: string;
  readonly server: string;
  /** What the API server says it is, such as v1.36.3. */
  readonly version: string;
  /** Process ids that belong to it now; none with Docker. */
  readonly pids: readonly number[];
  /** Absent with Docker, where they are inside a container. */
  readonly components?: Components;
  /** Path of the audit log, one JSON event a line, if a policy was given. Read it before `stop`. */
  readonly auditLog?: string;
  /** Ends every process and removes every file. Safe to call twice. */
  stop(): Promise<void>;
}

/** A source whose programs are there: nothing is left to be built. */
export type Prepared = Exclude<Source, { kind: 'go' }> & { readonly from: Source['kind'] };

/** Chooses a source and makes it ready, which for Go modules means to build them, once for a machine. */
export async function prepare(progress: Progress = () => {}): Promise<Prepared> {
  const source = await chooseSource(thisMachine());
  switch (source.kind) {
    case 'binaries':
    case 'docker':
      return { ...source, from: source.kind };
    case 'go':
      return { kind: 'binaries', binaries: await buildFromGo(source.go, progress), from: 'go' };
    default:
      return source satisfies never;
  }
}

/**
 * Starts a real control plane, on loopback unless told otherwise, and returns once it serves. The first time on a machine this may build it,
 * which takes minutes; `prepare` does that part alone. Call `stop` (or use `await using`); should this process be
 * killed instead, a guardian ends the rest within a moment.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const source = await prepare(options.progress);
  switch (source.kind) {
    case 'binaries':
      return await startProcesses(source, options);
    case 'docker':
      return await startInDocker(source.kubectl, options);
    default:
      return source satisfies never;
  }
}
