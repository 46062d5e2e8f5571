/** What a platform team does with the operator, from the first install to the last uninstall. Throws at the first thing that is not as it should be. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { allSettled, FAILING_EXAMPLES, judge, type MeantToFail } from '../../tools/demo/verdict.ts';
import { type Cluster, ROOT } from './cluster.ts';
import { Release } from './release.ts';
import { restricted, SimulatorService } from './simulator.ts';

const TEAM = 'ml-team';
/** Some are made when the leader goes, some are running, and some wait their turn. */
const JOBS = 30;
const EXAMPLES = join(ROOT, 'examples');

export async function play(cluster: Cluster): Promise<void> {
  await requireFree(cluster);
  let simulator: SimulatorService | undefined;
  await cluster.step('The simulated SageMaker runs as a Deployment', async () => {
    simulator = await SimulatorService.deploy(cluster);
  });
  assert.ok(simulator);
  const release = new Release(cluster, simulator.url);
  try {
    await install(cluster, release);
    await useExamples(cluster, simulator);
    await loseLeader(cluster, release, simulator);
    await upgrade(cluster, release, simulator);
    await uninstall(cluster, release);
  } catch (error) {
    if (!cluster.signal.aborted) process.stderr.write(`${await release.story()}\n`);
    throw error;
  }
}

async function requireFree({ kubectl, signal }: Cluster): Promise<void> {
  const crds = await kubectl.crds(signal);
  assert.equal(crds.length, 0, 'The cluster has definitions of ours already, so an operator may serve them. Use one without.');
}

async function install(cluster: Cluster, release: Release): Promise<void> {
  await cluster.step('helm install: definitions', () => release.installDefinitions());
  await cluster.step('helm install: the operator', async () => {
    await release.install();
    const pods = await release.readyPods();
    assert.equal(pods.length, 2);
    await cluster.until('one of them to lead', async () => (await release.leader()) !== undefined);
    return `helm install: two replicas are Ready in a restricted namespace, and ${await release.leader()} leads`;
  });
}

async function useExamples(cluster: Cluster, simulator: SimulatorService): Promise<void> {
  await cluster.apply([restricted(TEAM)], TEAM);
  await cluster.step('kubectl apply -f examples/', async () => {
    await cluster.run('apply', '--namespace', TEAM, '--filename', EXAMPLES);
    const objects = await settled(cluster, FAILING_EXAMPLES);
    return `kubectl apply -f examples/: all ${objects} objects settled, each as it should`;
  });
  await requireNothingTwice(simulator);
}

/** With jobs at every stage of life. */
async function loseLeader(cluster: Cluster, release: Release, simulator: SimulatorService): Promise<void> {
  await cluster.step('kubectl delete pod of the leader', async () => {
    const before = await release.leader();
    assert.ok(before);
    const example = parse(await readFile(join(EXAMPLES, 'training-job.yaml'), 'utf8')) as object;
    await cluster.apply(manyOf(example, JOBS), TEAM);
    await cluster.until('some of the jobs to be made', async () => (await jobsMade(simulator)) > 1);
    const since = performance.now();
    await release.deletePod(before);
    await cluster.until('the other to lead', async () => ![before, undefined].includes(await release.leader()));
    const seconds = ((performance.now() - since) / 1000).toFixed(1);
    await settled(cluster, FAILING_EXAMPLES);
    const names = await jobsMade(simulator);
    await requireNothingTwice(simulator);
    await cluster.until('two replicas again', async () => (await release.readyPods()).length === 2);
    return `kubectl delete pod ${before}: the other led within ${seconds} s, and of ${names} training jobs none was asked for twice`;
  });
}

const manyOf = (example: object, count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) => ({ ...example, metadata: { name: `lasting-${index + 1}` } }));

async function jobsMade(simulator: SimulatorService): Promise<number> {
  return [...(await simulator.creations()).keys()].filter((key) => key.startsWith('CreateTrainingJob ')).length;
}

async function requireNothingTwice(simulator: SimulatorService): Promise<void> {
  const twice = [...(await simulator.creations())].filter(([, count]) => count > 1);
  assert.deepEqual(twice, [], 'SageMaker was asked for the same more than once');
}

async function upgrade(cluster: Cluster, release: Release, simulator: SimulatorService): Promise<void> {
  await cluster.step('helm upgrade', async () => {
    const [before, made] = [await release.readyPods(), await simulator.creations()];
    await release.upgrade('log.level=debug');
    await cluster.until('the old pods to be gone', async () =>
      (await release.pods()).every(({ metadata }) => !before.includes(metadata.name)),
    );
    await cluster.until('one of the new to lead', async () => (await release.leader()) !== undefined);
    await settled(cluster, FAILING_EXAMPLES);
    assert.deepEqual(await simulator.creations(), made, 'an upgrade makes nothing in AWS');
    return 'helm upgrade: two new replicas, and nothing was made again';
  });
}

async function uninstall(cluster: Cluster, release: Release): Promise<void> {
  await cluster.step('helm uninstall', async () => {
    const before = await cluster.kubectl.objects(TEAM, cluster.signal);
    await release.uninstall();
    await cluster.until('the pods to be gone', async () => (await release.pods()).length === 0);
    const after = await cluster.kubectl.objects(TEAM, cluster.signal);
    assert.deepEqual(after.map(idOf).toSorted(), before.map(idOf).toSorted());
    return `helm uninstall: the pods are gone; the definitions and all ${after.length} objects stay`;
  });
}

const idOf = ({ kind, metadata }: { kind: string; metadata: { name: string; deletionTimestamp?: string } }): string =>
  `${kind}/${metadata.name}${metadata.deletionTimestamp === undefined ? '' : ' (leaving)'}`;

/** Waits until all that is in the team's namespace has settled as it should; tells how many objects that are. */
async function settled(cluster: Cluster, meantToFail: MeantToFail): Promise<number> {
  let objects = await cluster.kubectl.objects(TEAM, cluster.signal);
  const look = async (): Promise<boolean> => {
    objects = await cluster.kubectl.objects(TEAM, cluster.signal);
    return allSettled(objects, meantToFail);
  };
  await cluster.until('all objects to settle', look, 240_000);
  const bad = objects.filter((object) => judge(object, meantToFail) === 'bad').map(idOf);
  assert.deepEqual(bad, [], 'settled, but not as they should');
  return objects.length;
}
