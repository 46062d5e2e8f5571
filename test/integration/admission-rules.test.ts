/** Rules across fields that the API documents and its model can't say: each against a real API server, on the example of its kind. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Admission, type Manifest } from '../support/admission.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json | undefined };
/** How the spec of an example is changed: fields to replace, or with `undefined` to take out, at a path. */
type Change = readonly [path: string, value: Json | undefined];

function changed(node: unknown, [step = '', ...rest]: readonly string[], value: Json | undefined): unknown {
  if (Array.isArray(node)) return node.map((item, at) => (String(at) === step ? changed(item, rest, value) : (item as unknown)));
  const fields = (node ?? {}) as Readonly<Record<string, unknown>>;
  return { ...fields, [step]: rest.length === 0 ? value : changed(fields[step], rest, value) };
}

let admission: Admission;

async function ask(example: string, ...changes: readonly Change[]): Promise<{ readonly status: number; readonly body: string }> {
  const manifest = parse(readFileSync(new URL(`../../examples/kinds/${example}.yaml`, import.meta.url), 'utf8')) as Manifest;
  const spec = changes.reduce<unknown>((before, [path, value]) => changed(before, path.split('.'), value), manifest.spec);
  const metadata = { ...manifest.metadata, namespace: 'default' };
  return await admission.ask({ ...manifest, metadata, spec: spec as Manifest['spec'] });
}

beforeAll(async () => {
  admission = await Admission.open();
});
afterAll(() => admission[Symbol.asyncDispose]());

const arn = (what: string): string => `arn:aws:sagemaker:us-east-1:111122223333:${what}`;

describe.each<[example: string, refused: readonly (readonly [law: string, says: string, ...changes: Change[]])[]]>([
  [
    'processing-job',
    [
      ['no instance', 'clusterConfig.instanceType', ['processingResources.clusterConfig.instanceType', undefined]],
      [
        'an input from two places',
        'set s3Input for files or datasetDefinition',
        ['processingInputs.0.datasetDefinition', { localPath: '/opt/ml/processing/data' }],
      ],
    ],
  ],
  ['transform-job', [['a model by name and by object', 'set modelName or modelRef, not both', ['modelName', 'churn']]]],
  [
    'labeling-job',
    [
      ['labels that end with -metadata', 'must not end with -metadata', ['labelAttributeName', 'churn-metadata']],
      ['nothing to label', 'says what is to be labeled', ['inputConfig.dataSource', {}]],
      ['no page', 'it is what workers see', ['humanTaskConfig.uiConfig', {}]],
      [
        'two pages',
        'set uiTemplateS3URI or humanTaskUIARN, not both',
        ['humanTaskConfig.uiConfig.humanTaskUIARN', arn('human-task-ui/page')],
      ],
    ],
  ],
  [
    'automl-job-v2',
    [
      [
        'two problems',
        'set exactly one of',
        ['autoMLProblemTypeConfig.imageClassificationJobConfig', { completionCriteria: { maxCandidates: 1 } }],
      ],
      [
        'an endpoint name beside a generated one',
        'endpointName must not be set',
        ['modelDeployConfig', { autoGenerateEndpointName: true, endpointName: 'churn' }],
      ],
    ],
  ],
  [
    'compilation-job',
    [
      ['nothing to compile', 'says what is to be compiled', ['inputConfig', undefined]],
      ['two models', 'set inputConfig for a model in S3', ['modelPackageVersionARN', arn('model-package/churn/1')]],
      ['two targets', 'only one of them', ['outputConfig.targetDevice', 'jetson_nano']],
      ['no target', 'only one of them', ['outputConfig.targetPlatform', undefined]],
    ],
  ],
  ['edge-packaging-job', [['no compilation', 'compilationJobName is required', ['compilationJobRef', undefined]]]],
  [
    'inference-recommendations-job',
    [
      ['no model', 'says which model is tried', ['inputConfig.modelRef', undefined]],
      [
        'two models',
        'set modelName or modelPackageVersionARN, not both',
        ['inputConfig.modelPackageVersionARN', arn('model-package/churn/1')],
      ],
      ['a load test without instances', 'endpointConfigurations (or endpoints) is required', ['jobType', 'Advanced']],
    ],
  ],
  ['inference-recommendations-job-advanced', []],
  [
    'optimization-job',
    [
      ['two sources', 'only one of them', ['modelSource.sageMakerModel', { modelName: 'churn' }]],
      ['no source', 'only one of them', ['modelSource', {}]],
    ],
  ],
  ...['data-quality', 'model-quality', 'model-bias', 'model-explainability'].map(
    (what) =>
      [
        `${what}-job-definition`,
        [
          [
            'no data to look at',
            'only one of them',
            [`${what.replace(/-./, (at) => at.slice(1).toUpperCase())}JobInput.endpointInput`, undefined],
          ],
        ],
      ] as [string, [string, string, Change][]],
  ),
  [
    'monitoring-schedule',
    [
      [
        'no definition',
        'monitoringJobDefinitionName is required',
        ['monitoringScheduleConfig.monitoringJobDefinitionRef', undefined],
      ],
      [
        'two definitions',
        'set monitoringJobDefinitionName or monitoringJobDefinition, not both',
        ['monitoringScheduleConfig.monitoringJobDefinition', { roleARN: 'arn:aws:iam::111122223333:role/monitor' }],
      ],
      [
        'a run without its time',
        'a schedule that runs once',
        ['monitoringScheduleConfig.scheduleConfig.scheduleExpression', 'NOW'],
      ],
    ],
  ],
  ['device-fleet', [['no place for its data', 'outputConfig: Required value', ['outputConfig', undefined]]]],
  [
    'workforce',
    [
      ['no people', 'only one of them', ['cognitoConfig', undefined]],
      [
        'two kinds of people',
        'only one of them',
        [
          'oidcConfig',
          {
            clientID: 'id',
            clientSecret: 'secret',
            issuer: 'https://id.example.com',
            authorizationEndpoint: 'https://id.example.com/authorize',
            tokenEndpoint: 'https://id.example.com/token',
            userInfoEndpoint: 'https://id.example.com/user',
            logoutEndpoint: 'https://id.example.com/logout',
            jwksURI: 'https://id.example.com/keys',
          },
        ],
      ],
    ],
  ],
  [
    'workteam',
    [
      [
        'members of two kinds',
        'set cognitoMemberDefinition or oidcMemberDefinition',
        ['memberDefinitions.0.oidcMemberDefinition', { groups: ['churn'] }],
      ],
    ],
  ],
  ['human-task-ui', [['no page', 'uiTemplate', ['uiTemplate', undefined]]]],
  ['flow-definition', [['nobody to ask', 'workteamARN: Required value', ['humanLoopConfig.workteamRef', undefined]]]],
])('%s', (example, refused) => {
  it('is accepted as it is', async () => {
    expect(await ask(example)).toMatchObject({ status: 201, warnings: '' });
  });
  for (const [law, says, ...changes] of refused)
    it(`is refused with ${law}`, async () => {
      const { status, body } = await ask(example, ...changes);
      expect(body).toContain(says);
      expect(status).toBe(422);
    });
});
