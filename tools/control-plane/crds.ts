import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CRDS = fileURLToPath(new URL('../../crds/', import.meta.url));

/** Puts this checkout's CRDs in, and returns when the API server serves them. */
export async function installCrds({
  kubectl,
  kubeconfig,
}: {
  readonly kubectl: string;
  readonly kubeconfig: string;
}): Promise<void> {
  const run = promisify(execFile);
  await run(kubectl, ['--kubeconfig', kubeconfig, 'apply', '--server-side', '--filename', CRDS]);
  await run(kubectl, [
    '--kubeconfig',
    kubeconfig,
    'wait',
    '--for',
    'condition=Established',
    '--timeout',
    '60s',
    '--filename',
    CRDS,
  ]);
}
