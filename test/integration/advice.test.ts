import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiledModel } from '../../src/advice/hosting.ts';
import { ACCEPTED } from '../../src/advice/policies.ts';
import { rules } from '../../src/advice/rules.ts';
import { adviceCases, compiledCases } from '../../src/advice/rules.testdata.ts';
import type { AdviceRule } from '../../src/advice/types.ts';
import { ADVICE_FILE, adviceIn, boundTo, documents, eventually, generatedAdvice, standIns, succeed } from '../support/advice.ts';
import { typeWarnings, withMistake } from '../support/advice-types.ts';
import { Admission, type Manifest } from '../support/admission.ts';
import { runKubectl } from '../support/kubectl.ts';
import { startTypeChecker } from '../support/type-checker.ts';

/** Advice is CEL, which only an API server evaluates: what it says to manifests, and that it never refuses one. */

const NAMESPACE = `advice-${randomBytes(4).toString('hex')}`;
const ACCEPTING = `${NAMESPACE}-accepting`;
const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const PATIENCE_MS = 60_000;

type Fields = Readonly<Record<string, unknown>>;

let admission: Admission;

function manifest(kind: string, spec: Fields, metadata: Fields = {}): Manifest {
  return {
    apiVersion: 'sagemaker.services.k8s.aws/v1alpha1',
    kind,
    metadata: { name: 'sample', namespace: NAMESPACE, ...metadata },
    spec,
  };
}

const adviceOf = async (kind: string, spec: Fields, metadata?: Fields): Promise<readonly string[]> =>
  adviceIn((await admission.ask(manifest(kind, spec, metadata))).warnings);

/** As a person does it. */
const dryRun = (kind: string, spec: Fields): ReturnType<typeof runKubectl> =>
  runKubectl(['create', '--dry-run=server', '-f', '-'], documents([manifest(kind, spec)]));

function expectWords(out: string, { id, fix, reason }: AdviceRule): void {
  expect(out).toMatch(/^Warning: Validation failed for ValidatingAdmissionPolicy/m);
  expect(out).toContain(`: ${fix}. ${reason}. See docs/advice.md#${id.toLowerCase()}`);
}

const speaking = (kind: string): (typeof adviceCases)[number] => {
  const found = adviceCases.find((candidate) => candidate.kind === kind && candidate.says.length > 0);
  if (!found) throw new Error(`nothing is ever said of ${kind}`);
  return found;
};

let installed: readonly object[] = [];

beforeAll(async () => {
  admission = await Admission.open();
  const crds = standIns();
  const { policies, bindings } = await generatedAdvice();
  installed = [...crds, ...policies, ...bindings.map((binding) => boundTo(binding, [NAMESPACE, ACCEPTING]))];
  await succeed(['create', 'namespace', NAMESPACE]);
  await succeed(['create', 'namespace', ACCEPTING]);
  await succeed(['annotate', 'namespace', ACCEPTING, `${ACCEPTED}=SMADV-02, SMADV-09`]);
  await succeed(['apply', '--server-side', '-f', '-'], documents(installed));
  // A kind that is still silent would pass every test of silence.
  for (const kind of new Set(adviceCases.map((each) => each.kind))) {
    const { spec, says } = speaking(kind);
    await eventually(
      async () => (await adviceOf(kind, spec)).length === says.length,
      () => `advice about ${kind}`,
    );
  }
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await admission[Symbol.asyncDispose]();
  await succeed(['delete', 'namespace', NAMESPACE, ACCEPTING, '--wait=false']);
  await succeed(['delete', '--ignore-not-found', '--wait=false', '-f', '-'], documents(installed));
});

describe('a manifest is accepted, with the advice that it needs and no other', () => {
  it.each(adviceCases.map((each) => [each.kind, each.what, each] as const))('%s: %s', async (kind, _what, { spec, says }) => {
    const answer = await admission.ask(manifest(kind, spec));
    expect({ ...answer, says: adviceIn(answer.warnings) }).toMatchObject({ status: 201, says: says.toSorted() });
  });
});

describe('a warning', () => {
  const single = rules.filter(({ places }) => places.every(({ beside }) => beside === undefined));

  it.each(single.map((rule) => [rule.id, rule] as const))(
    'of %s tells the fix, the reason and where to read on',
    async (id, rule) => {
      const { kind, spec } = adviceCases.find(({ says }) => says.some((said) => said.startsWith(id))) ?? speaking('none');
      const { out } = await dryRun(kind, spec);
      expect(out).toMatch(/^Warning: Validation failed for ValidatingAdmissionPolicy/m);
      expect(out).toContain(`: ${rule.fix}. ${rule.reason}. See docs/advice.md#${id.toLowerCase()}`);
    },
  );

  const { kind, spec, says } = speaking('EndpointConfig');

  it('is not given to one who has accepted the advice for this object', async () => {
    expect(await adviceOf(kind, spec, { annotations: { [ACCEPTED]: 'SMADV-01,SMADV-02' } })).toEqual([]);
  });

  it('is not given in a namespace that has accepted the advice', async () => {
    expect(await adviceOf(kind, spec, { namespace: ACCEPTING })).toEqual([]);
  });

  it('is given though other advice is accepted', async () => {
    expect(await adviceOf(kind, spec, { annotations: { [ACCEPTED]: 'SMADV-03' } })).toEqual(says);
    const subnet = { ...spec, vpcConfig: { securityGroupIDs: ['sg-1'], subnets: ['subnet-1'] } };
    expect(await adviceOf(kind, subnet, { namespace: ACCEPTING })).toEqual(['SMADV-03 spec.vpcConfig.subnets']);
  });

  it('is given when the spec changes, and not when something else does', async () => {
    const lasting = manifest(kind, spec, { name: 'lasting' });
    expect(adviceIn(await succeed(['create', '-f', '-'], documents([lasting])))).toEqual(says);
    const patch = (change: object, ...flags: readonly string[]): Promise<string> =>
      succeed(['patch', kind, 'lasting', '-n', NAMESPACE, '--type=merge', '-p', JSON.stringify(change), ...flags]);
    expect(adviceIn(await patch({ metadata: { finalizers: ['example.com/keep'] } }, '--dry-run=server'))).toEqual([]);
    expect(adviceIn(await patch({ status: { conditions: [] } }, '--subresource=status'))).toEqual([]);
    expect(adviceIn(await patch({ spec: { kmsKeyID: 'key' } }))).toEqual(says);
  });

  it('is given of the largest manifest, whose evaluation stays within the API server’s budget', async () => {
    const { code, out } = await dryRun('HyperParameterTuningJob', largest());
    for (const id of ['SMADV-04', 'SMADV-05', 'SMADV-06', 'SMADV-11']) expect(out).toContain(id);
    expect({ code, out }).toMatchObject({ code: 0 });
  });
});

/** As many definitions, ranges and hyperparameters as SageMaker takes, and each of them worth a word. */
function largest(): Fields {
  const { spec } = speaking('HyperParameterTuningJob');
  const job = spec['trainingJobDefinition'] as Fields;
  const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const range = (index: number): Fields => ({ name: `range-${index}`, minValue: '0.000001', maxValue: '1000000.0' });
  const strings = (count: number): Fields =>
    Object.fromEntries(many(count, (index) => [`key-${index}`, `s3://bucket/${'x'.repeat(400)}`]));
  const definition = (index: number): Fields => ({
    ...job,
    definitionName: `d${index}`,
    enableManagedSpotTraining: true,
    checkpointConfig: {},
    stoppingCondition: {},
    enableNetworkIsolation: true,
    environment: strings(48),
    staticHyperParameters: strings(100),
    hyperParameterRanges: { continuousParameterRanges: many(30, range), integerParameterRanges: many(30, range) },
  });
  return { hyperParameterTuningJobConfig: spec['hyperParameterTuningJobConfig'], trainingJobDefinitions: many(10, definition) };
}

describe('a compiled model on instances of', () => {
  const PATH = 'spec.productionVariants[main].instanceType';
  const cases = compiledCases.map(({ what, fits, artifact, instanceType }, index) => {
    const name = `compiled-${index}`;
    const serverless = { serverlessConfig: { memorySizeInMB: 2048, maxConcurrency: 5 } };
    const instances = { instanceType, initialInstanceCount: 2 };
    const variant = { variantName: 'main', modelName: name, ...(instanceType === '' ? serverless : instances) };
    return {
      what,
      name,
      model: { modelName: name, primaryContainer: { image: 'image:1', modelDataURL: `s3://bucket/${artifact}` } },
      config: { productionVariants: [variant] },
      ofConfig: fits ? [] : [`SMADV-01 ${PATH}`],
      ofModel: fits ? [] : [`SMADV-01 EndpointConfig ${name} ${PATH}`],
    };
  });

  async function until(kind: string, spec: Fields, says: readonly string[]): Promise<void> {
    let said: readonly string[] = [];
    const asIs = async (): Promise<boolean> => (said = await adviceOf(kind, spec)).join() === says.join();
    await eventually(asIs, () => `${kind}: ${says.join()}, but ${said.join()}`);
  }

  beforeAll(async () => {
    // One that doesn't fit comes last: when advice is given about it, the others have been seen too, and what is silent then stays silent.
    const inOrder = cases.toSorted((a, b) => a.ofModel.length - b.ofModel.length);
    const objects = inOrder.flatMap(({ name, model, config }) => [
      manifest('Model', model, { name }),
      manifest('EndpointConfig', config, { name }),
    ]);
    await succeed(['create', '-f', '-'], documents(objects));
    for (const { model, config, ofConfig, ofModel } of inOrder.slice(-1)) {
      await until('EndpointConfig', config, ofConfig);
      await until('Model', model, ofModel);
    }
  }, 3 * PATIENCE_MS);

  it.each(cases.map((each) => [each.what, each] as const))('%s', async (_what, { model, config, ofConfig, ofModel }) => {
    expect(await adviceOf('EndpointConfig', config)).toEqual(ofConfig);
    expect(await adviceOf('Model', model)).toEqual(ofModel);
  });

  it('another family, though the model has only the name that the operator gave it', async () => {
    const named = 'named-by-the-operator';
    const primaryContainer = { image: 'image:1', modelDataURL: 's3://bucket/model-ml_c5.tar.gz' };
    await succeed(['create', '-f', '-'], documents([manifest('Model', { primaryContainer }, { name: 'nameless' })]));
    const patch = JSON.stringify({ status: { modelName: named } });
    await succeed(['patch', 'model', 'nameless', '-n', NAMESPACE, '--subresource=status', '--type=merge', '-p', patch]);
    const variant = { variantName: 'main', modelName: named, instanceType: 'ml.m5.large', initialInstanceCount: 2 };
    await until('EndpointConfig', { productionVariants: [variant] }, [`SMADV-01 ${PATH}`]);
  });

  it('tells the fix, the reason and where to read on', async () => {
    const { config } = cases.find(({ ofConfig }) => ofConfig.length > 0) ?? { config: {} };
    expectWords((await dryRun('EndpointConfig', config)).out, compiledModel);
  });
});

describe('the generated file', () => {
  it('names no field that a CRD does not have', { timeout: 2 * PATIENCE_MS }, async () => {
    await using _checker = await startTypeChecker();
    const copies = (await generatedAdvice()).policies.map((policy) => withMistake(policy, NAMESPACE));
    installed = [...installed, ...copies.map(({ policy }) => policy)];
    await succeed(['apply', '--server-side', '-f', '-'], documents(copies.map(({ policy }) => policy)));
    for (const { policy, fieldRef } of copies) {
      const warnings = await typeWarnings(policy.metadata.name);
      expect(warnings).toMatchObject([{ fieldRef }]);
    }
  });

  it('is accepted as it is, and nothing in it can refuse a manifest', async () => {
    await succeed(['apply', '--server-side', '--dry-run=server', '-f', fileURLToPath(ADVICE_FILE)]);
    const { policies, bindings } = await generatedAdvice();
    expect(new Set(policies.map(({ spec }) => spec.failurePolicy))).toEqual(new Set(['Ignore']));
    expect(new Set(bindings.flatMap(({ spec }) => spec.validationActions))).toEqual(new Set(['Warn', 'Audit']));
  });

  it('says nothing of the examples', async () => {
    const out = await succeed(['apply', '--dry-run=server', '-n', NAMESPACE, '-f', EXAMPLES]);
    expect({ out, says: adviceIn(out) }).toMatchObject({ says: [] });
  });
});
