import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fields, KubeObject } from '../../src/kinds/types.ts';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';
import { modelSpec, trainingSpec } from '../support/specs.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 300 } });
});
afterAll(() => stage[Symbol.asyncDispose]());

const GROUP = 'services.k8s.aws';
const exports = () => stage.client('fieldexports', GROUP);
const at = (name: string) => ({ name, namespace: stage.namespace });

interface Wanted {
  readonly kind: string;
  readonly source: string;
  readonly path: string;
  readonly to: Fields;
}
const anExport = (name: string, spec: object, namespace = stage.namespace) => ({
  apiVersion: `${GROUP}/v1alpha1`,
  kind: 'FieldExport',
  metadata: { name, namespace },
  spec,
});
const declare = ({ kind, source, path, to }: Wanted, name: string) =>
  exports().create(anExport(name, { from: { path, resource: { group: `sagemaker.${GROUP}`, kind, name: source } }, to }));
const target = (plural: 'configmaps' | 'secrets', name: string, data: Readonly<Record<string, string>> = {}) => {
  const object = { apiVersion: 'v1', kind: plural === 'secrets' ? 'Secret' : 'ConfigMap', metadata: at(name), data };
  return stage.client(plural, '').create(object);
};
const dataOf = async (plural: string, name: string): Promise<Readonly<Record<string, string>>> =>
  ((await stage.client(plural, '').get(at(name))) as { data?: Record<string, string> }).data ?? {};
async function until(name: string, law: (object: KubeObject) => boolean): Promise<KubeObject> {
  let last: KubeObject | undefined;
  await stage.eventually(
    async () => law((last = (await exports().get(at(name))) as unknown as KubeObject)),
    () => JSON.stringify(last, null, 1),
  );
  return last as KubeObject;
}

describe('a FieldExport', () => {
  test('waits for its job, and then its field is in the ConfigMap', async () => {
    await target('configmaps', 'outputs', { mine: 'stays' });
    await declare(
      {
        kind: 'TrainingJob',
        source: 'churn',
        path: '.status.modelArtifacts.s3ModelArtifacts',
        to: { kind: 'configmap', name: 'outputs' },
      },
      'artifacts',
    );
    const waiting = await until('artifacts', (object) => condition(object, 'ACK.Recoverable')?.status === 'True');
    expect(condition(waiting, 'Ready')?.message).toContain('waiting for TrainingJob churn');
    await stage.create('TrainingJob', 'churn', trainingSpec({ trainingJobName: 'churn' }));
    await until('artifacts', isReady);
    expect(await dataOf('configmaps', 'outputs')).toEqual({
      mine: 'stays',
      [`${stage.namespace}.artifacts`]: 's3://bucket/output/churn/output/model.tar.gz',
    });
  });

  test('puts it into a Secret under the key it names, and never into its own status', async () => {
    await target('secrets', 'hidden', { other: Buffer.from('stays').toString('base64') });
    await stage.create('Model', 'scorer', modelSpec({ modelName: 'scorer' }));
    await declare(
      {
        kind: 'model',
        source: 'scorer',
        path: '.status.ackResourceMetadata.arn',
        to: { kind: 'secret', name: 'hidden', key: 'MODEL' },
      },
      'hidden-arn',
    );
    const object = await until('hidden-arn', isReady);
    const { MODEL = '', other = '' } = await dataOf('secrets', 'hidden');
    expect(Buffer.from(MODEL, 'base64').toString()).toBe('arn:aws:sagemaker:us-east-1:123456789012:model/scorer');
    expect(Buffer.from(other, 'base64').toString()).toBe('stays');
    expect(JSON.stringify(object.status)).not.toContain('arn:aws');
  });

  test('says that its target is missing, never creates it, and finds it when it comes', async () => {
    await stage.create('Model', 'early', modelSpec());
    await declare({ kind: 'Model', source: 'early', path: '.metadata.name', to: { kind: 'configmap', name: 'late' } }, 'early');
    const object = await until('early', (object) => condition(object, 'Ready')?.reason === 'TargetNotFound');
    expect(condition(object, 'Ready')?.message).toContain(`configmap ${stage.namespace}/late`);
    await expect(stage.client('configmaps', '').get(at('late'))).rejects.toThrow('not found');
    await target('configmaps', 'late');
    await until('early', isReady);
    expect(await dataOf('configmaps', 'late')).toEqual({ [`${stage.namespace}.early`]: 'early' });
  });

  test.each([
    [
      'to another namespace',
      '.metadata.name',
      { kind: 'configmap', name: 'a', namespace: 'default' },
      '--enable-cross-namespace',
    ],
    ['of a path that is not supported', '.status | keys', { kind: 'configmap', name: 'a' }, 'supported are .name'],
  ])('%s is refused, with what to do', async (how, path, to, words) => {
    const name = how.replaceAll(' ', '-');
    await declare({ kind: 'Model', source: 'none', path, to }, name);
    expect(condition(await until(name, isTerminal), 'Ready')?.message).toContain(words);
  });

  test('of another group is another controller’s', async () => {
    const spec = {
      from: { path: '.a', resource: { group: `s3.${GROUP}`, kind: 'Bucket', name: 'b' } },
      to: { kind: 'configmap', name: 'outputs' },
    };
    await exports().create(anExport('foreign', spec));
    // Made later and told already: the other was seen by then.
    await declare({ kind: 'Model', source: 'none', path: '.a', to: { kind: 'configmap', name: 'outputs' } }, 'after');
    await until('after', ({ status }) => status !== undefined);
    const foreign = await exports().get(at('foreign'));
    expect(foreign).not.toHaveProperty('status');
    expect(foreign.metadata.finalizers ?? []).toEqual([]);
  });

  test('that is deleted goes, and leaves what it wrote', async () => {
    await target('configmaps', 'left');
    await stage.create('Model', 'leaving', modelSpec());
    await declare(
      { kind: 'Model', source: 'leaving', path: '.metadata.name', to: { kind: 'configmap', name: 'left' } },
      'leaving',
    );
    const object = await until('leaving', isReady);
    expect(object.metadata.finalizers).toEqual(['finalizers.services.k8s.aws/FieldExport']);
    await exports().delete(at('leaving'));
    await stage.eventually(
      async () =>
        !(await exports().page({ namespace: stage.namespace })).items.some(({ metadata }) => metadata.name === 'leaving'),
      () => 'it is still there',
    );
    expect(await dataOf('configmaps', 'left')).toEqual({ [`${stage.namespace}.leaving`]: 'leaving' });
  });
});

test('where the operator is told so, a FieldExport writes to another namespace', async () => {
  await using there = await Stage.set({ operator: false, simulator: { speed: 300 } });
  await using open = await Stage.set({ flags: ['--enable-cross-namespace'], simulator: { speed: 300 } });
  const target = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shared', namespace: there.namespace } };
  await open.client('configmaps', '').create(target);
  await open.create('Model', 'a', modelSpec());
  const spec = {
    from: { path: '.metadata.name', resource: { group: `sagemaker.${GROUP}`, kind: 'Model', name: 'a' } },
    to: { kind: 'configmap', name: 'shared', namespace: there.namespace },
  };
  await open.client('fieldexports', GROUP).create(anExport('a', spec, open.namespace));
  let data: unknown;
  await open.eventually(
    async () => {
      ({ data } = (await open.client('configmaps', '').get({ name: 'shared', namespace: there.namespace })) as {
        data?: unknown;
      });
      return data !== undefined;
    },
    () => 'nothing was written',
  );
  expect(data).toEqual({ [`${open.namespace}.a`]: 'a' });
});
