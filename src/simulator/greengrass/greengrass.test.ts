import * as sdk from '@aws-sdk/client-greengrassv2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../testing.ts';
import { bench, refusal } from '../testing.ts';

let at: Bench;
let edge: sdk.GreengrassV2Client;
beforeEach(async () => {
  at = await bench();
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  edge = new sdk.GreengrassV2Client({ endpoint: at.simulator.url, region: 'us-west-2', maxAttempts: 1, credentials });
});
afterEach(async () => {
  edge.destroy();
  await at[Symbol.asyncDispose]();
});

const ARN = 'arn:aws:greengrass:us-west-2:123456789012:components:com.example.model:versions:1.0.0';
const THING = 'arn:aws:iot:us-west-2:123456789012:thing/camera';
const GROUP = 'arn:aws:iot:us-west-2:123456789012:thinggroup/cameras';

const recipe = (version = '1.0.0', uri = 's3://bucket/model.tar.gz'): Uint8Array =>
  Buffer.from(`RecipeFormatVersion: '2020-01-25'
ComponentName: com.example.model
ComponentVersion: ${version}
ComponentPublisher: us
Manifests:
  - Platform: { os: linux }
    Artifacts: [{ URI: '${uri}' }]
`);
const create = (more: Partial<sdk.CreateComponentVersionRequest> = {}): Promise<sdk.CreateComponentVersionResponse> =>
  edge.send(new sdk.CreateComponentVersionCommand({ inlineRecipe: recipe(), ...more }));
const look = (arn = ARN): Promise<sdk.DescribeComponentResponse> => edge.send(new sdk.DescribeComponentCommand({ arn }));

describe('a component version', () => {
  test('is named by its recipe, and deployable after a while', async () => {
    const made = await create({ tags: { team: 'a' } });
    expect(made).toMatchObject({
      $metadata: { httpStatusCode: 201 },
      arn: ARN,
      componentName: 'com.example.model',
      componentVersion: '1.0.0',
      creationTimestamp: new Date(at.simulator.control.now()),
      status: { componentState: 'REQUESTED' },
    });
    at.after(10);
    expect(await look()).toMatchObject({
      arn: ARN,
      publisher: 'us',
      platforms: [{ attributes: { os: 'linux' } }],
      status: { componentState: 'DEPLOYABLE' },
      tags: { team: 'a' },
    });
    const { recipe: told } = await edge.send(new sdk.GetComponentCommand({ arn: ARN, recipeOutputFormat: 'JSON' }));
    expect(JSON.parse(Buffer.from(told ?? []).toString())).toMatchObject({ ComponentName: 'com.example.model' });
  });

  test('made again by the same token is the same; by another it is a conflict, in AWS’s words', async () => {
    const first = await create({ clientToken: 'uid-1' });
    at.after(10);
    expect((await create({ clientToken: 'uid-1' })).arn).toBe(first.arn);
    expect(await refusal(create({ clientToken: 'uid-2' }))).toEqual({
      code: 'ConflictException',
      message: 'Component [com.example.model : 1.0.0] for account [123456789012] already exists with state: [DEPLOYABLE]',
      status: 409,
    });
    expect((await refusal(create({ tags: { a: 'b' } }))).message).toMatch(
      /already exists and can't be created again with tags\.$/,
    );
  });

  test.each([
    ['that is no recipe', Buffer.from('just words')],
    ['without a version', Buffer.from('{"ComponentName": "x"}')],
    ['whose version is no version', recipe('one')],
    ['whose artifact is not there', recipe('1.0.0', 's3://does-not-exist/model')],
  ])('is refused for a recipe %s', async (_case, inlineRecipe) => {
    expect(await refusal(create({ inlineRecipe }))).toMatchObject({ code: 'ValidationException', status: 400 });
    expect((await refusal(look())).code).toBe('ResourceNotFoundException');
  });

  test('fails for a sign in its recipe', async () => {
    await create({ inlineRecipe: recipe('1.0.0', 'docker:image:fail') });
    at.after(10);
    expect((await look()).status).toMatchObject({ componentState: 'FAILED', message: expect.stringContaining('AlgorithmError') });
  });

  test('is listed among its versions, newest first and by pages, until it is deleted', async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await create({ inlineRecipe: recipe(version) });
    const [arn = ''] = ARN.split(':versions:');
    const list = (more: object = {}) => edge.send(new sdk.ListComponentVersionsCommand({ arn, ...more }));
    const first = await list({ maxResults: 2 });
    expect(first.componentVersions?.map(({ componentVersion }) => componentVersion)).toEqual(['1.2.0', '1.1.0']);
    const second = await list({ maxResults: 2, nextToken: first.nextToken });
    expect(second.componentVersions?.map(({ componentVersion }) => componentVersion)).toEqual(['1.0.0']);
    expect(second.nextToken).toBeUndefined();
    const gone = await edge.send(new sdk.DeleteComponentCommand({ arn: ARN }));
    expect(gone.$metadata.httpStatusCode).toBe(204);
    expect((await list()).componentVersions).toHaveLength(2);
    expect(await refusal(edge.send(new sdk.DeleteComponentCommand({ arn: ARN })))).toMatchObject({
      code: 'ResourceNotFoundException',
      status: 404,
    });
  });
});

describe('a deployment', () => {
  const deploy = (more: Partial<sdk.CreateDeploymentRequest> = {}): Promise<sdk.CreateDeploymentResponse> =>
    edge.send(
      new sdk.CreateDeploymentCommand({
        targetArn: THING,
        components: { 'com.example.model': { componentVersion: '1.0.0' } },
        ...more,
      }),
    );
  const status = async (deploymentId: string | undefined): Promise<string | undefined> =>
    (await edge.send(new sdk.GetDeploymentCommand({ deploymentId }))).deploymentStatus;
  const cancel = (deploymentId: string | undefined): Promise<unknown> =>
    edge.send(new sdk.CancelDeploymentCommand({ deploymentId }));
  const remove = (deploymentId: string | undefined): Promise<unknown> =>
    edge.send(new sdk.DeleteDeploymentCommand({ deploymentId }));

  beforeEach(async () => {
    await create();
    at.after(10);
  });

  test('to a thing is active until the thing has it', async () => {
    const { deploymentId, iotJobArn } = await deploy({ deploymentName: 'cameras' });
    expect(await status(deploymentId)).toBe('ACTIVE');
    at.after(60);
    expect(await edge.send(new sdk.GetDeploymentCommand({ deploymentId }))).toMatchObject({
      deploymentName: 'cameras',
      targetArn: THING,
      deploymentStatus: 'COMPLETED',
      isLatestForTarget: true,
      revisionId: '1',
      iotJobArn,
      components: { 'com.example.model': { componentVersion: '1.0.0' } },
    });
  });

  test('to a group goes on, until another takes its place', async () => {
    const { deploymentId: first } = await deploy({ targetArn: GROUP });
    at.after(3600);
    expect(await status(first)).toBe('ACTIVE');
    const { deploymentId: second } = await deploy({ targetArn: GROUP });
    expect([await status(first), await status(second)]).toEqual(['INACTIVE', 'ACTIVE']);
    const list = async (historyFilter?: sdk.DeploymentHistoryFilter): Promise<unknown> => {
      const { deployments = [] } = await edge.send(new sdk.ListDeploymentsCommand({ targetArn: GROUP, historyFilter }));
      return deployments.map(({ deploymentId }) => deploymentId);
    };
    expect(await list()).toEqual([second]);
    expect(await list('ALL')).toEqual([second, first]);
  });

  test('made again by the same token is the same', async () => {
    const first = await deploy({ clientToken: 'uid-1' });
    expect((await deploy({ clientToken: 'uid-1' })).deploymentId).toBe(first.deploymentId);
    expect((await deploy({ clientToken: 'uid-2' })).deploymentId).not.toBe(first.deploymentId);
  });

  test('needs components that are deployable, or AWS’s own', async () => {
    const missing = { 'com.example.model': { componentVersion: '9.9.9' } };
    expect((await refusal(deploy({ components: missing }))).code).toBe('ResourceNotFoundException');
    await deploy({ components: { 'aws.greengrass.Nucleus': { componentVersion: '2.12.0' } } });
  });

  test('is deleted only when it is not active: cancel it first', async () => {
    const { deploymentId } = await deploy();
    expect(await refusal(remove(deploymentId))).toMatchObject({ code: 'ConflictException', status: 409 });
    await cancel(deploymentId);
    expect(await status(deploymentId)).toBe('CANCELED');
    expect((await refusal(cancel(deploymentId))).code).toBe('ConflictException');
    at.after(3600);
    expect(await status(deploymentId)).toBe('CANCELED');
    await remove(deploymentId);
    expect(await refusal(status(deploymentId))).toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
  });

  test('carries tags, whose ARN lies in the path and whose keys in the query', async () => {
    const { deploymentId } = await deploy({ tags: { team: 'a' } });
    const resourceArn = `arn:aws:greengrass:us-west-2:123456789012:deployments:${deploymentId}`;
    await edge.send(new sdk.TagResourceCommand({ resourceArn, tags: { stage: 'dev', 'a b/c': 'x' } }));
    await edge.send(new sdk.UntagResourceCommand({ resourceArn, tagKeys: ['team', 'stage'] }));
    const { tags } = await edge.send(new sdk.ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ 'a b/c': 'x' });
  });
});

describe('REST on the wire', () => {
  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${at.simulator.url}${path}`, {
      ...init,
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIA/20300101/us-west-2/greengrass/aws4_request, SignedHeaders=host, Signature=0',
      },
    });

  test('tells an error’s code in a header, and its members in the body', async () => {
    const response = await call(`/greengrass/v2/components/${encodeURIComponent(ARN)}/metadata`);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
    expect(await response.json()).toEqual({ message: expect.any(String), resourceId: ARN, resourceType: 'component' });
  });

  test('holds what lies in path and query to the model', async () => {
    const response = await call('/greengrass/v2/deployments?maxResults=1000&historyFilter=SOME');
    expect(response.status).toBe(400);
    const { message } = (await response.json()) as { message: string };
    expect(message).toContain("at 'historyFilter' failed");
    expect(message).toContain("Value '1000' at 'maxResults' failed");
  });

  test('knows no operation at another path, or with another method', async () => {
    expect((await call('/greengrass/v2/deploy')).status).toBe(404);
    const response = await call('/greengrass/v2/deployments', { method: 'PATCH' });
    expect(response.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
  });

  test('is told apart in the ledger by its service', async () => {
    await create();
    const entries = at.simulator.ledger.entries({ operation: 'CreateComponentVersion' });
    expect(entries).toMatchObject([{ service: 'greengrassv2', ok: true }]);
  });
});
