/** Builds our images as a user would: with the Dockerfile, and nothing that is not in the checkout. */
import { fileURLToPath } from 'node:url';
import type { Progress } from '../go/build.ts';
import { chooseBases } from './bases.ts';
import type { Docker } from './docker.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Images {
  readonly operator: string;
  readonly simulator: string;
}

/** `tag` tells builds apart that a daemon has at the same time. */
export async function buildImages(docker: Docker, { tag, progress }: { tag: string; progress: Progress }): Promise<Images> {
  const bases = await chooseBases(docker, progress);
  const images = { operator: `sagemaker-operator:${tag}`, simulator: `sagemaker-simulator:${tag}` };
  progress(`Building the images on ${bases.BASE}`);
  const args = { ...bases, VERSION: tag, ...networkOf(process.env) };
  const flags = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  for (const target of ['operator', 'simulator'] as const)
    await docker.run(['build', '--quiet', '--network', 'host', '--target', target, '--tag', images[target], ...flags, ROOT]);
  return images;
}

/** How this machine gets to npm's registry, if not directly. */
function networkOf(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NPM_CONFIG_REGISTRY'];
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
