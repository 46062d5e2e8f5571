import type { TestProject } from 'vitest/node';
import { startControlPlane } from '../../tools/control-plane/control-plane.ts';
import { installCrds } from '../../tools/control-plane/crds.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The control plane that all test files of this run share: `inject('controlPlane')`. */
    controlPlane: { readonly kubeconfig: string; readonly kubectl: string; readonly server: string };
  }
}

/**
 * One control plane for a whole run, with our CRDs in it: each start costs seconds. Test files keep apart by namespaces of their own;
 * one that breaks components starts a control plane of its own instead.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const plane = await startControlPlane({ progress: (line) => process.stderr.write(`${line}\n`) });
  try {
    await installCrds(plane);
  } catch (error) {
    await plane.stop();
    throw error;
  }
  project.provide('controlPlane', { kubeconfig: plane.kubeconfig, kubectl: plane.kubectl, server: plane.server });
  return () => plane.stop();
}
