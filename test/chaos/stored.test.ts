/** What is in etcd and no schema allows: written past the apiserver, or by one that had another schema. */
import { expect, inject, test } from 'vitest';
import type { PassReport } from '../../src/engine/engine.ts';
import { createReconcile } from '../../src/engine/reconcile.ts';
import { isReady, Stage, type StageOptions } from '../support/stage.ts';
import { trainingSpec } from '../support/specs.ts';
import { Etcd } from './etcd.ts';
import { POISONS, poisonous } from './poison.ts';

const JOBS = 'sagemaker.services.k8s.aws/trainingjobs';
const etcd = await Etcd.behind(inject('controlPlane'));
if (!etcd)
  process.stderr.write(
    'what is stored past the apiserver is not tested: the etcd of a control plane in Docker is out of reach\n',
  );

/** What passes came to, by object, and what they should have handled. */
class Passes {
  readonly reports = new Map<string, PassReport>();
  readonly thrown: string[] = [];

  readonly compose: NonNullable<StageOptions['compose']> = (engine) => {
    const onPass = (report: PassReport): void => {
      this.reports.set(report.key.split('/')[2] ?? '', report);
      engine.onPass?.(report);
    };
    const reconcile = createReconcile({ ...engine, onPass });
    return async (key, ...rest) => {
      try {
        return await reconcile(key, ...rest);
      } catch (error) {
        this.thrown.push(`${key}: ${String(error)}`);
        throw error;
      }
    };
  };
}

test.runIf(etcd !== undefined)(
  'an object that no schema allows costs nobody else anything, be it met in a watch or at the start',
  async () => {
    const prototype = Object.getOwnPropertyNames(Object.prototype);
    const passes = new Passes();
    await using stage = await Stage.set({ operator: false, simulator: { speed: 1_000 }, compose: passes.compose });
    const names = Object.keys(POISONS);
    const at = (name: string): string => `${JOBS}/${stage.namespace}/${name}`;
    const isServed = async (name: string): Promise<void> => {
      await stage.create('TrainingJob', name, trainingSpec({ trainingJobName: name }));
      await stage.until('TrainingJob', name, isReady, 20_000);
    };

    const first = await stage.startOperator(['--reconcile-resources=TrainingJob,Algorithm']);
    for (const name of names) await etcd?.put(at(name), poisonous(name, stage.namespace));
    await isServed('while-it-watches');
    await first.stop();
    await stage.startOperator(['--reconcile-resources=TrainingJob,Algorithm']);
    await isServed('at-the-start');

    await stage.eventually(
      () => names.every((name) => passes.reports.has(name)),
      () => `no pass over ${names.filter((name) => !passes.reports.has(name)).join()}`,
    );
    const bugs = [...passes.reports].flatMap(([name, { fault }]) => (fault?.kind === 'bug' ? [`${name}: ${fault.message}`] : []));
    expect({ bugs, thrown: passes.thrown }).toEqual({ bugs: [], thrown: [] });
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(prototype);

    // Some of them the apiserver lets nobody change, not even for their deletion.
    for (const name of names) await etcd?.delete(at(name));
  },
);

test.runIf(etcd !== undefined)('what a newer version has stored survives this one', async () => {
  await using stage = await Stage.set({
    operator: false,
    simulator: { speed: 1_000 },
    flags: ['--reconcile-resources=Experiment'],
  });
  const crds = stage.client('customresourcedefinitions', 'apiextensions.k8s.io');
  const crd = { name: 'experiments.sagemaker.services.k8s.aws' };
  const places = ['spec', 'status'].map(
    (part) => `/spec/versions/0/schema/openAPIV3Schema/properties/${part}/properties/fromTheFuture`,
  );
  const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const future = { fromTheFuture: { word: 'é', numbers: [1, 2.5], inner: { deep: true } } };
  await crds.patch(crd, { type: 'json', body: places.map((path) => ({ op: 'add', path, value: schema })) });
  try {
    await stage.create('Experiment', 'newer', { experimentName: 'newer', description: 'before' });
    const isKept = async (): Promise<boolean> =>
      (await stage.patch('Experiment', 'newer', { spec: future })).spec['fromTheFuture'] !== undefined;
    await stage.eventually(isKept, () => 'the field is not served');
    await stage
      .client('experiments')
      .patchStatus({ name: 'newer', namespace: stage.namespace }, { type: 'merge', body: { status: future } });
    await stage.startOperator();
    await stage.until('Experiment', 'newer', isReady);
    const described = () => stage.simulator.control.resources('experiment').map(({ document }) => document['Description']);
    await stage.patch('Experiment', 'newer', { spec: { description: 'after' } });
    await stage.eventually(
      () => described()[0] === 'after',
      () => `described ${JSON.stringify(described())}`,
    );
    const newer = await stage.until(
      'Experiment',
      'newer',
      (object) => isReady(object) && object.status?.observedGeneration === object.metadata.generation,
    );
    expect([newer.spec, newer.status]).toEqual([
      { experimentName: 'newer', description: 'after', ...future },
      expect.objectContaining(future),
    ]);
    await stage.delete('Experiment', 'newer');
    await stage.untilGone('Experiment', 'newer');
  } finally {
    await crds.patch(crd, { type: 'json', body: places.map((path) => ({ op: 'remove', path })) });
  }
});
