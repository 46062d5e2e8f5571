import type { TestProject } from 'vitest/node';
import { startControlPlane } from '../../tools/control-plane/control-plane.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of an administrator's kubeconfig: `inject('kubeconfig')`. */
    readonly kubeconfig: string;
    readonly kubectl: string;
  }
}

/**
 * One control plane for a whole run: each start costs seconds. Test files keep apart by namespaces of their own; one that breaks
 * components starts a control plane of its own instead.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const plane = await startControlPlane({ progress: (line) => process.stderr.write(`${line}\n`) });
  project.provide('kubeconfig', plane.kubeconfig);
  project.provide('kubectl', plane.kubectl);
  return () => plane.stop();
}
