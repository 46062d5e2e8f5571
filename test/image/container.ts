/** A container with nothing that a restricted pod would not have either, on the machine's own network. */
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { until } from '../../tools/control-plane/until.ts';
import type { Docker } from '../../tools/docker/docker.ts';

const ANSWERS_WITHIN_MS = 60_000;

const SETTINGS = {
  // Its reaper is an image of its own, which need not be to be had. What we start we stop.
  TESTCONTAINERS_RYUK_DISABLED: 'true',
  // Else it may look for the host on a bridge that is not there.
  TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
} as const;

export interface ContainerOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Paths within, and the files that are shown there. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Container extends AsyncDisposable {
  readonly id: string;
  /** Waits for 200; tells how long after its start that was, in milliseconds. */
  answers(port: number, path: string): Promise<number>;
}

export async function startContainer(
  docker: Docker,
  image: string,
  { args, env = {}, files = {} }: ContainerOptions,
): Promise<Container> {
  Object.assign(process.env, docker.env, SETTINGS);
  const { GenericContainer } = await import('testcontainers');
  class RestrictedContainer extends GenericContainer {
    constructor() {
      super(image);
      this.hostConfig.ReadonlyRootfs = true;
    }
  }
  const { folder, mounts } = await readable(files);
  const container = await new RestrictedContainer()
    .withNetworkMode('host')
    .withUser('65532')
    .withDroppedCapabilities('ALL')
    .withSecurityOpt('no-new-privileges')
    .withEnvironment({ ...env })
    .withBindMounts(mounts)
    .withCommand([...args])
    .start();
  const id = container.getId();
  const started = Date.parse(await docker.run(['inspect', '--format', '{{.State.StartedAt}}', id]));
  return {
    id,
    answers: async (port, path) => {
      const isUp = async (): Promise<boolean> => (await statusOf(`http://127.0.0.1:${port}${path}`)) === 200;
      await until(`${image} to answer`, isUp, { withinMs: ANSWERS_WITHIN_MS, everyMs: 10 });
      return Date.now() - started;
    },
    [Symbol.asyncDispose]: async () => {
      await container.stop();
      await rm(folder, { recursive: true });
    },
  };
}

interface Mount {
  readonly source: string;
  readonly target: string;
  readonly mode: 'ro';
}

/** Copies that nobody's user may read. */
async function readable(files: Readonly<Record<string, string>>): Promise<{ folder: string; mounts: Mount[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'container-'));
  const mounts = Object.entries(files).map(async ([target, file]): Promise<Mount> => {
    const source = join(folder, basename(target));
    await copyFile(file, source);
    await chmod(source, 0o444);
    return { source, target, mode: 'ro' };
  });
  return { folder, mounts: await Promise.all(mounts) };
}

export async function statusOf(url: string): Promise<number | undefined> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(3_000) })).status;
  } catch {
    return undefined;
  }
}
