import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';

/**
 * What the components need to trust each other, as files in one directory.
 *
 * The API server signs its own serving certificate and users are bearer tokens from a file: Node cannot issue X.509
 * certificates, and neither openssl nor another dependency is worth a control plane that lives for minutes on loopback.
 */
export interface Credentials {
  /** The API server keeps its certificate here, and finds it again when it is restarted. */
  readonly certificates: string;
  /** That certificate with the authority that signed it. The API server writes it at its first start. */
  readonly authority: string;
  readonly tokenFile: string;
  readonly adminToken: string;
  readonly controllerManagerToken: string;
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
}

export async function createCredentials(directory: string): Promise<Credentials> {
  const certificates = join(directory, 'certificates');
  const credentials: Credentials = {
    certificates,
    authority: join(certificates, 'apiserver.crt'),
    tokenFile: join(directory, 'tokens.csv'),
    adminToken: randomBytes(16).toString('hex'),
    controllerManagerToken: randomBytes(16).toString('hex'),
    serviceAccountKey: join(directory, 'service-account.key'),
    serviceAccountPublicKey: join(directory, 'service-account.pub'),
  };
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  await mkdir(certificates);
  await writeSecret(credentials.serviceAccountKey, privateKey);
  await writeSecret(credentials.serviceAccountPublicKey, publicKey);
  await writeSecret(credentials.tokenFile, tokens(credentials));
  return credentials;
}

/** The controller manager is an administrator too: its many service accounts would only slow the start down. */
function tokens({ adminToken, controllerManagerToken }: Credentials): string {
  return [
    `${adminToken},kubernetes-admin,kubernetes-admin,"system:masters"`,
    `${controllerManagerToken},system:kube-controller-manager,system:kube-controller-manager,"system:masters"`,
    '',
  ].join('\n');
}

/** Writes a kubeconfig that stands alone: it embeds the authority, so it can be copied and given to any client. */
export async function writeKubeconfig(file: string, server: string, authorityFile: string, token: string): Promise<void> {
  const authority = await readFile(authorityFile);
  const name = 'control-plane';
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, 'certificate-authority-data': authority.toString('base64') } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  await writeSecret(file, stringify(kubeconfig));
}

async function writeSecret(file: string, content: string): Promise<void> {
  await writeFile(file, content, { mode: 0o600 });
}
