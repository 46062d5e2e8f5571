import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Depth, Observation } from '../engine/ports.ts';
import type { Fields, KubeObject } from '../kinds/types.ts';
import { ownTags } from './tags.ts';
import type { Answer } from './testserver.ts';
import { bench, kindOf, never, object, scope, withArn, type Bench } from './remote.testkit.ts';

const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:training-job/demo';
const BORN = '2026-01-01T00:00:00Z';
const epoch = Date.parse(BORN) / 1000;
const job = {
  TrainingJobName: 'demo',
  TrainingJobArn: ARN,
  TrainingJobStatus: 'InProgress',
  SecondaryStatus: 'Training',
  CreationTime: epoch,
};
const OWNER = { Key: 'services.k8s.aws/owner-uid', Value: 'uid-1' };

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(async () => {
  await at[Symbol.asyncDispose]();
});

const look = (seen: KubeObject, depth: Depth = 'full'): Promise<Observation> =>
  at.remote.observe(at.remote.target(kindOf(seen.kind), seen, scope), depth, never);
const known = (more: Fields = {}): KubeObject =>
  object('TrainingJob', { spec: { trainingJobName: 'demo', ...more }, status: withArn(ARN, { creationTime: BORN }) });

describe('observe', () => {
  it('describes by name and tells status, phase and facts in plain JSON', async () => {
    at.server.on('DescribeTrainingJob', { ok: job });
    expect(await look(known())).toMatchObject({
      state: 'present',
      partial: false,
      status: 'InProgress',
      phase: 'busy',
      owned: true,
      drift: [],
      remote: { CreationTime: BORN, LogStreamPrefix: 'demo/' },
    });
    expect(at.server.received[0]?.body).toEqual({ TrainingJobName: 'demo' });
    expect(at.server.operations()).toEqual(['DescribeTrainingJob']);
  });

  it.each([
    { error: 'ValidationException', message: 'Requested resource not found.' },
    { error: 'ResourceNotFound', message: 'any words' },
  ])('finds nothing when AWS says so: %o', async (answer) => {
    at.server.on('DescribeTrainingJob', answer);
    expect(await look(object('TrainingJob'))).toMatchObject({ state: 'absent' });
  });

  it('takes an unknown status for one that moves', async () => {
    at.server.on('DescribeTrainingJob', { ok: { ...job, TrainingJobStatus: 'Frozen' } });
    expect(await look(known())).toMatchObject({ status: 'Frozen', phase: 'busy' });
  });

  it('calls a completed job busy while its debugger rules run', async () => {
    const rules = [{ RuleEvaluationStatus: 'InProgress' }];
    at.server.on('DescribeTrainingJob', { ok: { ...job, TrainingJobStatus: 'Completed', DebugRuleEvaluationStatuses: rules } });
    expect(await look(known())).toMatchObject({ status: 'Completed', phase: 'busy' });
  });

  it('calls a kind without statuses ready', async () => {
    const arn = 'arn:aws:sagemaker:us-east-1:123456789012:model/demo';
    at.server.on('DescribeModel', { ok: { ModelName: 'demo', ModelArn: arn } });
    expect(await look(object('Model', { status: withArn(arn) }))).toMatchObject({
      phase: 'ready',
      status: undefined,
      owned: true,
    });
  });

  it('sees where AWS differs from the spec', async () => {
    at.server.on('DescribeTrainingJob', { ok: { ...job, ResourceConfig: { KeepAlivePeriodInSeconds: 60 } } });
    expect(await look(known({ resourceConfig: { keepAlivePeriodInSeconds: 90 } }))).toMatchObject({
      drift: ['ResourceConfig.KeepAlivePeriodInSeconds'],
    });
  });

  describe('further facts', () => {
    const arn = 'arn:aws:sagemaker:us-east-1:123456789012:hyper-parameter-tuning-job/demo';
    const tuning = {
      HyperParameterTuningJobName: 'demo',
      HyperParameterTuningJobArn: arn,
      HyperParameterTuningJobStatus: 'InProgress',
      TrainingJobStatusCounters: { Completed: 1, InProgress: 0, RetryableError: 0, NonRetryableError: 0, Stopped: 0 },
    };
    const lookFurther = (answer: Answer): Promise<Observation> => {
      at.server.on('DescribeHyperParameterTuningJob', { ok: tuning });
      at.server.on('ListTrainingJobsForHyperParameterTuningJob', answer);
      return at.hurried(look(object('HyperParameterTuningJob', { status: withArn(arn) })));
    };

    it.each<Answer>([
      { error: 'AccessDeniedException' },
      { error: 'UnknownOperationException' },
      // What moto says of an operation that it lacks.
      { text: '<!doctype html><title>500 Internal Server Error</title>', status: 500 },
    ])('that are not to be had are gone without: %o', async (answer) => {
      expect(await lookFurther(answer)).toMatchObject({ phase: 'busy', owned: true });
    });

    it('that one call does not give do not keep back those of another', async () => {
      const done = { ...tuning, HyperParameterTuningJobStatus: 'Completed', BestTrainingJob: { TrainingJobName: 'demo-1' } };
      at.server.on('DescribeHyperParameterTuningJob', { ok: done });
      at.server.on('ListTrainingJobsForHyperParameterTuningJob', { error: 'AccessDeniedException' });
      at.server.on('DescribeTrainingJob', { ok: { ModelArtifacts: { S3ModelArtifacts: 's3://model' } } });
      expect(await look(object('HyperParameterTuningJob', { status: withArn(arn) }))).toMatchObject({
        remote: { BestModelArtifacts: 's3://model' },
      });
    });

    it('of another that is gone by now are gone without', async () => {
      const done = { ...tuning, HyperParameterTuningJobStatus: 'Completed', BestTrainingJob: { TrainingJobName: 'demo-1' } };
      at.server.on('DescribeHyperParameterTuningJob', { ok: done });
      at.server.on('ListTrainingJobsForHyperParameterTuningJob', { ok: { TrainingJobSummaries: [] } });
      at.server.on('DescribeTrainingJob', { error: 'ValidationException', message: 'Could not find training job' });
      expect(await look(object('HyperParameterTuningJob', { status: withArn(arn) }))).toMatchObject({ phase: 'succeeded' });
    });

    it.each(['ThrottlingException', 'InternalFailure'])(
      'that AWS does not give for now (%s) are worth another look',
      async (error) => {
        await expect(lookFurther({ error, status: 500 })).rejects.toMatchObject({ code: error });
      },
    );
  });
});

describe('absence is recent', () => {
  const conditions = (time: string): Fields => ({
    conditions: [{ type: 'Ready', status: 'False', reason: 'x', message: '', observedGeneration: 1, lastTransitionTime: time }],
  });
  it.each([
    ['when we made it moments ago and nobody has seen it yet', withArn(ARN, conditions('2025-12-31T23:59:30Z')), true],
    ['not after a minute', withArn(ARN, conditions('2025-12-31T23:58:00Z')), false],
    ['not when it was seen before', withArn(ARN, { ...conditions('2025-12-31T23:59:30Z'), creationTime: BORN }), false],
    ['not when we never made it', conditions('2025-12-31T23:59:30Z'), false],
  ])('%s', async (_, status, recent) => {
    at.server.on('DescribeTrainingJob', { error: 'ResourceNotFound' });
    expect(await look(object('TrainingJob', { status }))).toEqual({ state: 'absent', recent });
  });
});

describe('ownership', () => {
  beforeEach(() => at.server.on('DescribeTrainingJob', { ok: job }));

  it('is told by the mark while status has no ARN', async () => {
    at.server.on('ListTags', { ok: { Tags: [OWNER] } });
    expect(await look(object('TrainingJob'))).toMatchObject({ owned: true });
    at.server.on('ListTags', { ok: { Tags: [{ ...OWNER, Value: 'uid-2' }] } });
    expect(await look(object('TrainingJob'))).toMatchObject({ owned: false });
  });

  it("is not told by the ARN alone when the resource was born at another time: the name was freed and is someone else's", async () => {
    at.server.on('ListTags', { ok: { Tags: [] } });
    const seen = object('TrainingJob', { status: withArn(ARN, { creationTime: '2025-06-01T00:00:00Z' }) });
    expect(await look(seen)).toMatchObject({ owned: false });
  });

  it('that cannot be told is not guessed', async () => {
    at.server.on('ListTags', { error: 'AccessDeniedException', message: 'no' });
    await expect(look(object('TrainingJob'))).rejects.toMatchObject({ kind: 'denied' });
  });
});

describe('tags', () => {
  const tagged = (...tags: readonly (readonly [string, string])[]): Fields => ({
    tags: tags.map(([key, value]) => ({ key, value })),
  });
  const has = (...tags: readonly (readonly [string, string])[]): void =>
    at.server.on('ListTags', { ok: { Tags: tags.map(([Key, Value]) => ({ Key, Value })) } });
  const applied = (seen: KubeObject): string => {
    const target = at.remote.target(kindOf('TrainingJob'), seen, scope);
    return ownTags(target)['services.k8s.aws/applied-tags'] ?? '';
  };
  beforeEach(() => at.server.on('DescribeTrainingJob', { ok: job }));

  it('that differ are to be set, with the default ones along', async () => {
    has(['team', 'a']);
    expect(await look(known(tagged(['team', 'b'])), 'tags')).toMatchObject({
      tagDrift: { set: { team: 'b', 'services.k8s.aws/namespace': 'team-a' }, remove: [] },
    });
  });

  it('are read from all pages', async () => {
    at.server.on('ListTags', { ok: { Tags: [], NextToken: 't' } }, { ok: { Tags: [{ Key: 'team', Value: 'b' }] } });
    expect(await look(known(tagged(['team', 'b'])), 'tags')).not.toHaveProperty('tagDrift');
    expect(at.server.received.at(-1)?.body).toMatchObject({ NextToken: 't' });
  });

  it('of others, of AWS and of the operator are nobody’s drift', async () => {
    has(
      ['cost', '1'],
      ['aws:cloudformation:stack', 's'],
      ['services.k8s.aws/owner-uid', 'uid-1'],
      ['services.k8s.aws/namespace', 'old'],
    );
    expect(await look(known(), 'tags')).not.toHaveProperty('tagDrift');
  });

  it('that the operator set and the user took out are to be removed; those of others stay', async () => {
    const marks = applied(known(tagged(['team', 'a'], ['old', '1'])));
    has(['team', 'a'], ['old', '1'], ['cost', '1'], ['services.k8s.aws/applied-tags', marks]);
    expect(await look(known(tagged(['team', 'a'])), 'tags')).toMatchObject({ tagDrift: { remove: ['old'] } });
  });

  it('whose removal was interrupted are forgotten, so that nobody else’s tag of that key is ever removed', async () => {
    const marks = applied(known(tagged(['old', '1'])));
    has(['services.k8s.aws/applied-tags', marks]);
    expect(await look(known(), 'tags')).toMatchObject({ tagDrift: { remove: [] } });
  });

  it('cannot be the operator’s or AWS’s own', () => {
    const seen = known(tagged(['services.k8s.aws/owner-uid', 'evil'], ['aws:x', '1'], ['ok', '']));
    expect(at.remote.target(kindOf('TrainingJob'), seen, scope).tags).toEqual({ 'services.k8s.aws/namespace': 'team-a', ok: '' });
  });

  it('that we may not read are no trouble for a resource that is surely ours: a policy made for the incumbent goes on working', async () => {
    at.server.on('ListTags', { error: 'AccessDeniedException' });
    expect(await look(known(tagged(['team', 'b'])), 'tags')).toMatchObject({ state: 'present', owned: true });
  });
});
