import type { TestProject } from 'vitest/node';
import { type ControlPlane, startControlPlane } from '../../tools/control-plane/control-plane.ts';
import { installCrds } from '../../tools/control-plane/crds.ts';
import { TYPE_CHECKER } from '../../tools/control-plane/flags.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The control plane that all test files of this run share: `inject('controlPlane')`. */
    controlPlane: { readonly kubeconfig: string; readonly kubectl: string; readonly server: string };
  }
}

/** vitest loads this module once for each project: only what is global is shared by them. */
const shared = globalThis as { controlPlaneOfTests?: Promise<ControlPlane> };

/**
 * One control plane for a whole run, with our CRDs in it: a start costs half a minute of a processor, and one that idles costs some too. Test
 * files keep apart by namespaces of their own; one that breaks components starts a control plane of its own instead.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.controlPlaneOfTests ??= start();
  const plane = await shared.controlPlaneOfTests;
  project.provide('controlPlane', { kubeconfig: plane.kubeconfig, kubectl: plane.kubectl, server: plane.server });
  return () => plane.stop();
}

async function start(): Promise<ControlPlane> {
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const plane = await startControlPlane({ progress, withoutControllers: [TYPE_CHECKER] });
  try {
    await installCrds(plane);
    return plane;
  } catch (error) {
    await plane.stop();
    throw error;
  }
}
