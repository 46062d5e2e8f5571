/** A person at a prompt: kubectl-sagemaker as a process, with a login of their own and the rights that a Role gives. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { parse, stringify } from 'yaml';
import { freePort } from '../../tools/control-plane/ports.ts';
import type { Rule } from './rights.ts';
import type { Stage } from './stage.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<Said>;
  signal(signal: NodeJS.Signals): void;
  /** The reader of stdout goes away. */
  closeOutput(): void;
}

export class Person implements AsyncDisposable {
  readonly kubeconfig: string;
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.kubeconfig = env['KUBECONFIG'] ?? '';
    this.#env = env;
  }

  /** `rules` hold in the stage's namespace; without them it is the administrator. */
  static async at(stage: Stage, { rules }: { readonly rules?: readonly Rule[] } = {}): Promise<Person> {
    const folder = await mkdtemp(join(tmpdir(), 'person-'));
    const kubeconfig = join(folder, 'kubeconfig');
    const file = parse(await readFile(inject('controlPlane').kubeconfig, 'utf8')) as {
      users: { user: object }[];
      contexts: { context: { namespace?: string } }[];
    };
    const [user] = file.users;
    const [context] = file.contexts;
    if (context) context.context.namespace = stage.namespace;
    if (user && rules) user.user = { token: await tokenOf(stage, rules) };
    await writeFile(kubeconfig, stringify(file));
    const env = { KUBECONFIG: kubeconfig, HOME: folder, KUBECTL_SAGEMAKER_OPERATOR: `${stage.namespace}/${SERVICE}` };
    return new Person(folder, env);
  }

  /** What they type behind `kubectl sagemaker`, and what came of it. */
  types(line: string, env: Readonly<Record<string, string>> = {}): Promise<Said> {
    return this.starts(line, env).ended;
  }

  starts(line: string, env: Readonly<Record<string, string>> = {}): Running {
    const child = spawn(process.execPath, [MAIN, ...line.split(' ').filter((word) => word !== '')], {
      env: { PATH: process.env['PATH'] ?? '', ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
    const ended = new Promise<Said>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
    return {
      out: () => out,
      err: () => err,
      ended,
      signal: (signal) => void child.kill(signal),
      closeOutput: () => void child.stdout.destroy(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}

async function tokenOf(stage: Stage, rules: readonly Rule[]): Promise<string> {
  const { namespace } = stage;
  const metadata = { name: `person-${Math.random().toString(36).slice(2, 8)}`, namespace };
  const rbac = 'rbac.authorization.k8s.io';
  await stage.client('serviceaccounts', '').create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  await stage.client('roles', rbac).create({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules } as never);
  await stage.client('rolebindings', rbac).create({
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind: 'Role', name: metadata.name },
    subjects: [{ kind: 'ServiceAccount', name: metadata.name, namespace }],
  } as never);
  const answer = await stage.transport.call({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${metadata.name}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    resource: 'serviceaccounts',
  });
  return (answer as { status: { token: string } }).status.token;
}

const SERVICE = 'sagemaker-operator-questions';

/** Where an operator of this stage is to answer, and the Service by which the apiserver finds it there, as the chart's would. */
export async function questionsFlag(stage: Stage): Promise<string> {
  const address = ownAddress();
  const port = await freePort();
  const { namespace } = stage;
  const metadata = { name: SERVICE, namespace };
  const ports = [{ name: 'questions', port: 8443 }];
  await stage.client('services', '').create({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports } } as never);
  await podAt(stage, address);
  await stage.client('endpoints', '').create({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata,
    subsets: [
      {
        addresses: [{ ip: address, targetRef: { kind: 'Pod', name: SERVICE, namespace } }],
        ports: [{ name: 'questions', port, protocol: 'TCP' }],
      },
    ],
  } as never);
  return `--questions-addr=${address}:${port}`;
}

/** The apiserver proxies to pods alone: to addresses that it finds in the status of one. No kubelet is here to write it. */
async function podAt(stage: Stage, ip: string): Promise<void> {
  const { namespace } = stage;
  const metadata = { name: SERVICE, namespace };
  await stage.client('serviceaccounts', '').create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  const spec = {
    serviceAccountName: SERVICE,
    automountServiceAccountToken: false,
    containers: [{ name: 'operator', image: 'operator' }],
  };
  const pods = stage.client('pods', '');
  await pods.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec } as never);
  await pods.patchStatus(metadata, { type: 'merge', body: { status: { podIP: ip, podIPs: [{ ip }] } } });
}

/** The apiserver reaches no loopback address by a Service. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const found = all.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (!found) throw new Error('this machine has no address but loopback, and the apiserver proxies to none of those');
  return found.address;
}
