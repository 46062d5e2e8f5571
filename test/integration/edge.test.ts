/** A model on its way to devices: compiled, packed, made a component, deployed to a group of things. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fields, KubeObject } from '../../src/kinds/types.ts';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';
import { ROLE } from '../support/specs.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 600 } });
});
afterAll(() => stage[Symbol.asyncDispose]());

const GROUP = 'arn:aws:iot:us-east-1:123456789012:thinggroup';
const THING = 'arn:aws:iot:us-east-1:123456789012:thing';

const componentOf = (name: string): string => `com.example.${name}`;
const recipe = (name: string, uri = 's3://bucket/model.tar.gz', version = '1.0.0'): string =>
  Buffer.from(
    JSON.stringify({
      RecipeFormatVersion: '2020-01-25',
      ComponentName: componentOf(name),
      ComponentVersion: version,
      Manifests: [{ Platform: { os: 'linux' }, Artifacts: [{ URI: uri }] }],
    }),
  ).toString('base64');

const compile = (name: string) =>
  stage.create('CompilationJob', name, {
    compilationJobName: name,
    roleARN: ROLE,
    inputConfig: { s3URI: 's3://bucket/model.tar.gz', dataInputConfig: '{"data": [1, 69]}', framework: 'XGBOOST' },
    outputConfig: { s3OutputLocation: 's3://bucket/compiled/', targetPlatform: { os: 'LINUX', arch: 'ARM64' } },
    stoppingCondition: { maxRuntimeInSeconds: 900 },
  });
const pack = (name: string) =>
  stage.create('EdgePackagingJob', name, {
    compilationJobRef: { from: { name } },
    modelName: name,
    modelVersion: '1.0',
    roleARN: ROLE,
    outputConfig: { s3OutputLocation: 's3://bucket/packages/' },
  });
const component = (name: string, more: Fields = {}) =>
  stage.create('ComponentVersion', name, { inlineRecipe: recipe(name), ...more });
const deploy = (name: string, more: Fields = {}) =>
  stage.create('Deployment', name, {
    targetARN: `${GROUP}/${name}`,
    components: { [componentOf(name)]: { componentVersion: '1.0.0' }, 'aws.greengrass.Cli': { componentVersion: '2.12.0' } },
    ...more,
  });

const untilReady = (kind: string, name: string): Promise<KubeObject> => stage.until(kind, name, isReady);
const resources = (type: string, name: string) =>
  stage.simulator.control.resources(type).filter(({ document }) => JSON.stringify(document).includes(name));
const ended = (name: string): readonly string[] =>
  [...resources('components', componentOf(name)), ...resources('deployments', `${GROUP}/${name}`)].map(({ arn }) => arn);
/** Calls after the one of this number. */
const calls = (query: { operation?: string; ok: boolean }, since: number) =>
  stage.simulator.ledger.entries({ ...query, after: since });
const now = (): number => stage.simulator.ledger.entries().at(-1)?.seq ?? 0;
/** How often a deployment was canceled and deleted since. */
const endings = (since: number): readonly number[] =>
  ['CancelDeployment', 'DeleteDeployment'].map((operation) => calls({ operation, ok: true }, since).length);

describe('a compiled model', () => {
  test('reaches a group of devices, whichever of its objects is seen first', async () => {
    await deploy('flow', { tags: { team: 'a' } });
    await pack('flow');
    await compile('flow');
    const packed = await untilReady('EdgePackagingJob', 'flow');
    await component('flow', { inlineRecipe: recipe('flow', packed.status?.['modelArtifact'] as string) });
    const { status } = await untilReady('ComponentVersion', 'flow');
    expect(status).toMatchObject({
      ackResourceMetadata: {
        arn: 'arn:aws:greengrass:us-east-1:123456789012:components:com.example.flow:versions:1.0.0',
        ownerAccountID: '123456789012',
      },
      componentState: 'DEPLOYABLE',
      componentName: 'com.example.flow',
      componentVersion: '1.0.0',
      creationTime: expect.stringMatching(/^20/),
      platforms: [{ attributes: { os: 'linux' } }],
    });
    const isSeen = (object: KubeObject): boolean => isReady(object) && object.status?.['isLatestForTarget'] === true;
    const deployed = await stage.until('Deployment', 'flow', isSeen);
    const [resource] = resources('deployments', `${GROUP}/flow`);
    expect(deployed.status).toMatchObject({
      ackResourceMetadata: { arn: resource?.arn, ownerAccountID: '123456789012', region: 'us-east-1' },
      deploymentStatus: 'ACTIVE',
      deploymentID: resource?.name,
    });
    expect(resource?.tags).toMatchObject({ team: 'a', 'services.k8s.aws/owner-uid': deployed.metadata.uid });
  });

  test('is waited for by a deployment that is applied with it, and no call is refused', async () => {
    const since = now();
    await deploy('together');
    await component('together');
    await untilReady('Deployment', 'together');
    expect(calls({ ok: false }, since)).toEqual([]);
  });
});

describe('a deployment', () => {
  test('to one device ends when that has done as it was told, and is deleted without being canceled', async () => {
    await deploy('single', {
      targetARN: `${THING}/single`,
      components: { 'aws.greengrass.Cli': { componentVersion: '2.12.0' } },
    });
    await untilReady('Deployment', 'single');
    await stage.eventually(
      () => resources('deployments', `${THING}/single`)[0]?.status === 'COMPLETED',
      () => JSON.stringify(resources('deployments', `${THING}/single`)),
    );
    const since = now();
    await stage.delete('Deployment', 'single');
    await stage.untilGone('Deployment', 'single');
    expect(endings(since)).toEqual([0, 1]);
  });

  test('to a group is canceled before it is deleted', async () => {
    await deploy('cancel', { components: { 'aws.greengrass.Cli': { componentVersion: '2.12.0' } } });
    await untilReady('Deployment', 'cancel');
    const since = now();
    await stage.delete('Deployment', 'cancel');
    await stage.untilGone('Deployment', 'cancel');
    expect(endings(since)).toEqual([1, 1]);
    expect(ended('cancel')).toEqual([]);
  });

  test('never changes: another list is another deployment, which supersedes it', async () => {
    const components = { 'aws.greengrass.Cli': { componentVersion: '2.12.0' } };
    await deploy('former', { components });
    await untilReady('Deployment', 'former');
    const spec = { components: { 'aws.greengrass.Cli': { componentVersion: '2.13.0' } } };
    await expect(stage.patch('Deployment', 'former', { spec })).rejects.toThrow(
      /components can't change once the deployment exists in IoT Greengrass; create another Deployment instead/,
    );
    await deploy('latter', { targetARN: `${GROUP}/former`, ...spec });
    await untilReady('Deployment', 'latter');
    // Whatever makes the operator look: here a tag.
    await stage.patch('Deployment', 'former', { spec: { tags: { look: 'again' } } });
    await stage.until('Deployment', 'former', (object) => object.status?.['deploymentStatus'] === 'INACTIVE' && isReady(object));
    await stage.delete('Deployment', 'former');
    await stage.untilGone('Deployment', 'former');
    expect((await stage.get('Deployment', 'latter'))?.status?.['deploymentStatus']).toBe('ACTIVE');
  });
});

describe('a component version', () => {
  test('that AWS finds fault with is terminal, and says why', async () => {
    await component('unread', { inlineRecipe: recipe('unread', 's3://does-not-exist/model.tar.gz') });
    const stalled = await stage.until('ComponentVersion', 'unread', isTerminal);
    expect(condition(stalled, 'ACK.Terminal')?.message).toContain('Specified artifact resource cannot be accessed');
    await stage.delete('ComponentVersion', 'unread');
    await stage.untilGone('ComponentVersion', 'unread');
  });

  test('that is there already says so, and is left alone', async () => {
    await component('theirs', {});
    await untilReady('ComponentVersion', 'theirs');
    await stage.create('ComponentVersion', 'ours', { inlineRecipe: recipe('theirs') });
    const { status } = await stage.until('ComponentVersion', 'ours', ({ status: is }) => is?.conditions !== undefined);
    expect(status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      reason: 'NameTaken',
      message: expect.stringContaining('com.example.theirs : 1.0.0'),
    });
    await stage.delete('ComponentVersion', 'ours');
    await stage.untilGone('ComponentVersion', 'ours');
    expect(resources('components', 'com.example.theirs')).toHaveLength(1);
  });

  test('is deleted only when no deployment uses it any more', async () => {
    await component('used');
    await deploy('used');
    await untilReady('Deployment', 'used');
    await stage.delete('ComponentVersion', 'used');
    const kept = await stage.until('ComponentVersion', 'used', (object) => condition(object, 'Ready')?.reason === 'InUse');
    expect(condition(kept, 'Ready')?.message).toContain('Deployment used');
    await stage.delete('Deployment', 'used');
    await stage.untilGone('ComponentVersion', 'used');
    expect(ended('used')).toEqual([]);
  });
});

const KINDS = ['CompilationJob', 'EdgePackagingJob', 'ComponentVersion', 'Deployment'];
describe.each([
  ['from the compilation on', 'forth', KINDS],
  ['from the deployment back', 'back', KINDS.toReversed()],
])('all of it, deleted together %s,', (_order, name, kinds) => {
  test('is gone, and nothing of it is left in AWS', async () => {
    await compile(name);
    await pack(name);
    await component(name);
    await deploy(name);
    for (const kind of kinds) await untilReady(kind, name);
    for (const kind of kinds) await stage.delete(kind, name);
    for (const kind of kinds) await stage.untilGone(kind, name);
    expect(ended(name)).toEqual([]);
  });
});
