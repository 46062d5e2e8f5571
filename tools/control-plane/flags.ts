import type { Credentials } from './credentials.ts';

export const LOOPBACK = '127.0.0.1';

/**
 * A control plane that lives for minutes has better uses for a processor than to keep its heap small: with Go's own setting the API server
 * spends a fifth of its time on that. Near the limit it collects as often as it must.
 */
export const GO_MEMORY = { GOGC: '300', GOMEMLIMIT: '3GiB' } as const;

/** Command line flags, `{ name: value }`, in the order in which they are passed. */
export function flags(values: Readonly<Record<string, string | number | boolean>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}

/**
 * Data on disk survives a killed process, not a killed machine: no fsync makes every write several times faster. A
 * single member elects itself after one election timeout, which is the second that a start would take longer.
 */
export function etcdFlags(data: string, client: string, peer: string): readonly string[] {
  return flags({
    name: 'default',
    'data-dir': data,
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer}`,
    'unsafe-no-fsync': true,
    'heartbeat-interval': 20,
    'election-timeout': 200,
    'log-level': 'warn',
  });
}

export interface AuditFiles {
  readonly policy: string;
  readonly log: string;
}

export function apiserverFlags(
  etcd: string,
  { address, port }: { readonly address: string; readonly port: number },
  credentials: Credentials,
): readonly string[] {
  return flags({
    'etcd-servers': etcd,
    'bind-address': address,
    'advertise-address': address,
    'secure-port': port,
    'cert-dir': credentials.certificates,
    'token-auth-file': credentials.tokenFile,
    'authorization-mode': 'RBAC',
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': credentials.serviceAccountPublicKey,
    'service-account-signing-key-file': credentials.serviceAccountKey,
    'service-cluster-ip-range': '10.96.0.0/24',
    // Endpoints may not be loopback addresses, and no pod is there to use them.
    'endpoint-reconciler-type': address === LOOPBACK ? 'none' : 'lease',
  });
}

/** The file is written event by event, not in batches, and never rotated: tests count in it. */
export function auditFlags(audit: AuditFiles): readonly string[] {
  return flags({
    'audit-policy-file': audit.policy,
    'audit-log-path': audit.log,
    'audit-log-mode': 'blocking',
    'audit-log-maxsize': 100_000,
  });
}

/** Controllers whose work needs nodes, volumes or kubelets, which a control plane alone does not have. */
const NEED_NODES = [
  'node-ipam-controller',
  'node-lifecycle-controller',
  'taint-eviction-controller',
  'device-taint-eviction-controller',
  'persistentvolume-binder-controller',
  'persistentvolume-attach-detach-controller',
  'persistentvolume-expander-controller',
  'ephemeral-volume-controller',
  'certificatesigningrequest-signing-controller',
];

/** Looks for mistakes in the types of policies for admission: a processor's seconds for each of them. */
export const TYPE_CHECKER = 'validatingadmissionpolicy-status-controller';

/** A client limit well above the default of 20 a second: deleting a namespace of 1,000 objects should not take a minute. */
export function controllerManagerFlags(
  kubeconfig: string,
  credentials: Credentials,
  without: readonly string[],
): readonly string[] {
  return flags({
    kubeconfig,
    'leader-elect': false,
    'secure-port': 0,
    controllers: ['*', ...[...NEED_NODES, ...without].map((name) => `-${name}`)].join(','),
    'service-account-private-key-file': credentials.serviceAccountKey,
    'root-ca-file': credentials.authority,
    'kube-api-qps': 500,
    'kube-api-burst': 1_000,
  });
}
