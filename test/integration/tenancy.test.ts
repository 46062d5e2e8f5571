import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/kinds/types.ts';
import type { ApiObject } from '../../src/kube/rest.ts';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';
import { modelSpec, trainingSpec } from '../support/specs.ts';

const OTHER = '222233334444';
const role = (name: string, account = OTHER): string => `arn:aws:iam::${account}:role/${name}`;
const LONG = { environment: { SIMULATOR_TRAINING_SECONDS: '100000' } };

/** Whose calls about one resource reached AWS. */
const callers = (stage: Stage, operation: string, name: string) =>
  stage.simulator.ledger.entries({ operation, requestName: name }).map(({ account, roleArn }) => ({ account, roleArn }));
const jobName = async (stage: Stage, name: string): Promise<string> =>
  String(
    (await stage.until('TrainingJob', name, ({ status }) => status?.['trainingJobName'] !== undefined)).status?.[
      'trainingJobName'
    ],
  );
const annotateNamespace = async (stage: Stage, annotations: Readonly<Record<string, string | null>>): Promise<void> =>
  void (await stage
    .client('namespaces', '')
    .patch({ name: stage.namespace }, { type: 'merge', body: { metadata: { annotations } } }));
const isDenied = (object: KubeObject): boolean => condition(object, 'ACK.Recoverable')?.reason === 'AccessDenied';

describe('the account map', () => {
  let stage: Stage;
  const map = (data: Readonly<Record<string, string>>, name = 'ack-role-account-map') =>
    stage.client('configmaps', '').patch(
      { name, namespace: stage.namespace },
      {
        type: 'apply',
        force: true,
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data },
      },
    );
  beforeAll(async () => {
    stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
    await stage.startOperator([
      `--system-namespace=${stage.namespace}`,
      '--feature-gates=TeamLevelCARM=true,ServiceLevelCARM=true',
    ]);
  });
  afterAll(() => stage[Symbol.asyncDispose]());
  beforeEach(() => annotateNamespace(stage, { 'services.k8s.aws/owner-account-id': null, 'services.k8s.aws/team-id': null }));

  test('that is not there is named, and its coming starts what waited for it', async () => {
    await annotateNamespace(stage, { 'services.k8s.aws/owner-account-id': OTHER });
    await stage.create('TrainingJob', 'mapped', trainingSpec());
    const waiting = await stage.until('TrainingJob', 'mapped', ({ status }) => status !== undefined);
    expect(condition(waiting, 'ACK.Recoverable')?.message).toContain(`ConfigMap ${stage.namespace}/ack-role-account-map`);
    expect(waiting.metadata.finalizers ?? []).toEqual([]);
    await map({ [OTHER]: role('tenant') });
    const job = await stage.until('TrainingJob', 'mapped', isReady);
    expect(job.status?.ackResourceMetadata?.ownerAccountID).toBe(OTHER);
    expect(callers(stage, 'CreateTrainingJob', String(job.status?.['trainingJobName']))).toEqual([
      { account: OTHER, roleArn: role('tenant') },
    ]);
  });

  test('gives the role of the team before that of the account, and that of the service before the plain one', async () => {
    await map({ [OTHER]: role('tenant'), [`sagemaker.${OTHER}`]: role('sagemaker') });
    await map({ churn: role('churn') }, 'ack-role-team-map');
    await annotateNamespace(stage, { 'services.k8s.aws/owner-account-id': OTHER });
    await stage.create('Model', 'by-service', modelSpec({ modelName: 'by-service' }));
    await stage.until('Model', 'by-service', isReady);
    expect(callers(stage, 'CreateModel', 'by-service')).toEqual([{ account: OTHER, roleArn: role('sagemaker') }]);
    await annotateNamespace(stage, { 'services.k8s.aws/team-id': 'churn' });
    await stage.create('Model', 'by-team', modelSpec({ modelName: 'by-team' }));
    await stage.until('Model', 'by-team', isReady);
    expect(callers(stage, 'CreateModel', 'by-team')).toEqual([{ account: OTHER, roleArn: role('churn') }]);
  });

  test('that later leads to another account never has a resource made there a second time', async () => {
    await map({ [OTHER]: role('tenant'), '999900001111': role('elsewhere', '999900001111') });
    await annotateNamespace(stage, { 'services.k8s.aws/owner-account-id': OTHER });
    await stage.create('TrainingJob', 'moved', trainingSpec(LONG));
    const name = await jobName(stage, 'moved');
    await annotateNamespace(stage, { 'services.k8s.aws/owner-account-id': '999900001111' });
    const job = await stage.until('TrainingJob', 'moved', isTerminal);
    expect(condition(job, 'Ready')?.message).toContain(`exists in account ${OTHER}`);
    expect(condition(job, 'Ready')?.message).toContain('999900001111');
    await annotateNamespace(stage, { 'services.k8s.aws/owner-account-id': OTHER });
    await stage.until('TrainingJob', 'moved', (object) => condition(object, 'Reconciling')?.reason === 'InProgress');
    expect(callers(stage, 'CreateTrainingJob', name)).toHaveLength(1);
  });
});

describe('IAMRoleSelectors', () => {
  let stage: Stage;
  const made: string[] = [];
  const client = () => stage.client('iamroleselectors', 'services.k8s.aws');
  /** They are everybody's: each selects this test's namespace alone, and no other test's operator heeds them. */
  const select = async (suffix: string, more: object = {}): Promise<ApiObject> => {
    const name = `${stage.namespace}-${suffix}`;
    made.push(name);
    const object = {
      apiVersion: 'services.k8s.aws/v1alpha1',
      kind: 'IAMRoleSelector',
      metadata: { name },
      spec: { arn: role(suffix), namespaceSelector: { names: [stage.namespace] }, ...more },
    };
    return client().create(object);
  };
  const drop = async (suffix: string): Promise<void> => client().delete({ name: `${stage.namespace}-${suffix}` });
  beforeAll(async () => {
    stage = await Stage.set({ flags: ['--feature-gates=IAMRoleSelector=true'], simulator: { speed: 300 } });
  });
  afterAll(async () => {
    await Promise.allSettled(made.map((name) => client().delete({ name })));
    await stage[Symbol.asyncDispose]();
  });

  test('give the role of the one that matches, and the object says which', async () => {
    const chosen = await select('models', { resourceTypeSelector: [{ kind: 'Model' }] });
    await stage.create('Model', 'selected', modelSpec({ modelName: 'selected' }));
    const model = await stage.until('Model', 'selected', isReady);
    expect(callers(stage, 'CreateModel', 'selected')).toEqual([{ account: OTHER, roleArn: role('models') }]);
    expect(model.status?.ackResourceMetadata?.ownerAccountID).toBe(OTHER);
    expect(condition(model, 'ACK.IAMRoleSelected')).toMatchObject({
      status: 'True',
      reason: 'Selected',
      message:
        `roleARN: ${role('models')}, selectorName: ${chosen.metadata.name}, ` +
        `selectorResourceVersion: ${chosen.metadata.resourceVersion}`,
    });
  });

  test('of which none matches mean that nothing is done in the operator’s own name', async () => {
    await stage.create('TrainingJob', 'outside', trainingSpec({ trainingJobName: 'outside' }));
    const job = await stage.until('TrainingJob', 'outside', isDenied);
    expect(condition(job, 'Ready')?.message).toContain('no IAMRoleSelector matches');
    expect(callers(stage, 'CreateTrainingJob', 'outside')).toEqual([]);
    await stage.patch('TrainingJob', 'outside', { metadata: { labels: { tier: 'gold' } } });
    await select('gold', { resourceLabelSelector: { matchLabels: { tier: 'gold' } } });
    await stage.until('TrainingJob', 'outside', isReady);
    expect(callers(stage, 'CreateTrainingJob', 'outside')).toEqual([{ account: OTHER, roleArn: role('gold') }]);
    await drop('gold');
  });

  test('of which two match are both named, and one less is enough', async () => {
    await select('one', { resourceTypeSelector: [{ kind: 'TrainingJob' }] });
    await select('two', { resourceTypeSelector: [{ kind: 'TrainingJob' }] });
    await stage.create('TrainingJob', 'torn', trainingSpec({ trainingJobName: 'torn' }));
    const job = await stage.until('TrainingJob', 'torn', isDenied);
    expect(condition(job, 'Ready')?.message).toContain(`${stage.namespace}-one, ${stage.namespace}-two`);
    await drop('two');
    await stage.until('TrainingJob', 'torn', isReady);
    expect(callers(stage, 'CreateTrainingJob', 'torn')).toEqual([{ account: OTHER, roleArn: role('one') }]);
    await drop('one');
  });

  test('choose by the labels of the namespace, as soon as it gets them', async () => {
    await select('prod', {
      namespaceSelector: { names: [stage.namespace], labelSelector: { matchLabels: { env: 'prod' } } },
      resourceTypeSelector: [{ kind: 'TrainingJob' }],
    });
    await stage.create('TrainingJob', 'labelled', trainingSpec({ trainingJobName: 'labelled' }));
    await stage.until('TrainingJob', 'labelled', isDenied);
    const body = { metadata: { labels: { env: 'prod' } } };
    await stage.client('namespaces', '').patch({ name: stage.namespace }, { type: 'merge', body });
    await stage.until('TrainingJob', 'labelled', isReady);
    expect(callers(stage, 'CreateTrainingJob', 'labelled')).toEqual([{ account: OTHER, roleArn: role('prod') }]);
    await drop('prod');
  });

  test('are refused at the door when they name no role, and their role cannot be changed', async () => {
    await expect(select('user', { arn: `arn:aws:iam::${OTHER}:user/me` })).rejects.toThrow('spec.arn');
    await expect(select('vague', { resourceTypeSelector: [{}] })).rejects.toThrow('spec.resourceTypeSelector');
    await select('fixed', { resourceTypeSelector: [{ kind: 'Endpoint' }] });
    const change = client().patch(
      { name: `${stage.namespace}-fixed` },
      { type: 'merge', body: { spec: { arn: role('changed') } } },
    );
    await expect(change).rejects.toThrow('cannot be changed');
  });
});

test('without the gate IAMRoleSelectors mean nothing', async () => {
  await using stage = await Stage.set({ simulator: { speed: 300 } });
  const name = `${stage.namespace}-idle`;
  const selectors = stage.client('iamroleselectors', 'services.k8s.aws');
  const selector = {
    apiVersion: 'services.k8s.aws/v1alpha1',
    kind: 'IAMRoleSelector',
    metadata: { name },
    spec: { arn: role('idle'), namespaceSelector: { names: [stage.namespace] } },
  };
  await selectors.create(selector);
  await stage.create('Model', 'plain', modelSpec({ modelName: 'plain' }));
  await stage.until('Model', 'plain', isReady);
  await selectors.delete({ name });
  expect(callers(stage, 'CreateModel', 'plain')).toEqual([{ account: '123456789012', roleArn: undefined }]);
});
