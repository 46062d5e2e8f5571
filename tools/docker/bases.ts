/** The images that ours is built on: the Dockerfile's own where a registry can be reached, else such as are made here from Debian's packages. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { requirePrograms, SEARCH_PATH } from '../debian/packages.ts';
import { cacheFolder, type Progress } from '../go/build.ts';
import { withLock } from '../go/lock.ts';
import type { Docker } from './docker.ts';

const SCRIPT = fileURLToPath(new URL('./make-bases', import.meta.url));
const DOCKERFILE = fileURLToPath(new URL('../../Dockerfile', import.meta.url));
const PULL_WITHIN_MS = 180_000;
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** Values of the Dockerfile's arguments of these names. */
export interface Bases {
  readonly BUILD_BASE: string;
  readonly BASE: string;
}

export async function chooseBases(docker: Docker, progress: Progress): Promise<Bases> {
  const wanted = basesIn(await readFile(DOCKERFILE, 'utf8'));
  try {
    for (const image of [wanted.BASE, wanted.BUILD_BASE]) await pull(docker, image);
    return wanted;
  } catch {
    progress('No registry can be reached: base images are made from Debian’s packages');
    return await ownBases(docker, progress);
  }
}

/** The defaults of its arguments: there alone are they written down. */
export function basesIn(dockerfile: string): Bases {
  const valueOf = (name: string): string => {
    const value = new RegExp(`^ARG ${name}=(\\S+)$`, 'm').exec(dockerfile)?.[1];
    if (value === undefined) throw new Error(`The Dockerfile has no ARG ${name} with a default; restore it from git.`);
    return value;
  };
  return { BUILD_BASE: valueOf('BUILD_BASE'), BASE: valueOf('BASE') };
}

async function pull(docker: Docker, image: string): Promise<void> {
  const signal = AbortSignal.timeout(PULL_WITHIN_MS);
  const isHere = await docker.run(['image', 'inspect', '--format', 'here', image], { signal }).catch(() => '');
  if (isHere === '') await docker.run(['pull', '--quiet', image], { signal });
}

async function ownBases(docker: Docker, progress: Progress): Promise<Bases> {
  const { folder, key } = await makeBases(progress);
  const bases = { BUILD_BASE: `sagemaker-operator-build-base:${key}`, BASE: `sagemaker-operator-base:${key}` };
  await docker.run([
    'import',
    '--change',
    `ENV NODE_EXTRA_CA_CERTS=${CERTIFICATES}`,
    join(folder, 'build.tar'),
    bases.BUILD_BASE,
  ]);
  await docker.run(['import', join(folder, 'runtime.tar'), bases.BASE]);
  return bases;
}

/** Made once for a machine, under a name made from all that goes into them but Debian's updates. */
async function makeBases(progress: Progress): Promise<{ folder: string; key: string }> {
  const hash = createHash('sha256')
    .update(await readFile(SCRIPT))
    .update(process.version);
  const key = `${process.arch}-${hash.digest('hex').slice(0, 12)}`;
  const cache = cacheFolder('base-images');
  const folder = join(cache, key);
  await mkdir(cache, { recursive: true });
  await withLock(`${folder}.lock`, () => make(folder, progress), {
    onWait: (pid) => progress(`Process ${pid} is making the base images; waiting for it`),
  });
  return { folder, key };
}

async function make(folder: string, progress: Progress): Promise<void> {
  const complete = await access(folder).then(
    () => true,
    () => false,
  );
  if (complete) return;
  await requirePrograms({ debootstrap: 'debootstrap', dpkg: 'dpkg' }, progress);
  progress('Making base images with debootstrap, once for this machine');
  const work = await mkdtemp(`${folder}.making-`);
  try {
    await promisify(execFile)(SCRIPT, [work, process.execPath], {
      env: { ...process.env, PATH: SEARCH_PATH },
      maxBuffer: 2 ** 26,
    });
    await Promise.all(['root', 'runtime'].map((name) => rm(join(work, name), { recursive: true })));
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
