import type { ConnectionOptions } from 'node:tls';

/** What TLS needs, as undici's connector takes it. */
export type Tls = Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'pfx' | 'passphrase' | 'servername' | 'rejectUnauthorized'>;

export interface Connection {
  readonly server: string;
  readonly tls: Tls;
  /** The namespace that the login itself belongs to: the pod's, or the kubeconfig context's. */
  readonly namespace: string | undefined;
  /** Headers that prove who we are. `renew`: the apiserver has just refused the ones given last. */
  headers(renew?: boolean): Promise<Readonly<Record<string, string>>>;
}
