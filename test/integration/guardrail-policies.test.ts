import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardrailCases } from '../../src/guardrails/guardrails.testdata.ts';
import { guardrails } from '../../src/guardrails/pack.ts';
import { subjectsOf } from '../../src/guardrails/files.ts';
import { parameters } from '../../src/guardrails/parameters.ts';
import { findingsOf, policyOf } from '../../src/guardrails/policies.ts';
import { kinds } from '../../src/kinds/index.ts';
import { loadModels } from '../../src/model/load.ts';
import { KEY, PARAMETERS_OF_TEAM_A, type Spec, trainingJob, tuningJobs } from '../../src/guardrails/testkit.ts';
import { manifests } from '../kinds/manifests.ts';
import { Admission, type Manifest } from '../support/admission.ts';
import { documents, eventually, succeed } from '../support/advice.ts';
import { typeWarnings } from '../support/advice-types.ts';
import { inNamespaces, parametersIn, pathsIn, policiesFor, sampleIn, used } from '../support/guardrails.ts';
import { runKubectl } from '../support/kubectl.ts';
import { startTypeChecker } from '../support/type-checker.ts';

/** What holds for all policies: they can be judged, whatever is asked of them. */

const SUFFIX = randomBytes(4).toString('hex');
const NAMESPACE = `guard-all-${SUFFIX}`;
const PATIENCE_MS = 120_000;
const policies = policiesFor(SUFFIX);

/** What Kubernetes says where an expression fails. */
const UNJUDGED = /resulted in error|fails to evaluate/;

let admission: Admission;
let installed: readonly object[] = [];

const install = async (objects: readonly object[]): Promise<void> => {
  installed = [...installed, ...objects];
  await succeed(['apply', '--server-side', '-f', '-'], documents(objects));
};

const manifest = (kind: string, spec: Spec, metadata?: Spec): Manifest => sampleIn(NAMESPACE, kind, spec, metadata);

beforeAll(async () => {
  admission = await Admission.open();
  await succeed(['create', 'namespace', NAMESPACE]);
});

afterAll(async () => {
  await admission[Symbol.asyncDispose]();
  await succeed(['delete', '--ignore-not-found', '--wait=false', '-f', '-'], documents(installed));
});

describe('every policy', () => {
  // For a policy of many kinds that takes long: each rule is shown for two, of which there are CRDs to compare with, and no other policy is there yet.
  it('has nothing for Kubernetes to say of its types', { timeout: 5 * PATIENCE_MS }, async () => {
    await using _checker = await startTypeChecker();
    const subjects = subjectsOf(kinds, loadModels());
    const copies = guardrails.map((rule) => {
      const policy = policyOf(rule, findingsOf(rule, subjects).slice(-2));
      const wrong = { expression: 'object.spec.noSuchField == 1', message: 'a copy', messageExpression: `'a copy'` };
      const validations = [...policy.spec.validations, wrong];
      return { ...policy, metadata: { name: `${policy.metadata.name}-typed-${SUFFIX}` }, spec: { ...policy.spec, validations } };
    });
    await install(copies);
    for (const { metadata, spec } of copies) {
      const fields = (await typeWarnings(metadata.name, 3 * PATIENCE_MS)).map(({ fieldRef }) => fieldRef);
      const mistake = `spec.validations[${spec.validations.length - 1}].expression`;
      expect({ name: metadata.name, fields }).toEqual({ name: metadata.name, fields: [mistake] });
    }
  });

  describe('in force', () => {
    beforeAll(async () => {
      // Errors of evaluation deny, and are warned of: nothing is left unsaid.
      const loud = [...policies.values()].flatMap((policy) => {
        const [, binding] = used(policy, { mode: 'advise', namespaceSelector: inNamespaces(NAMESPACE) });
        return binding === undefined ? [] : [policy, binding];
      });
      await install([parametersIn(NAMESPACE, PARAMETERS_OF_TEAM_A), ...loud]);
      for (const { id } of guardrails) {
        const example = guardrailCases.find((each) => each.id === id && each.says.length > 0);
        if (!example) throw new Error(`${id} refuses nothing`);
        const { kind, spec } = example;
        await eventually(
          async () => pathsIn((await admission.ask(manifest(kind, spec))).warnings, id).length > 0,
          () => `${id} in force`,
          PATIENCE_MS,
        );
      }
    }, 3 * PATIENCE_MS);

    it.each(manifests().map((each) => [each.kind, each.metadata.name, each] as const))(
      'can be evaluated for the example of %s %s',
      async (_kind, _name, example) => {
        const answer = await admission.ask({ ...example, metadata: { ...example.metadata, namespace: NAMESPACE } });
        expect(answer).toMatchObject({ status: 201 });
        expect(answer.warnings).not.toMatch(UNJUDGED);
      },
    );

    it('stays within the API server’s budget for the largest manifest under the longest parameters', async () => {
      const long = Object.fromEntries(
        Object.entries(parameters).map(([name, schema]) => [
          name,
          'maxItems' in schema && schema.maxItems === 100 ? many(name) : PARAMETERS_OF_TEAM_A[name],
        ]),
      );
      await install([parametersIn(NAMESPACE, long)]);
      const said = async (): Promise<string> =>
        (await runKubectl(['create', '--dry-run=server', '-f', '-'], documents([manifest('HyperParameterTuningJob', largest())])))
          .out;
      let out = '';
      // The list has reached the policies when the key of the team is refused.
      await eventually(
        async () => (out = await said()).includes('SMOP-01'),
        () => out,
        PATIENCE_MS,
      );
      await install([parametersIn(NAMESPACE, PARAMETERS_OF_TEAM_A)]);
      expect(out).not.toMatch(UNJUDGED);
    });

    it.each([
      ['a field', { ...trainingJob, vpcConfig: null }],
      [
        'a field in a structure',
        {
          ...trainingJob,
          resourceConfig: { instanceCount: 1, volumeSizeInGB: 10, instanceType: 'ml.m5.large', volumeKMSKeyID: null },
        },
      ],
      ['a list', { ...trainingJob, tags: null }],
    ])('takes null in place of %s as absent, if the API server takes it at all', async (_what, spec) => {
      const { status, warnings } = await admission.ask(manifest('TrainingJob', spec));
      expect({ status, said: /SMOP-(01|02|09)/.test(warnings) || status === 422 }).toMatchObject({ said: true });
    });
  });
});

function many(name: string): readonly string[] {
  const start = {
    subnets: 'subnet-',
    securityGroups: 'sg-',
    instanceTypes: 'ml.',
    spotInstanceTypes: 'ml.',
    executionRoles: 'arn:',
    s3Prefixes: 's3://b/',
    notebookPlatforms: 'notebook-',
  };
  const prefix = Object.entries(start).find(([key]) => key === name)?.[1] ?? 'x';
  return Array.from({ length: 100 }, (_, index) => `${prefix}${'y'.repeat(100)}${index}*`);
}

/** As many definitions, channels and groups as SageMaker takes. */
function largest(): Spec {
  const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const job = tuningJobs();
  const [first] = job['trainingJobDefinitions'] as readonly Spec[];
  const channel = (index: number): Spec => ({
    channelName: `channel-${index}`,
    dataSource: { s3DataSource: { s3DataType: 'S3Prefix', s3URI: `s3://team-b/${'x'.repeat(900)}` } },
  });
  const definition = (index: number): Spec => ({
    ...first,
    definitionName: `d${index}`,
    inputDataConfig: times(20, channel),
    environment: Object.fromEntries(times(48, (each) => [`key-${each}`, 'x'.repeat(400)])),
    staticHyperParameters: Object.fromEntries(times(100, (each) => [`key-${each}`, 'x'.repeat(400)])),
    resourceConfig: {
      volumeSizeInGB: 10,
      volumeKMSKeyID: KEY,
      instanceGroups: times(5, (each) => ({ instanceGroupName: `g${each}`, instanceType: 'ml.m5.xlarge', instanceCount: 1 })),
    },
  });
  return { ...job, trainingJobDefinitions: times(10, definition) };
}
