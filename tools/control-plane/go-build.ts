/** etcd and Kubernetes, from the versions that go/go.mod pins: a cold build takes several minutes. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPrograms, type GoPrograms, moduleVersion, type Progress } from '../go/build.ts';
import { type Binaries, PROGRAMS } from './binaries.ts';

const KUBERNETES = 'k8s.io/kubernetes';

const CONTROL_PLANE: GoPrograms = {
  name: 'control-plane',
  title: 'the control plane',
  module: fileURLToPath(new URL('./go/', import.meta.url)),
  packages: 'tool',
  versionOf: KUBERNETES,
  programs: Object.values(PROGRAMS),
  linkerValues: kubernetesVersion,
  renamed: { server: PROGRAMS.etcd },
  says(goMod) {
    const kubernetes = moduleVersion(goMod, KUBERNETES);
    return [
      { command: [PROGRAMS.etcd, '--version'], text: moduleVersion(goMod, 'go.etcd.io/etcd/server/v3').slice(1) },
      { command: [PROGRAMS.apiserver, '--version'], text: kubernetes },
      { command: [PROGRAMS.controllerManager, '--version'], text: kubernetes },
      { command: [PROGRAMS.kubectl, 'version', '--client'], text: kubernetes },
    ];
  },
};

/** Without these, the programs call themselves v0.0.0 and clients that check the server's version are misled. */
export function kubernetesVersion(version: string): Readonly<Record<string, string>> {
  const [major = '', minor = ''] = version.slice(1).split('.');
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`k8s.io/component-base/version.${name}`, value]));
}

export async function buildFromGo(go: string, progress: Progress): Promise<Binaries> {
  const folder = await buildPrograms(CONTROL_PLANE, { go, progress });
  return {
    etcd: join(folder, PROGRAMS.etcd),
    apiserver: join(folder, PROGRAMS.apiserver),
    controllerManager: join(folder, PROGRAMS.controllerManager),
    kubectl: join(folder, PROGRAMS.kubectl),
  };
}
