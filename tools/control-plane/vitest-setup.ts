import type { TestProject } from 'vitest/node';
import { startControlPlane } from './control-plane.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The control plane that all test files of this run share: `inject('controlPlane')`. */
    controlPlane: { readonly kubeconfig: string; readonly kubectl: string; readonly server: string };
  }
}

/**
 * For `globalSetup` in a vitest configuration: one control plane for a whole run, since each start costs seconds. Test
 * files keep apart by namespaces of their own; one that breaks components starts its own control plane instead.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const plane = await startControlPlane({ progress: (line) => process.stderr.write(`${line}\n`) });
  project.provide('controlPlane', { kubeconfig: plane.kubeconfig, kubectl: plane.kubectl, server: plane.server });
  return () => plane.stop();
}
