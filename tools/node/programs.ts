/** The parts of a node, a scheduler and a pause program, in the version of the control plane that they belong to. */
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kubernetesVersion } from '../control-plane/go-build.ts';
import { buildPrograms, type GoPrograms, moduleVersion, type Progress } from '../go/build.ts';
import { find } from '../go/find.ts';

const KUBERNETES = 'k8s.io/kubernetes';
const NAMES = ['kubelet', 'kube-proxy', 'kube-scheduler'] as const;

export interface NodePrograms {
  readonly kubelet: string;
  readonly proxy: string;
  readonly scheduler: string;
  /** Static: it is the whole image of the container that holds a pod's namespaces. */
  readonly pause: string;
}

const NODE_PARTS: GoPrograms = {
  name: 'node',
  title: 'the parts of a node',
  module: fileURLToPath(new URL('./go/', import.meta.url)),
  packages: 'tool',
  versionOf: KUBERNETES,
  programs: [...NAMES, 'pause'],
  linkerValues: kubernetesVersion,
  renamed: { node: 'pause' },
  says: (goMod) => NAMES.map((name) => ({ command: [name, '--version'] as const, text: moduleVersion(goMod, KUBERNETES) })),
};

export async function prepareNodePrograms(progress: Progress): Promise<NodePrograms> {
  const go = find('go', (process.env['PATH'] ?? '').split(delimiter).filter(Boolean));
  if (go === undefined) throw new Error('A node is built from Go modules, and go is not on the PATH: install Go 1.26 or later.');
  const folder = await buildPrograms(NODE_PARTS, { go, progress });
  const at = (name: string): string => join(folder, name);
  return { kubelet: at('kubelet'), proxy: at('kube-proxy'), scheduler: at('kube-scheduler'), pause: at('pause') };
}
