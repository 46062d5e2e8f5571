import { spawn } from 'node:child_process';
import { inject } from 'vitest';

/** A control plane, as who uses it sees it. */
export interface Plane {
  readonly kubeconfig: string;
  readonly kubectl: string;
}

/** Runs the harness's kubectl as its administrator. `out` is what a person would see: both streams, in order. */
export async function runKubectl(
  args: readonly string[],
  input?: string,
  { kubeconfig, kubectl }: Plane = inject('controlPlane'),
): Promise<{ readonly code: number; readonly out: string }> {
  const child = spawn(kubectl, ['--kubeconfig', kubeconfig, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stdin.end(input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, out }));
  });
}
