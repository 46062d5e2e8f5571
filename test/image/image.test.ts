/**
 * The image as a cluster runs it: nobody's user, no capabilities, nothing to write to. Against the test control plane and the simulator,
 * over the machine's own network. Printed: its size, and how long it takes to start.
 */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { trainingSpec } from '../support/specs.ts';
import { isReady, Stage } from '../support/stage.ts';
import { freePort } from '../../tools/control-plane/ports.ts';
import { until } from '../../tools/control-plane/until.ts';
import { Unavailable } from '../../tools/debian/packages.ts';
import { type Docker, openDocker } from '../../tools/docker/docker.ts';
import { buildImages, type Images } from '../../tools/docker/images.ts';
import { type Container, startContainer, statusOf } from './container.ts';

const BUILD_MS = 30 * 60_000;
const MEBIBYTE = 1_048_576;
const VERSION = 'image-test';
const KUBECONFIG = '/etc/kubeconfig';

let docker: Docker;
let images: Images;
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** Found out before the tests are listed, because a test that cannot run is skipped with its reason, not passed. */
const reason = await openDocker(tell).then(
  (opened) => {
    docker = opened;
    return undefined;
  },
  (error: unknown) => {
    if (error instanceof Unavailable) return error.message;
    throw error;
  },
);
if (reason !== undefined) tell(`The image is not tested: ${reason}.`);

beforeAll(async () => {
  if (reason !== undefined) return;
  images = await buildImages(docker, { tag: VERSION, progress: tell });
}, BUILD_MS);

afterAll(() => docker?.[Symbol.asyncDispose]());

test.skipIf(reason !== undefined)(
  'runs a training job to its end, as nobody, without capabilities, on a root that is read-only',
  async () => {
    await using stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
    const health = await freePort();
    await using container = await start(images.operator, {
      args: flagsFor(stage, health),
      env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
      files: { [KUBECONFIG]: inject('controlPlane').kubeconfig },
    });
    const [alive, ready] = [await container.answers(health, '/healthz'), await container.answers(health, '/readyz')];
    tell(`${images.operator} is alive ${alive} ms after its start, and ready after ${ready} ms`);
    await stage.create('TrainingJob', 'contained', trainingSpec({ trainingJobName: 'contained' }));
    const job = await stage.until('TrainingJob', 'contained', isReady);
    expect(job.status).toMatchObject({ trainingJobStatus: 'Completed' });
    const { HostConfig, Config } = await inspect(container.id);
    expect(HostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ['ALL'] });
    expect(Config.User).toBe('65532');
  },
);

test.skipIf(reason !== undefined)('says what it is, and stays under 200 MB unpacked', async () => {
  const { Size, Config } = await inspect(images.operator);
  tell(`${images.operator} is ${(Size / MEBIBYTE).toFixed(0)} MiB unpacked`);
  expect(Size).toBeLessThan(200_000_000);
  expect(Config.User).toBe('65532:65532');
  expect(Config.Labels).toMatchObject({
    'org.opencontainers.image.title': 'sagemaker-operator',
    'org.opencontainers.image.version': VERSION,
    'org.opencontainers.image.licenses': 'Apache-2.0',
  });
});

test.skipIf(reason !== undefined).each(['/bin/sh', '/bin/bash', '/usr/bin/apt', '/usr/local/bin/npm'])(
  'has no %s',
  async (program) => {
    const started = docker.run(['run', '--rm', '--network', 'none', '--entrypoint', program, images.operator]);
    await expect(started).rejects.toThrow(/no such file or directory/);
  },
);

test.skipIf(reason !== undefined)('carries a list of what is in it, with the Node that runs it', async () => {
  const script = `process.stdout.write(require('node:fs').readFileSync('/app/sbom.cdx.json'))`;
  const json = await docker.run(['run', '--rm', '--network', 'none', '--entrypoint', 'node', images.operator, '--eval', script]);
  const { bomFormat, components } = JSON.parse(json) as { bomFormat: string; components: { name: string; version: string }[] };
  expect(bomFormat).toBe('CycloneDX');
  expect(components).toContainEqual(expect.objectContaining({ name: 'node', version: process.version.slice(1) }));
  expect(components).toContainEqual(expect.objectContaining({ name: '@aws-sdk/client-sagemaker' }));
  expect(components.map(({ name }) => name)).not.toContain('vitest');
});

test.skipIf(reason !== undefined)('the simulator runs from an image of its own, under the same rules', async () => {
  const port = await freePort();
  await using _container = await start(images.simulator, { args: ['--port', `${port}`] });
  const health = `http://127.0.0.1:${port}/_simulator/health`;
  await until('the simulator to answer', async () => (await statusOf(health)) === 200, { withinMs: 60_000 });
});

const start = (image: string, options: Parameters<typeof startContainer>[2]): Promise<Container> =>
  startContainer(docker, image, options);

const flagsFor = ({ simulator, namespace }: Stage, health: number): readonly string[] => [
  '--aws-region=us-east-1',
  `--aws-endpoint-url=${simulator.url}`,
  `--aws-identity-endpoint-url=${simulator.url}`,
  '--allow-unsafe-aws-endpoint-urls',
  `--kubeconfig=${KUBECONFIG}`,
  `--watch-namespace=${namespace}`,
  '--sweep-interval=200ms',
  '--metrics-addr=0',
  `--healthz-addr=127.0.0.1:${health}`,
];

interface Inspected {
  readonly Size: number;
  readonly Config: { readonly User: string; readonly Labels: Readonly<Record<string, string>> };
  readonly HostConfig: { readonly ReadonlyRootfs: boolean; readonly CapDrop: readonly string[] };
}

async function inspect(id: string): Promise<Inspected> {
  const [found] = JSON.parse(await docker.run(['inspect', id])) as [Inspected];
  return found;
}
