/** A Docker daemon: the one that answers, or one of our own that lives as long as it is needed and that nobody else sees. */
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Site } from '../control-plane/site.ts';
import { requirePrograms, SEARCH_PATH, Unavailable } from '../debian/packages.ts';
import { ComponentFailed } from '../control-plane/component.ts';
import type { Progress } from '../go/build.ts';

const START_WITHIN_MS = 60_000;
/** The second is the daemon's own, should the first on the PATH be too new for it. */
const CLIENTS = ['docker', '/usr/bin/docker'] as const;

export interface Docker extends AsyncDisposable {
  /** What leads a client to the daemon. */
  readonly env: Readonly<Record<string, string>>;
  /** What it prints; an error says what Docker said. */
  run(args: readonly string[], options?: { readonly signal?: AbortSignal }): Promise<string>;
}

/** Throws Unavailable, with the reason, where there is none and none can be started. An abort of `signal` ends whatever is run. */
export async function openDocker(progress: Progress, signal?: AbortSignal): Promise<Docker> {
  const client = await answering({});
  if (client !== undefined) return dockerAt(client, { signal });
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Unavailable('no Docker daemon answers, and only root on Linux can start one');
  await requirePrograms({ dockerd: 'docker.io', '/usr/bin/docker': 'docker.io' }, progress);
  return await startDaemon(signal);
}

async function startDaemon(signal: AbortSignal | undefined): Promise<Docker> {
  const site = await Site.open(undefined);
  const env = { DOCKER_HOST: `unix://${site.file('docker.sock')}` };
  try {
    await site.start({
      name: 'dockerd',
      // With mounts of its own, which are gone with it, however it ends: what is mounted cannot be removed.
      command: 'unshare',
      args: ['--mount', 'dockerd', ...daemonFlags(site, env.DOCKER_HOST)],
      ready: async () => (await exists(site.file('docker.sock'))) && (await answering(env)) !== undefined,
      readyWithinMs: START_WITHIN_MS,
    });
    const client = await answering(env);
    if (client === undefined) throw new Unavailable('no docker command speaks with the daemon that was started');
    return dockerAt(client, { env, signal, dispose: () => site.dispose() });
  } catch (error) {
    await site.dispose();
    throw error instanceof ComponentFailed
      ? new Unavailable(`dockerd does not start here: ${error.log}`, { cause: error })
      : error;
  }
}

/** All that it writes lies in one folder. It leaves the machine's network alone: containers use that as it is (`--network host`), or none. */
function daemonFlags(site: Site, host: string): readonly string[] {
  return [
    `--host=${host}`,
    `--data-root=${site.file('data')}`,
    `--exec-root=${site.file('exec')}`,
    `--pidfile=${site.file('docker.pid')}`,
    '--bridge=none',
    '--iptables=false',
    '--ip6tables=false',
    '--ip-forward=false',
  ];
}

interface Daemon {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly dispose?: () => Promise<void>;
}

function dockerAt(client: string, { env = {}, signal: always, dispose = async () => {} }: Daemon): Docker {
  return {
    env,
    run: async (args, { signal } = {}) => {
      const signals = [always, signal].filter((each) => each !== undefined);
      const options = {
        env: { ...process.env, ...env, PATH: SEARCH_PATH },
        maxBuffer: 2 ** 26,
        signal: AbortSignal.any(signals),
      };
      const { stdout } = await promisify(execFile)(client, [...args], options);
      return stdout.trim();
    },
    [Symbol.asyncDispose]: dispose,
  };
}

async function answering(env: Readonly<Record<string, string>>): Promise<string | undefined> {
  for (const client of CLIENTS) {
    try {
      await dockerAt(client, { env }).run(['version', '--format', '{{.Server.Version}}'], {
        signal: AbortSignal.timeout(5_000),
      });
      return client;
    } catch {
      // The next one may understand it.
    }
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
