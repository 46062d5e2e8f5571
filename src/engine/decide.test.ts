import { beforeAll, describe, expect, test } from 'vitest';
import { kinds } from '../kinds/index.ts';
import { Domain } from '../kinds/Domain.ts';
import { Endpoint } from '../kinds/Endpoint.ts';
import { FeatureGroup } from '../kinds/FeatureGroup.ts';
import { InferenceComponent } from '../kinds/InferenceComponent.ts';
import { Model } from '../kinds/Model.ts';
import { MonitoringSchedule } from '../kinds/MonitoringSchedule.ts';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import { UserProfile } from '../kinds/UserProfile.ts';
import type { Fields, KindDescriptor, KubeObject, Phase } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { isAdopted } from './adoption.ts';
import { decide, type Judgement, type Question, type Step } from './decide.ts';
import { ANNOTATION, isHeld, type Policy } from './policy.ts';
import type { Observation } from './ports.ts';
import { absent, anObject, aPolicy, ARN, present } from './testing/builders.ts';

const step = (kind: KindDescriptor, object: KubeObject, seen: Observation, over: Partial<Question> = {}): Step =>
  decide({ kind, object, seen, policy: aPolicy(), desired: {}, name: 'a', users: [], ...over });

/** A made-up service that AWS changes and deletes only while it stands still. */
const Standing = {
  ...Endpoint,
  kind: 'Standing',
  operations: { ...Endpoint.operations, stop: 'StopEndpoint', start: 'StartEndpoint' },
  updates: [{ ...Endpoint.updates[0], onlyIn: ['stopped'] }],
  statuses: { ...Endpoint.statuses, phases: { ...Endpoint.statuses.phases, Stopping: 'stopping', Stopped: 'stopped' } },
  standstill: { for: ['update', 'delete'], remembers: 'StoppedByUs' },
  hooks: {},
} as const satisfies KindDescriptor;

const tagDrift = { set: { team: 'x' }, remove: [] };
const withArn = { arn: ARN };
const adopted = { [ANNOTATION.adopted]: 'true' };
const edited = { arn: ARN, generation: 2 };
const warmPool = ['ResourceConfig.KeepAlivePeriodInSeconds'];

type Present = Extract<Observation, { state: 'present' }>;

describe('a job', () => {
  const job = TrainingJob;
  const rows: readonly (readonly [law: string, object: KubeObject, seen: Observation, policy: Policy, want: Partial<Step>])[] = [
    ['is claimed before anything is made', anObject(job, { claimed: false }), absent(), aPolicy(), { do: 'claim' }],
    ['is created when claimed and missing', anObject(job), absent(), aPolicy(), { do: 'create' }],
    ['that AWS does not show yet is waited for', anObject(job, withArn), absent(true), aPolicy(), { do: 'wait', pace: 'soon' }],
    ['that ran and vanished is not run twice', anObject(job, withArn), absent(), aPolicy(), { do: 'stall', how: 'refused' }],
    [
      'of a stranger is never touched',
      anObject(job),
      present(job, 'busy', { owned: false }),
      aPolicy(),
      { do: 'stall', how: 'refused' },
    ],
    [
      'of a stranger is claimed with the mark of adoption when the user says so',
      anObject(job),
      present(job, 'busy', { owned: false }),
      aPolicy({ adopt: 'adopt' }),
      { do: 'claim', adopts: true },
    ],
    [
      'of a stranger that bears the mark is taken over',
      anObject(job, { annotations: adopted }),
      present(job, 'busy', { owned: false }),
      aPolicy({ adopt: 'adopt' }),
      { do: 'wait' },
    ],
    [
      'of a stranger is not even claimed',
      anObject(job, { claimed: false, ...withArn }),
      present(job, 'busy', { owned: false }),
      aPolicy(),
      { do: 'stall', how: 'refused' },
    ],
    [
      'to adopt that does not exist is not even claimed',
      anObject(job, { claimed: false }),
      absent(),
      aPolicy({ adopt: 'adopt' }),
      { do: 'stall', how: 'refused' },
    ],
    [
      'to adopt that does not exist is not made',
      anObject(job),
      absent(),
      aPolicy({ adopt: 'adopt' }),
      { do: 'stall', how: 'refused' },
    ],
    [
      'to adopt or create that does not exist is made',
      anObject(job),
      absent(),
      aPolicy({ adopt: 'adopt-or-create' }),
      { do: 'create' },
    ],
    [
      'that runs is watched by the shared List',
      anObject(job, withArn),
      present(job, 'busy'),
      aPolicy(),
      { do: 'wait', pace: 'swept' },
    ],
    [
      'that finished is never asked about again',
      anObject(job, withArn),
      present(job, 'succeeded'),
      aPolicy(),
      { do: 'rest', pace: 'never' },
    ],
    ['that failed needs the user', anObject(job, withArn), present(job, 'failed'), aPolicy(), { do: 'stall', how: 'ended' }],
    [
      'that was stopped needs the user',
      anObject(job, withArn),
      present(job, 'stopped'),
      aPolicy(),
      { do: 'stall', how: 'ended' },
    ],
    [
      'never edited is never updated, whatever AWS filled in',
      anObject(job, withArn),
      present(job, 'succeeded', { drift: warmPool }),
      aPolicy(),
      { do: 'rest' },
    ],
    [
      'whose tags were edited has them set',
      anObject(job, edited),
      present(job, 'succeeded', { tagDrift }),
      aPolicy(),
      { do: 'tag', tags: tagDrift, arn: ARN },
    ],
    ['that is paused is left alone', anObject(job, withArn), present(job, 'busy'), aPolicy({ paused: true }), { do: 'hold' }],
    [
      'that is paused is left alone even when deleted',
      anObject(job, { ...withArn, leaving: true }),
      present(job, 'busy'),
      aPolicy({ paused: true }),
      { do: 'hold' },
    ],
    [
      'read-only is shown and not claimed',
      anObject(job, { claimed: false }),
      present(job, 'busy', { owned: false }),
      aPolicy({ readOnly: true }),
      { do: 'wait' },
    ],
    [
      'read-only that does not exist is not made',
      anObject(job, { claimed: false }),
      absent(),
      aPolicy({ readOnly: true }),
      { do: 'stall', how: 'refused' },
    ],
    [
      'deleted while it runs is stopped first',
      anObject(job, { ...withArn, leaving: true }),
      present(job, 'busy'),
      aPolicy(),
      { do: 'stop' },
    ],
    [
      'that is stopping is waited for',
      anObject(job, { ...withArn, leaving: true }),
      present(job, 'stopping'),
      aPolicy(),
      { do: 'wait' },
    ],
    [
      'that has stopped is released',
      anObject(job, { ...withArn, leaving: true }),
      present(job, 'stopped'),
      aPolicy(),
      { do: 'release' },
    ],
    ['deleted and missing is released', anObject(job, { ...withArn, leaving: true }), absent(), aPolicy(), { do: 'release' }],
    [
      'deleted before AWS shows it is held on to',
      anObject(job, { ...withArn, leaving: true }),
      absent(true),
      aPolicy(),
      { do: 'wait', pace: 'soon' },
    ],
    [
      'of a stranger is released untouched',
      anObject(job, { leaving: true }),
      present(job, 'busy', { owned: false }),
      aPolicy(),
      { do: 'release' },
    ],
    [
      'to be retained is released untouched',
      anObject(job, { ...withArn, leaving: true }),
      present(job, 'busy'),
      aPolicy({ deletion: 'retain' }),
      { do: 'release' },
    ],
    [
      'deleted and never claimed is let go',
      anObject(job, { claimed: false, leaving: true }),
      absent(),
      aPolicy(),
      { do: 'release' },
    ],
  ];
  test.each(rows)('%s', (...[, object, seen, policy, want]) => {
    expect(step(job, object, seen, { policy })).toMatchObject(want);
  });

  test('whose debugger rules still run is asked on its own, and is not stopped when deleted', () => {
    const remote = { DebugRuleEvaluationStatuses: [{ RuleEvaluationStatus: 'InProgress' }] };
    const seen = { ...present(job, 'succeeded', { remote }), phase: 'busy' as const };
    expect(step(job, anObject(job, withArn), seen)).toMatchObject({
      do: 'wait',
      pace: 'busy',
      why: { message: 'DebugRule is in InProgress status.' },
    });
    expect(step(job, anObject(job, { ...withArn, leaving: true }), seen)).toMatchObject({ do: 'release' });
  });

  test('whose warm pool is kept is looked at now and then', () => {
    const remote = { WarmPoolStatus: { Status: 'Available' } };
    expect(step(job, anObject(job, withArn), present(job, 'succeeded', { remote }))).toMatchObject({
      do: 'rest',
      pace: 'settled',
    });
  });

  test('that has ended is released although others came after it: its record stays', () => {
    const object = anObject(job, { ...withArn, leaving: true });
    const users = ['EdgePackagingJob package'];
    expect(step(job, object, present(job, 'succeeded'), { users })).toMatchObject({ do: 'release' });
    expect(step(job, object, present(job, 'busy'), { users }).do).toBe('wait');
    expect(step(Model, anObject(Model, { ...withArn, leaving: true }), present(Model, 'ready'), { users }).do).toBe('wait');
  });

  test('says why it failed in the words of AWS', () => {
    const remote = { FailureReason: 'AlgorithmError: out of memory' };
    const { why } = step(job, anObject(job, withArn), present(job, 'failed', { remote })) as Extract<Step, { do: 'stall' }>;
    expect(why).toEqual({
      reason: 'Failed',
      message: 'TrainingJob status reached terminal state: Failed. Check the FailureReason: AlgorithmError: out of memory',
    });
  });

  describe('edited', () => {
    const completed = (over: Fields): Observation => present(job, 'succeeded', { remote: over, drift: warmPool });
    test('has its warm pool updated when it has completed', () => {
      expect(step(job, anObject(job, edited), completed({ WarmPoolStatus: { Status: 'Available' } }))).toMatchObject({
        do: 'update',
        drift: warmPool,
      });
    });
    test.each([
      ['no warm pool', {}, 'warm pool does not exist and can only be configured at creation time'],
      [
        'a terminated warm pool',
        { WarmPoolStatus: { Status: 'Terminated' } },
        'warm pool cannot be updated if has been terminated or reused',
      ],
    ])('with %s is told so', (_case, remote, message) => {
      expect(step(job, anObject(job, edited), completed(remote))).toMatchObject({
        do: 'stall',
        how: 'refused',
        why: { message },
      });
    });
    test('while it starts waits with the profiler', () => {
      const seen = present(job, 'busy', { remote: { SecondaryStatus: 'Starting' }, drift: ['ProfilerConfig'] });
      expect(step(job, anObject(job, edited), seen)).toMatchObject({
        do: 'wait',
        pace: 'busy',
        why: { reason: 'UpdatePending' },
      });
    });
    test('while it trains has its profiler updated', () => {
      const seen = present(job, 'busy', { remote: { SecondaryStatus: 'Training' }, drift: ['ProfilerConfig'] });
      expect(step(job, anObject(job, edited), seen)).toMatchObject({ do: 'update', operation: 'UpdateTrainingJob' });
    });
    test('takes a List summary for no opinion on drift', () => {
      const seen = present(job, 'busy', { partial: true, drift: ['ProfilerConfig'] });
      expect(step(job, anObject(job, edited), seen)).toMatchObject({ do: 'wait', pace: 'swept' });
    });
  });
});

describe('a service', () => {
  const drift = ['EndpointConfigName'];
  test.each([
    ['that vanished is made again', anObject(Endpoint, withArn), absent(), 'create'],
    ['that is ready is looked at for drift', anObject(Endpoint, withArn), present(Endpoint, 'ready'), 'rest'],
    ['that drifted is updated', anObject(Endpoint, withArn), present(Endpoint, 'ready', { drift }), 'update'],
    ['that moves keeps its edit for later', anObject(Endpoint, withArn), present(Endpoint, 'busy', { drift }), 'wait'],
    ['that failed needs the user', anObject(Endpoint, withArn), present(Endpoint, 'failed'), 'stall'],
    [
      'that is deleted is deleted in AWS',
      anObject(Endpoint, { ...withArn, leaving: true }),
      present(Endpoint, 'ready'),
      'delete',
    ],
    ['that failed can be deleted', anObject(Endpoint, { ...withArn, leaving: true }), present(Endpoint, 'failed'), 'delete'],
    ['that moves is deleted later', anObject(Endpoint, { ...withArn, leaving: true }), present(Endpoint, 'busy'), 'wait'],
    [
      'that is being deleted is waited for',
      anObject(Endpoint, { ...withArn, leaving: true }),
      present(Endpoint, 'deleting'),
      'wait',
    ],
  ])('%s', (_law, object, seen, want) => {
    expect(step(Endpoint, object, seen).do).toBe(want);
  });

  test('without a status of its own is ready as soon as it is there', () => {
    expect(step(Model, anObject(Model, withArn), present(Model, 'ready'))).toMatchObject({
      do: 'rest',
      why: { message: 'Resource synced successfully' },
    });
  });

  test('with drift that no update takes is refused, not looped on', () => {
    expect(step(Model, anObject(Model, withArn), present(Model, 'ready', { drift: ['Containers'] }))).toMatchObject({
      do: 'stall',
      how: 'refused',
    });
  });

  describe('whose work goes on', () => {
    const remote = { LastMonitoringExecutionSummary: { MonitoringExecutionStatus: 'InProgress' } };
    const edit = ['MonitoringScheduleConfig'];
    const message = 'Monitoring Job in InProgress state, MonitoringSchedule cannot be modified or deleted.';
    test.each([
      ['keeps its edit for later', anObject(MonitoringSchedule, withArn), edit],
      ['is deleted later', anObject(MonitoringSchedule, { ...withArn, leaving: true }), []],
    ])('%s', (_law, object, drifted) => {
      const seen = present(MonitoringSchedule, 'ready', { remote, drift: drifted });
      expect(step(MonitoringSchedule, object, seen)).toMatchObject({ do: 'wait', pace: 'busy', why: { message } });
    });
    test('is as ready as ever, where nothing is asked of it', () => {
      const seen = present(MonitoringSchedule, 'ready', { remote });
      expect(step(MonitoringSchedule, anObject(MonitoringSchedule, withArn), seen).do).toBe('rest');
    });
    test.each([
      ['is changed when that has ended', anObject(MonitoringSchedule, withArn), edit, 'update'],
      ['is deleted when that has ended', anObject(MonitoringSchedule, { ...withArn, leaving: true }), [], 'delete'],
    ])('%s', (_law, object, drifted, want) => {
      const ended = { LastMonitoringExecutionSummary: { MonitoringExecutionStatus: 'CompletedWithViolations' } };
      expect(step(MonitoringSchedule, object, present(MonitoringSchedule, 'ready', { remote: ended, drift: drifted })).do).toBe(
        want,
      );
    });
  });

  const failedUpdate = {
    EndpointConfigName: 'old',
    FailureReason: 'the image failed its health check',
    EndpointStatus: 'InService',
  };
  const tried = { 'sagemaker.services.k8s.aws/last-endpoint-config-for-update': 'new' };
  test('does not try a config again that failed', () => {
    const seen = present(Endpoint, 'ready', { remote: failedUpdate, drift });
    expect(
      step(Endpoint, anObject(Endpoint, { ...withArn, annotations: tried }), seen, { desired: { EndpointConfigName: 'new' } }),
    ).toMatchObject({
      do: 'stall',
      how: 'refused',
      why: {
        message:
          'api error EndpointUpdateError: unable to update endpoint. check FailureReason. latest EndpointConfigName is old',
      },
    });
  });
  test('shows a new deployment as it is, though the reason of the old one still stands', () => {
    const remote = { ...failedUpdate, EndpointStatus: 'Updating' };
    const object = anObject(Endpoint, { ...withArn, annotations: tried });
    const seen = { ...present(Endpoint, 'busy', { remote, drift }), status: 'Updating' };
    expect(step(Endpoint, object, seen, { desired: { EndpointConfigName: 'new' } })).toMatchObject({ do: 'wait', pace: 'swept' });
  });
  test('that AWS does not show yet is made again: the name forbids a second one', () => {
    expect(step(Endpoint, anObject(Endpoint, withArn), absent(true)).do).toBe('create');
  });
  test.each([
    ['was answered', anObject(Domain, withArn)],
    ['may have been lost', anObject(Domain)],
  ])('that AWS does not show yet is waited for where AWS would make a second one: its Create %s', (_how, object) => {
    expect(step(Domain, object, absent(true))).toMatchObject({ do: 'wait', pace: 'soon' });
    expect(step(Domain, object, absent()).do).toBe('create');
  });
  test('tries another config after one that failed', () => {
    const seen = present(Endpoint, 'ready', { remote: failedUpdate, drift });
    expect(
      step(Endpoint, anObject(Endpoint, { ...withArn, annotations: tried }), seen, { desired: { EndpointConfigName: 'newer' } })
        .do,
    ).toBe('update');
  });
  describe('that keeps the spec that it sent', () => {
    const wanted = ['UserSettings'];
    const sent = (spec: string): KubeObject =>
      anObject(UserProfile, { ...withArn, annotations: { 'sagemaker.services.k8s.aws/last-spec-for-update': spec } });
    test.each([
      ['shows a failed one as failed', 'failed', {}, { do: 'stall', how: 'ended' }],
      [
        'shows one that AWS took back as refused, with the reason',
        'ready',
        { FailureReason: 'no such image' },
        { do: 'stall', how: 'refused', why: { message: expect.stringContaining('no such image') as string } },
      ],
      ['mends a foreign change where nothing failed', 'ready', {}, { do: 'update' }],
      ['waits while it moves', 'busy', { FailureReason: 'of the time before' }, { do: 'wait' }],
    ] as const)('%s', (_law, phase, remote, want) => {
      expect(step(UserProfile, sent('{}'), present(UserProfile, phase, { remote, drift: wanted }))).toMatchObject(want);
    });
    test.each(['failed', 'ready'] as const)('sends another after one that left it %s', (phase) => {
      const seen = present(UserProfile, phase, { remote: { FailureReason: 'no such image' }, drift: wanted });
      expect(step(UserProfile, sent('{"userSettings":{}}'), seen).do).toBe('update');
    });
  });

  test('tries a config again when the failure was of SageMaker itself', () => {
    const seen = present(Endpoint, 'ready', {
      remote: { ...failedUpdate, FailureReason: 'Request to service failed. Try again' },
      drift,
    });
    expect(
      step(Endpoint, anObject(Endpoint, { ...withArn, annotations: tried }), seen, { desired: { EndpointConfigName: 'new' } }).do,
    ).toBe('update');
  });
});

describe('a service that stands still to be changed', () => {
  const drift = ['EndpointConfigName'];
  const withMark = (mark: string) => anObject(Standing, { ...withArn, status: { stoppedByUs: mark } });
  test.each([
    [
      'is stopped for a change',
      anObject(Standing, withArn),
      present(Standing, 'ready', { drift }),
      { do: 'stop', for: 'update' },
    ],
    ['is changed when it stands', withMark('UpdatePending'), present(Standing, 'stopped', { drift }), { do: 'update' }],
    ['is started again after the change', withMark('UpdateTriggered'), present(Standing, 'stopped'), { do: 'start' }],
    [
      'that its user has stopped stays so',
      anObject(Standing, withArn),
      present(Standing, 'stopped'),
      { do: 'rest', pace: 'settled' },
    ],
    ['is stopped to be deleted', anObject(Standing, { ...withArn, leaving: true }), present(Standing, 'ready'), { do: 'stop' }],
    [
      'is deleted when it stands',
      anObject(Standing, { ...withArn, leaving: true }),
      present(Standing, 'stopped'),
      { do: 'delete' },
    ],
  ])('%s', (_law, object, seen, want) => {
    expect(step(Standing, object, seen)).toMatchObject(want);
  });

  test('but stops for no deletion where AWS does not ask for that', () => {
    const kind = { ...Standing, standstill: { ...Standing.standstill, for: ['update'] } } satisfies KindDescriptor;
    expect(step(kind, anObject(kind, { ...withArn, leaving: true }), present(kind, 'ready'))).toMatchObject({ do: 'delete' });
  });
});

describe('what a live object uses', () => {
  test.each([
    ['is kept while it is used', ['Endpoint a', 'Endpoint b'], { do: 'wait', why: { reason: 'InUse' } }],
    ['is deleted when nobody uses it any more', [], { do: 'delete' }],
  ])('%s', (_law, users, want) => {
    expect(step(Model, anObject(Model, { ...withArn, leaving: true }), present(Model, 'ready'), { users })).toMatchObject(want);
  });

  test('names its users', () => {
    const users = ['Endpoint a', 'Endpoint b'];
    const { why } = step(Model, anObject(Model, { ...withArn, leaving: true }), present(Model, 'ready'), { users }) as Judgement;
    expect(why.message).toBe('Model is used by Endpoint a, Endpoint b: it is deleted when that is gone or uses another');
  });

  test('is let go when it is to be retained, whoever uses it', () => {
    const policy = aPolicy({ deletion: 'retain' });
    const object = anObject(Model, { ...withArn, leaving: true });
    expect(step(Model, object, present(Model, 'ready'), { policy, users: ['Endpoint a'] })).toMatchObject({ do: 'release' });
  });
});

describe('of all cases that can be', () => {
  const phases: readonly Phase[] = ['busy', 'ready', 'succeeded', 'failed', 'stopped', 'stopping', 'deleting'];
  const booleans = [false, true];
  const pick = <T>(values: readonly T[]) => values;

  function* observations(kind: KindDescriptor): Generator<Observation> {
    for (const recent of booleans) yield absent(recent);
    for (const phase of phases)
      for (const owned of booleans)
        for (const partial of booleans)
          for (const drift of pick([[], ...kind.updates.map(({ watches }) => watches), ['Other']]))
            for (const tags of pick([{}, { tagDrift }])) yield present(kind, phase, { owned, partial, drift, ...tags });
  }
  function* objects(kind: KindDescriptor): Generator<KubeObject> {
    const { remembers } = kind.standstill ?? {};
    const mark = remembers === undefined ? {} : { [crName(remembers)]: 'UpdateTriggered' };
    for (const claimed of booleans)
      for (const leaving of booleans)
        for (const arn of pick([{}, withArn, { ...withArn, status: mark }]))
          for (const annotations of pick([{}, adopted]))
            for (const generation of [1, 2]) yield anObject(kind, { claimed, leaving, generation, annotations, ...arn });
  }
  function* policies(): Generator<Policy> {
    for (const deletion of pick(['delete', 'retain'] as const))
      for (const paused of booleans)
        for (const readOnly of booleans)
          for (const adopt of pick(['no', 'adopt', 'adopt-or-create'] as const)) yield { deletion, paused, readOnly, adopt };
  }
  interface Case {
    readonly kind: KindDescriptor;
    readonly object: KubeObject;
    readonly seen: Observation;
    readonly policy: Policy;
    readonly users: readonly string[];
    readonly step: Step;
  }
  /** Kinds that differ in nothing that the decision looks at are one kind to it. */
  const signature = ({
    lifetime,
    statuses,
    operations,
    updates,
    standstill,
    occupied,
    tails,
    lingers,
    hooks,
  }: KindDescriptor): string =>
    JSON.stringify([
      lifetime,
      [...new Set(Object.values(statuses?.phases ?? {}))].sort(),
      operations.stop !== undefined,
      operations.delete !== undefined,
      updates.map(({ onlyIn }) => onlyIn),
      standstill?.for,
      occupied !== undefined,
      tails !== undefined,
      lingers !== undefined,
      hooks?.guard?.name,
    ]);
  const different = [...new Map([...kinds, Standing].map((kind) => [signature(kind), kind])).values()];

  function* cases(): Generator<Case> {
    for (const kind of different)
      for (const object of objects(kind))
        for (const seen of observations(kind))
          for (const policy of policies())
            for (const users of pick([[], ['Endpoint a']]))
              yield { kind, object, seen, policy, users, step: step(kind, object, seen, { policy, users }) };
  }

  const leaving = ({ object }: Case): boolean => object.metadata.deletionTimestamp !== undefined;
  const ends = ({ step: { do: act } }: Case): boolean => act === 'stop' || act === 'delete';
  const forUpdate = (at: Case): boolean => at.step.do === 'stop' && at.step.for === 'update';
  const ACTS: ReadonlySet<string> = new Set(['create', 'update', 'tag', 'stop', 'start', 'delete']);
  const acts = ({ step: { do: act } }: Case): boolean => ACTS.has(act);
  const known = ({ object }: Case): boolean => object.status?.ackResourceMetadata?.arn !== undefined;
  const makes = ({ step: { do: act } }: Case): boolean =>
    act === 'create' || act === 'update' || act === 'tag' || act === 'start';
  const REASON = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;

  const laws: Readonly<Record<string, (at: Case) => boolean>> = {
    'nothing is made while the object is leaving': (at) => !(leaving(at) && (makes(at) || at.step.do === 'claim')),
    'nothing is stopped or deleted while the object stays, but for a change': (at) =>
      leaving(at) || forUpdate(at) || !(ends(at) || at.step.do === 'release'),
    'nothing is done in AWS for an object that is not claimed': (at) => !acts(at) || isHeld(at.kind, at.object),
    'a stranger is never stopped or deleted, but for a change by adoption': (at) =>
      at.seen.state === 'absent' || at.seen.owned || !ends(at) || (forUpdate(at) && at.policy.adopt !== 'no'),
    'a stranger is changed only by adoption': (at) =>
      at.seen.state === 'absent' || at.seen.owned || at.policy.adopt !== 'no' || !acts(at),
    'paused and read-only objects cause no act': (at) => !((at.policy.paused || at.policy.readOnly) && acts(at)),
    'a retained resource is never ended': (at) => at.policy.deletion !== 'retain' || !ends(at) || forUpdate(at),
    'what others use is never ended': (at) => at.users.length === 0 || !ends(at) || forUpdate(at),
    'a job with an ARN is never created again': (at) => !(at.step.do === 'create' && at.kind.lifetime === 'job' && known(at)),
    'what was adopted is never created': (at) => !(at.step.do === 'create' && isAdopted(at.object)),
    'what someone else made is claimed with the mark of adoption, or not at all': (at) =>
      at.step.do !== 'claim' || at.seen.state === 'absent' || at.seen.owned || at.step.adopts || isAdopted(at.object),
    'a job is never started again': (at) => !(at.step.do === 'start' && at.kind.lifetime === 'job'),
    'what is there is never created': (at) => at.step.do !== 'create' || at.seen.state === 'absent',
    'a claimed object that leaves is released, or something is on its way to that': (at) =>
      !leaving(at) || ['stop', 'delete', 'release', 'wait', 'hold'].includes(at.step.do),
    'every judgement gives a reason that Kubernetes takes': (at) => !('why' in at.step) || REASON.test(at.step.why.reason),
  };
  const broken = new Map<string, Case>();
  let count = 0;
  beforeAll(() => {
    for (const at of cases()) {
      count += 1;
      for (const [name, law] of Object.entries(laws)) if (!broken.has(name) && !law(at)) broken.set(name, at);
    }
  }, 120_000);

  test('there are hundreds of thousands', () => expect(count).toBeGreaterThan(200_000));
  test.each(Object.keys(laws))('%s', (name) => expect(broken.get(name)).toBeUndefined());
});

describe('a service whose list only grows', () => {
  const features = (...types: readonly string[]): Fields => ({
    FeatureDefinitions: types.map((FeatureType, index) => ({ FeatureName: `f${index}`, FeatureType })),
  });
  const seen = present(FeatureGroup, 'ready', { drift: ['FeatureDefinitions'], remote: { ...features('String') } });
  const want = (desired: Fields) => step(FeatureGroup, anObject(FeatureGroup, edited), seen, { desired });

  test('is updated with what is new', () => {
    expect(want(features('String', 'Integral'))).toMatchObject({ do: 'update', operation: 'UpdateFeatureGroup' });
  });

  test('refuses to change what is there, and names it', () => {
    expect(want(features('Integral', 'Integral'))).toMatchObject({
      do: 'stall',
      how: 'refused',
      why: { reason: 'NotUpdatable', message: 'FeatureDefinitions f0 cannot be changed: the operation only adds.' },
    });
  });
});

describe('a service of which others change a part', () => {
  const spec = { inferenceComponentName: 'a', endpointName: 'e', runtimeConfig: { copyCount: 4 } };
  const asSent = { 'sagemaker.services.k8s.aws/last-spec-for-update': JSON.stringify(spec) };
  const component = (annotations: Readonly<Record<string, string>>) =>
    anObject(InferenceComponent, { ...edited, annotations, spec });
  const scaled = (remote: Fields = {}, over: Partial<Present> = {}) =>
    present(InferenceComponent, 'ready', {
      drift: ['RuntimeConfig.CopyCount'],
      remote: { InferenceComponentStatus: 'InService', ...remote },
      ...over,
    });

  test('is left as they made it', () => {
    expect(step(InferenceComponent, component(asSent), scaled())).toMatchObject({ do: 'rest' });
  });

  test('is updated when the spec was edited', () => {
    const before = {
      'sagemaker.services.k8s.aws/last-spec-for-update': JSON.stringify({ ...spec, runtimeConfig: { copyCount: 1 } }),
    };
    expect(step(InferenceComponent, component(before), scaled())).toMatchObject({ do: 'update' });
  });

  test('says so when its edit was sent and failed', () => {
    expect(step(InferenceComponent, component(asSent), scaled({ FailureReason: 'no capacity' }))).toMatchObject({
      do: 'stall',
      how: 'refused',
      why: { reason: 'InferenceComponentUpdateError' },
    });
  });

  test('is not judged by a List summary', () => {
    const summary = scaled({ FailureReason: 'no capacity' }, { partial: true });
    expect(step(InferenceComponent, component(asSent), summary)).toMatchObject({ do: 'rest' });
  });
});

describe('an adopted service', () => {
  const seen = present(Endpoint, 'ready', { drift: ['EndpointConfigName'] });
  const want = (desired: Fields) => step(Endpoint, anObject(Endpoint, { ...withArn, annotations: adopted }), seen, { desired });

  test('keeps what its spec does not say, and never said', () => {
    expect(want({})).toMatchObject({ do: 'rest' });
  });

  test('is changed to what its spec says', () => {
    expect(want({ EndpointConfigName: 'v2' })).toMatchObject({ do: 'update', drift: ['EndpointConfigName'] });
  });
});
