/**
 * The controller of Kubernetes that checks the types of policies. It takes seconds of a processor for each, whoever looks at what it finds; so
 * the control plane of the tests runs without it, and a test that looks starts it for itself.
 */
import { inject } from 'vitest';
import { prepare } from '../../tools/control-plane/control-plane.ts';
import { flags, GO_MEMORY, TYPE_CHECKER } from '../../tools/control-plane/flags.ts';
import { Site } from '../../tools/control-plane/site.ts';

/** It tells nobody that it is ready: what it finds does. */
export async function startTypeChecker(): Promise<AsyncDisposable> {
  const source = await prepare();
  // In a container all controllers run anyway.
  if (source.kind === 'docker') return new AsyncDisposableStack();
  const { controllerManager } = source.binaries;
  if (controllerManager === undefined) throw new Error('There is no kube-controller-manager to check the types of policies.');
  const site = await Site.open(undefined);
  const stack = new AsyncDisposableStack();
  stack.defer(() => site.dispose());
  await site.start({
    name: TYPE_CHECKER,
    command: controllerManager,
    args: flags({
      kubeconfig: inject('controlPlane').kubeconfig,
      'leader-elect': false,
      'secure-port': 0,
      controllers: TYPE_CHECKER,
    }),
    env: GO_MEMORY,
    ready: async () => true,
    readyWithinMs: 30_000,
  });
  return stack;
}
