/** Where the programs are. Without a controller manager, namespaces and owned objects are never deleted. */
export interface Binaries {
  readonly etcd: string;
  readonly apiserver: string;
  readonly controllerManager?: string;
  readonly kubectl: string;
}

export const PROGRAMS = {
  etcd: 'etcd',
  apiserver: 'kube-apiserver',
  controllerManager: 'kube-controller-manager',
  kubectl: 'kubectl',
} as const;
