import { inject, test, expect } from 'vitest';
import type { Key } from '../../src/engine/ports.ts';
import { Model } from '../../src/kinds/Model.ts';
import { fromKubeconfig } from '../../src/kube/login.ts';
import { WorkQueue } from '../../src/kube/queue.ts';
import { monotonicClock, systemClock } from '../../src/kube/timing.ts';
import { Transport } from '../../src/kube/transport.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { Watching } from '../../src/runtime/watching.ts';

test('a kind whose CRD is not installed holds up no other, and is named', async () => {
  const connection = await fromKubeconfig({ path: inject('controlPlane').kubeconfig });
  const transport = new Transport({ connection, clock: systemClock, userAgent: 'test' });
  const stop = new AbortController();
  const watching = new Watching({
    kinds: [Model, { ...Model, kind: 'NotInstalled', plural: 'notinstalleds' }],
    transport,
    queue: new WorkQueue<Key>({ clock: monotonicClock }),
    log: createLogger('silent', 'test'),
    namespaces: ['default'],
    labelSelector: '',
    tenancy: { systemNamespace: 'default', accounts: false, teams: false, serviceKeys: false, selectors: false, fallback: false },
    fieldExports: false,
  });
  const ended = watching.run(stop.signal);
  expect(watching.isSynced).toBe(false);
  await watching.synced();
  expect([watching.isSynced, watching.uninstalled]).toEqual([true, ['NotInstalled']]);
  stop.abort();
  await ended;
  await transport.close();
});
