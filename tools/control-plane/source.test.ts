import { expect, test } from 'vitest';
import { chooseSource, type Host, type Source } from './source.ts';

const ASSETS = ['/assets/etcd', '/assets/kube-apiserver', '/assets/kubectl'];
const INSTALLED = ['/bin/etcd', '/bin/kube-apiserver', '/bin/kube-controller-manager', '/bin/kubectl'];

interface Machine {
  readonly files?: readonly string[];
  readonly docker?: boolean;
  readonly env?: Host['env'];
}

function choose({ files = [], docker = false, env = {} }: Machine): Promise<Source> {
  return chooseSource({
    env: { PATH: '/bin:/usr/bin', ...env },
    isExecutable: (path) => files.includes(path),
    dockerAnswers: async () => docker,
  });
}

test('programs on the PATH come first, because they start at once', async () => {
  const source = await choose({ files: [...INSTALLED, '/bin/go'], docker: true });
  expect(source).toEqual({
    kind: 'binaries',
    binaries: {
      etcd: '/bin/etcd',
      apiserver: '/bin/kube-apiserver',
      controllerManager: '/bin/kube-controller-manager',
      kubectl: '/bin/kubectl',
    },
  });
});

test('KUBEBUILDER_ASSETS goes before the PATH and may lack a controller manager', async () => {
  const files = [...ASSETS, '/bin/etcd', '/bin/kubectl'];
  expect(await choose({ files, env: { KUBEBUILDER_ASSETS: '/assets' } })).toEqual({
    kind: 'binaries',
    binaries: { etcd: '/assets/etcd', apiserver: '/assets/kube-apiserver', kubectl: '/assets/kubectl' },
  });
});

test('KUBEBUILDER_ASSETS that is incomplete is an error, never a reason to run something else', async () => {
  const machine = { files: ['/assets/etcd', '/bin/go'], docker: true, env: { KUBEBUILDER_ASSETS: '/assets' } };
  await expect(choose(machine)).rejects.toThrow(
    '/assets and the PATH have no kube-apiserver, kubectl. Provide that, or unset KUBEBUILDER_ASSETS',
  );
});

test('Docker comes before a build of many minutes', async () => {
  const source = await choose({ files: ['/bin/go', '/bin/kubectl'], docker: true });
  expect(source).toEqual({ kind: 'docker', kubectl: '/bin/kubectl' });
});

test('Docker without kubectl is passed over for Go, which builds kubectl too', async () => {
  expect(await choose({ files: ['/usr/bin/go'], docker: true })).toEqual({ kind: 'go', go: '/usr/bin/go' });
});

test('CONTROL_PLANE forces a source, even over KUBEBUILDER_ASSETS', async () => {
  const files = [...ASSETS, ...INSTALLED, '/bin/go'];
  const forced = (CONTROL_PLANE: string): Promise<Source> =>
    choose({ files, docker: true, env: { CONTROL_PLANE, KUBEBUILDER_ASSETS: '/assets' } });
  expect(await Promise.all(['binaries', 'docker', 'go'].map(async (kind) => (await forced(kind)).kind))).toEqual([
    'binaries',
    'docker',
    'go',
  ]);
});

test('a forced source that is not there is an error', async () => {
  await expect(choose({ files: INSTALLED, env: { CONTROL_PLANE: 'go' } })).rejects.toThrow(
    'go is not on the PATH. Provide that, or unset CONTROL_PLANE',
  );
});

test('an unknown CONTROL_PLANE is refused with the values it may have', async () => {
  await expect(choose({ env: { CONTROL_PLANE: 'kind' } })).rejects.toThrow('set it to binaries, docker or go');
});

test('a machine that offers nothing is told what is missing and what to install', async () => {
  await expect(choose({ files: ['/bin/kubectl'] })).rejects.toThrow(
    'No Kubernetes control plane can be started: the PATH has no etcd, kube-apiserver; no Docker daemon answers; ' +
      'go is not on the PATH. Install Go 1.26 or later',
  );
});
