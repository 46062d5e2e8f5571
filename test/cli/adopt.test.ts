/** Resources that somebody made without Kubernetes: their manifests are printed, applied, and taken over without a change in AWS. */
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Ran, runPlugin } from '../support/plugin.ts';
import { IMAGE, ROLE } from '../support/specs.ts';
import { isReady, Stage } from '../support/stage.ts';

let stage: Stage;
let sagemaker: SageMakerClient;

const types = (...args: readonly string[]): Promise<Ran> =>
  runPlugin(['adopt', ...args], {
    env: {
      KUBECONFIG: '/nonexistent',
      AWS_ENDPOINT_URL: stage.simulator.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: '123456789012',
      AWS_SECRET_ACCESS_KEY: 'any',
    },
  });

beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 300 } });
  sagemaker = new SageMakerClient({
    region: 'us-east-1',
    endpoint: stage.simulator.url,
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'any' },
  });
  const Tags = [{ Key: 'team', Value: 'a' }];
  await sagemaker.send(
    new CreateModelCommand({
      ModelName: 'Churn',
      ExecutionRoleArn: ROLE,
      PrimaryContainer: { Image: IMAGE, Environment: { A: '1' } },
      Tags,
    }),
  );
  await sagemaker.send(
    new CreateModelCommand({ ModelName: 'other', ExecutionRoleArn: ROLE, PrimaryContainer: { Image: IMAGE } }),
  );
  const variant = { VariantName: 'main', ModelName: 'Churn', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 } as const;
  await sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'churn-v1', ProductionVariants: [variant] }));
  await sagemaker.send(new CreateEndpointCommand({ EndpointName: 'churn', EndpointConfigName: 'churn-v1', Tags }));
});
afterAll(async () => {
  sagemaker?.destroy();
  await stage[Symbol.asyncDispose]();
});

it('a live endpoint comes with its config and model, and is taken over without a change in AWS', async () => {
  const { code, out, err } = await types('endpoint/churn');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const objects = parseAllDocuments(out).map((document) => document.toJS() as { kind: string; metadata: { name: string } });
  expect(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    'Model/churn',
    'EndpointConfig/churn-v1',
    'Endpoint/churn',
  ]);
  const before = stage.simulator.ledger.next - 1;
  const applied = await stage.kubectl(['apply', '-f', '-'], out);
  expect(applied).toMatchObject({ code: 0 });
  for (const { kind, metadata } of objects) await stage.until(kind, metadata.name, isReady);
  const made = stage.simulator.ledger.entries({ after: before }).filter(({ operation }) => /^(?:Create|Update)/.test(operation));
  expect(made.map(({ operation }) => operation)).toEqual([]);
});

it('what has a tag is found by it, and the tag stands in the manifest', async () => {
  const { code, out } = await types('endpoint', '--tag', 'team=a', '--alone');
  expect(code).toBe(0);
  expect(out.match(/kind: \w+/g)).toEqual(['kind: Endpoint']);
  expect(out).toContain('    - key: team\n      value: a\n');
});

it.each([
  ['a name that is not there', ['model/nobody'], 3, /there is no Model nobody in us-east-1/],
  ['a tag that nothing has', ['endpoint', '--tag', 'team=z'], 3, /no Endpoint in us-east-1 has the tag team=z/],
  ['a kind that cannot be looked through', ['model', '--tag', 'team=a'], 2, /name them one by one/],
  ['an ARN of something else', ['arn:aws:s3:us-east-1:1:thing/x'], 3, /none of the kinds/],
  ['no region to tell', ['model/x', '--region', ''], 2, /say where: --region/],
])('%s is told in one line', async (_what, args, code, said) => {
  const ran = await types(...args);
  expect({ code: ran.code, out: ran.out, lines: ran.err.trim().split('\n').length }).toEqual({ code, out: '', lines: 1 });
  expect(ran.err).toMatch(said);
});
