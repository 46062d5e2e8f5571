import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/kinds/types.ts';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';
import { endpointConfigSpec, IMAGE, modelSpec } from '../support/specs.ts';

let stage: Stage;
beforeAll(async () => {
  // An update takes two seconds: long enough to be seen, also on a busy machine.
  stage = await Stage.set({ simulator: { speed: 100 } });
});
afterAll(() => stage[Symbol.asyncDispose]());

const ok = (operation: string, requestName: string) =>
  stage.simulator.ledger.entries({ operation, requestName, ok: true }).length;
const inService = (object: KubeObject): boolean => isReady(object) && object.status?.['endpointStatus'] === 'InService';

/** A model, a config that names it, and an endpoint that names that. */
async function serve(name: string, image = IMAGE): Promise<void> {
  await stage.create('Endpoint', name, { endpointName: name, endpointConfigName: `${name}-1` });
  await configure(name, 1, image);
}
async function configure(name: string, version: number, image = IMAGE): Promise<string> {
  const config = `${name}-${version}`;
  await stage.create('EndpointConfig', config, endpointConfigSpec(config, { endpointConfigName: config }));
  await stage.create(
    'Model',
    config,
    modelSpec({ modelName: config, primaryContainer: { image, modelDataURL: 's3://bucket/model.tar.gz' } }),
  );
  return config;
}

describe('an endpoint', () => {
  test('with its config and model, applied in the wrong order, comes into service with no refused call', async () => {
    await serve('order');
    const endpoint = await stage.until('Endpoint', 'order', inService);
    expect(endpoint.status?.['productionVariants']).toMatchObject([
      { variantName: 'main', currentInstanceCount: 1, currentWeight: 1 },
    ]);
    expect(stage.simulator.ledger.entries({ ok: false }).filter(({ requestName }) => requestName?.startsWith('order'))).toEqual(
      [],
    );
    await stage.until('Model', 'order-1', isReady);
    await stage.until('EndpointConfig', 'order-1', isReady);
  });

  test('is deployed anew by a new config, and shows that at once', async () => {
    await serve('blue');
    await stage.until('Endpoint', 'blue', inService);
    const config = await configure('blue', 2);
    await stage.patch('Endpoint', 'blue', { spec: { endpointConfigName: config } });
    const updating = await stage.until('Endpoint', 'blue', ({ status }) => status?.['endpointStatus'] === 'Updating');
    expect(condition(updating, 'ACK.ResourceSynced')?.status).toBe('False');
    await stage.until('Endpoint', 'blue', (object) => inService(object) && object.status?.observedGeneration === 2);
    expect(ok('UpdateEndpoint', 'blue')).toBe(1);
    expect(
      (await stage.get('Endpoint', 'blue'))?.metadata.annotations?.['sagemaker.services.k8s.aws/last-endpoint-config-for-update'],
    ).toBe(config);
  });

  test('whose new config fails says so in one write, is not tried again, and recovers with another config', async () => {
    await serve('canary');
    await stage.until('Endpoint', 'canary', inService);
    const bad = await configure('canary', 2, IMAGE.replace(':1', ':fail'));
    await stage.patch('Endpoint', 'canary', { spec: { endpointConfigName: bad } });
    const failed = await stage.until('Endpoint', 'canary', isTerminal);
    expect(failed.status?.['endpointStatus']).toBe('InService');
    expect(failed.status?.['failureReason']).toBeTruthy();
    expect(condition(failed, 'ACK.Terminal')?.message).toBe(
      'api error EndpointUpdateError: unable to update endpoint. check FailureReason. latest EndpointConfigName is canary-1',
    );
    expect(condition(failed, 'ACK.ResourceSynced')?.status).toBe('False');
    expect(ok('UpdateEndpoint', 'canary')).toBe(1);

    const good = await configure('canary', 3);
    await stage.patch('Endpoint', 'canary', { spec: { endpointConfigName: good } });
    const updating = await stage.until('Endpoint', 'canary', ({ status }) => status?.['endpointStatus'] === 'Updating');
    expect(condition(updating, 'ACK.Terminal')).toBeUndefined();
    const healed = await stage.until('Endpoint', 'canary', inService);
    expect(healed.status).not.toHaveProperty('failureReason');
    expect(ok('UpdateEndpoint', 'canary')).toBe(2);
  });

  test('edited while it is being created keeps the edit for later', async () => {
    await serve('early');
    await stage.until('Endpoint', 'early', ({ status }) => status?.['endpointStatus'] === 'Creating');
    const config = await configure('early', 2);
    await stage.patch('Endpoint', 'early', { spec: { endpointConfigName: config } });
    await stage.until('Endpoint', 'early', (object) => inService(object) && object.status?.observedGeneration === 2);
    expect(ok('UpdateEndpoint', 'early')).toBe(1);
  });

  test('that never comes up is Terminal, and can be deleted', async () => {
    await serve('broken', IMAGE.replace(':1', ':fail'));
    const endpoint = await stage.until('Endpoint', 'broken', isTerminal);
    expect(endpoint.status?.['endpointStatus']).toBe('Failed');
    expect(condition(endpoint, 'ACK.Terminal')?.message).toContain(
      'Endpoint status reached terminal state: Failed. Check the FailureReason',
    );
    await stage.delete('Endpoint', 'broken');
    await stage.untilGone('Endpoint', 'broken');
    expect(stage.simulator.control.resources('endpoint').some(({ name }) => name === 'broken')).toBe(false);
  });

  test('is deleted with everything under it, and nothing stays in AWS', async () => {
    await serve('gone');
    await stage.until('Endpoint', 'gone', inService);
    await Promise.all([
      stage.delete('Model', 'gone-1'),
      stage.delete('EndpointConfig', 'gone-1'),
      stage.delete('Endpoint', 'gone'),
    ]);
    await Promise.all([
      stage.untilGone('Model', 'gone-1'),
      stage.untilGone('EndpointConfig', 'gone-1'),
      stage.untilGone('Endpoint', 'gone'),
    ]);
    expect(stage.simulator.control.resources().filter(({ name }) => name.startsWith('gone'))).toEqual([]);
  });
});

describe('drift', () => {
  test('of a setting that can be updated is repaired', async () => {
    await using other = await Stage.set({ simulator: { speed: 300 }, flags: ['--reconcile-default-resync-seconds', '1'] });
    await other.create('Model', 'm', modelSpec({ modelName: 'm' }));
    await other.create('EndpointConfig', 'c', endpointConfigSpec('m', { endpointConfigName: 'c' }));
    await other.create('Endpoint', 'e', { endpointName: 'e', endpointConfigName: 'c' });
    await other.until('Endpoint', 'e', inService);
    other.simulator.control.patch({ type: 'endpoint', name: 'e' }, { EndpointConfigName: 'someone-elses' });
    await other.eventually(
      () => other.simulator.ledger.entries({ operation: 'UpdateEndpoint', requestName: 'e' }).length > 0,
      () => 'no update',
    );
  });

  test('of a service that was deleted in AWS is repaired by making it again', async () => {
    await using other = await Stage.set({ simulator: { speed: 300 }, flags: ['--reconcile-default-resync-seconds', '1'] });
    await other.create('Model', 'm', modelSpec({ modelName: 'm' }));
    await other.until('Model', 'm', isReady);
    other.simulator.control.remove({ type: 'model', name: 'm' });
    await other.eventually(
      () => other.simulator.control.resources('model').length === 1,
      () => 'the model was not made again',
    );
  });
});
