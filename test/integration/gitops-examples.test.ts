/** examples/gitops is what Flux and Argo CD take, leads to what is there, and does what it says. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { go, Judge, say } from '../gitops/program.ts';
import { runKubectl } from '../support/kubectl.ts';
import { isReady, Stage } from '../support/stage.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'examples/gitops');
const BASE = join(FOLDER, 'apps/churn/base');
const BUILD_MS = 3_600_000;

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

if (go === undefined) say('the manifests of Flux and Argo CD are not decoded by their types, because go is not on the PATH');
const ofTools = ['flux', 'argocd']
  .flatMap((tool) => globSync(`${tool}/**/*.yaml`, { cwd: FOLDER }))
  .flatMap((file) => parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map((each) => each.toJS() as Manifest))
  .filter(({ kind }) => kind !== 'ConfigMap');

test.skipIf(go === undefined)('each manifest has only fields that its tool knows', { timeout: BUILD_MS }, async () => {
  expect(ofTools.length).toBe(7);
  const judge = await Judge.build();
  expect(await judge.decode(ofTools)).toEqual(ofTools.map(() => ''));
  const [first] = ofTools;
  expect(await judge.decode([{ ...first, spec: { interval: '5m', pathh: '.' } }])).toEqual([expect.stringContaining('pathh')]);
});

test('every path and chart that they lead to is there, and every dependency and source is among them', () => {
  const text = stringify(ofTools);
  const paths = [...text.matchAll(/(?:path|chart): (\.?\/?(?:examples|charts)\/\S+)/g)].map(([, path = '']) => path);
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  expect(paths.length).toBe(7);
  const names = new Set(ofTools.map(({ metadata }) => metadata.name));
  const wanted = [...text.matchAll(/(?:sourceRef|dependsOn):\n(?: +kind: \w+\n)? +(?:- )?name: (\S+)/g)].map(
    ([, name = '']) => name,
  );
  expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  expect(wanted.length).toBe(6);
});

describe('what the team runs', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.set({ simulator: { speed: 600 } });
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  test('comes to its good end from one apply, in whatever order', async () => {
    const { code, out } = await stage.kubectl(['apply', '--server-side', '-k', BASE]);
    expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
    for (const [kind, name] of [
      ['TrainingJob', 'churn-2026-11'],
      ['Model', 'churn-2026-11'],
      ['EndpointConfig', 'churn-2026-11'],
      ['Endpoint', 'churn'],
    ] as const)
      await stage.until(kind, name, isReady);
  });
});

describe.skipIf(go === undefined)('an object that nobody has seen yet', () => {
  const GROUP = 'unseen.example.com';
  const crd = `trainingjobs.${GROUP}`;
  afterAll(() => runKubectl(['delete', 'crd', crd, '--ignore-not-found', '--wait=false']));

  test('is under way to kstatus with the patch of the definitions, and well without', { timeout: BUILD_MS }, async () => {
    const judge = await Judge.build();
    const [job] = globSync('training-job.yaml', { cwd: BASE }).map(
      (file) => parse(readFileSync(join(BASE, file), 'utf8')) as Manifest,
    );
    const [unseen] = await judge.assess([{ ...job, metadata: { ...job?.metadata, generation: 1 } }]);
    expect([unseen?.kstatus.status, unseen?.flux.status]).toEqual(['Current', 'Current']);

    // Under another group, for the definitions here are everybody's.
    await kubectl(['create', '-f', '-'], stringify(patched(GROUP)));
    await kubectl(['wait', '--for=condition=Established', `crd/${crd}`, '--timeout=120s']);
    const made = await kubectl(
      ['create', '-o', 'json', '-n', 'default', '-f', '-'],
      JSON.stringify({ ...job, apiVersion: `${GROUP}/v1alpha1` }),
    );
    const [fresh] = await judge.assess([JSON.parse(made) as object]);
    expect([fresh?.kstatus.status, fresh?.flux.status]).toEqual(['InProgress', 'InProgress']);
  });
});

async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const { code, out } = await runKubectl(args, input);
  if (code !== 0) throw new Error(out);
  return out;
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value: unknown;
}

/** The definition of training jobs as the release of the definitions makes it, in another group. */
function patched(group: string): object {
  const file = readFileSync(join(ROOT, 'crds/sagemaker.services.k8s.aws_trainingjobs.yaml'), 'utf8');
  const crd = parse(file.replaceAll('sagemaker.services.k8s.aws', group)) as Record<string, unknown>;
  for (const { op, path, value } of operations()) {
    const steps = path.slice(1).split('/');
    const last = steps.pop() ?? '';
    const parent = steps.reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], crd) as Record<string, unknown>;
    expect(op).toBe('add');
    parent[last] = value;
  }
  return crd;
}

function operations(): readonly Operation[] {
  const release = parse(readFileSync(join(FOLDER, 'flux/operator/crds.yaml'), 'utf8')) as {
    readonly spec: {
      readonly postRenderers: readonly { readonly kustomize: { readonly patches: readonly { readonly patch: string }[] } }[];
    };
  };
  return release.spec.postRenderers.flatMap(({ kustomize }) =>
    kustomize.patches.flatMap(({ patch }) => parse(patch) as Operation[]),
  );
}
