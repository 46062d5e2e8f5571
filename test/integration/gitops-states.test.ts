/**
 * What Flux, Helm and Argo CD make of every state that an object of any kind can be in: every status word of every kind, every fault, each
 * also while it is deleted and after an edit that nobody has seen. The states are what the engine itself would write; the judge is the
 * tools' own code.
 */
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { timestamp, type Verdict } from '../../src/engine/conditions.ts';
import { decide } from '../../src/engine/decide.ts';
import { Fault, FAULT_KINDS } from '../../src/engine/fault.ts';
import { MOVING, phaseOf } from '../../src/engine/phase.ts';
import { nextStatus } from '../../src/engine/status.ts';
import { anObject, aPolicy, ARN, present } from '../../src/engine/testing/builders.ts';
import { faultVerdict, verdictOf } from '../../src/engine/verdict.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { KindDescriptor, KubeObject, Phase } from '../../src/kinds/types.ts';
import { crName } from '../../src/model/names.ts';
import { agrees, expectedOf, RULES, words } from '../gitops/expected.ts';
import { type Assessment, go, Judge, releasedArgo, say } from '../gitops/program.ts';

if (go === undefined) say('what Flux, Helm and Argo CD make of every state is not judged, because go is not on the PATH');

interface Sample {
  readonly title: string;
  readonly object: KubeObject;
  /** Where AWS says that it stands, if it does. */
  readonly phase?: Phase;
}

const NOW = Date.UTC(2030, 0, 1);
/** The first build compiles Argo CD and what it needs of Kubernetes. */
const BUILD_MS = 3_600_000;
const QUESTION = { policy: aPolicy(), desired: {}, name: 'a', users: [] } as const;
const UNDER_WAY: ReadonlySet<string | undefined> = new Set(['InProgress', 'Progressing', 'Terminating']);
const FAILED: ReadonlySet<string | undefined> = new Set(['Failed', 'Degraded']);

const samples = kinds.flatMap((kind) => [...inEveryPhase(kind), ...inEveryTrouble(kind)].flatMap(variations));
const objects = samples.map(({ object }) => object);

describe.skipIf(go === undefined)('of all states of all kinds,', () => {
  let judge: Judge;
  let judged: readonly (Sample & { readonly assessment: Assessment })[] = [];
  beforeAll(async () => {
    judge = await Judge.build();
    judged = zip(await judge.assess(objects, RULES));
  }, BUILD_MS);

  test('each is what the table in docs/architecture.md says, to kstatus, to Flux, and to Argo CD', () => {
    const wrong = judged.filter(({ object, assessment }) => !agrees(assessment, expectedOf(object)));
    expect(wrong.map(({ title, object, assessment }) => ({ title, assessment, expected: expectedOf(object) }))).toEqual([]);
    expect(judged.length).toBeGreaterThan(kinds.length * 30);
  });

  test('none in which AWS is at work counts as well, or as failed', () => {
    const moving = judged.filter(({ phase }) => phase !== undefined && MOVING.has(phase));
    const wrong = moving.filter(({ assessment }) => words(assessment).some((word) => !UNDER_WAY.has(word)));
    expect(wrong.map(({ title, assessment }) => ({ title, assessment }))).toEqual([]);
    expect(moving.length).toBeGreaterThan(kinds.length);
  });

  test('none in which AWS says that it failed counts as well or, unless something else is going on, as under way', () => {
    const failed = judged.filter((sample) => hasFailed(sample));
    const wrong = failed.filter(({ assessment }) => words(assessment).some((word) => !FAILED.has(word)));
    expect(wrong.map(({ title, assessment }) => ({ title, assessment }))).toEqual([]);
    expect(failed.length).toBeGreaterThan(kinds.length);
  });

  test('none is known to an Argo CD up to 3.5 by itself, which takes it for well: hence the customization', () => {
    const known = judged.filter(({ object, assessment }) => !isLeaving(object) && assessment.argo['unconfigured'] !== null);
    expect(known.map(({ title, assessment }) => ({ title, assessment }))).toEqual([]);
  });

  test(
    'each is to the released rule of Argo CD what it is to ours of the same meaning',
    { timeout: BUILD_MS },
    async ({ skip }) => {
      const argo = await releasedArgo();
      if ('lacking' in argo) say(`the released rule of Argo CD is not held against ours, because ${argo.lacking}`);
      const { file } = 'lacking' in argo ? skip(argo.lacking) : argo;
      const released = await judge.assess(objects, { released: file });
      const wrong = judged.filter(
        ({ assessment }, index) => !isDeepStrictEqual(released[index]?.argo['released'], assessment.argo['argo']),
      );
      expect(wrong.map(({ title, assessment }) => ({ title, assessment }))).toEqual([]);
    },
  );
});

/** In every word that AWS has for where it stands. What is gone is not there, and has no state. */
function inEveryPhase(kind: KindDescriptor): readonly Sample[] {
  const all = kind.statuses ? Object.keys(kind.statuses.phases) : [undefined];
  return all.flatMap((word) => {
    const phase = phaseOf(kind, word);
    if (phase === 'gone') return [];
    const verdict = judgementOf(kind, word, phase);
    return [{ title: `${kind.kind} ${word ?? 'there'}`, object: having(kind, verdict, word), phase }];
  });
}

/** As decided by the engine for what is there, ours, and as the spec wants it. */
function judgementOf(kind: KindDescriptor, word: string | undefined, phase: Phase): Verdict {
  const there = present(kind, phase);
  const member = kind.statuses?.member;
  const remote = { ...there.remote, ...(member === undefined || word === undefined ? {} : { [member]: word }) };
  const step = decide({ ...QUESTION, kind, object: anObject(kind, { arn: ARN }), seen: { ...there, status: word, remote } });
  if (step.do === 'wait' || step.do === 'rest' || step.do === 'stall') return verdictOf(step);
  throw new Error(`${kind.kind} in ${word} is not left as it is: ${step.do}`);
}

/** Before and after there is something in AWS. */
function inEveryTrouble(kind: KindDescriptor): readonly Sample[] {
  const paused: Verdict = { is: 'held', reason: 'Paused', message: 'paused' };
  const troubles = [...FAULT_KINDS.map((fault) => faultVerdict(new Fault(fault, fault, `it is ${fault}`))), paused];
  return troubles.flatMap((verdict) => [
    { title: `${kind.kind} ${verdict.reason}, never made`, object: having(kind, verdict) },
    { title: `${kind.kind} ${verdict.reason}`, object: having(kind, verdict, kind.statuses?.initial) },
  ]);
}

function having(kind: KindDescriptor, verdict: Verdict, word?: string): KubeObject {
  const { service, statuses } = kind;
  const object = { ...anObject(kind), apiVersion: `${service.group}/${service.version}` };
  const members = statuses && word !== undefined ? { [crName(statuses.member)]: word } : {};
  const facts = statuses && word === undefined ? {} : { facts: { members, partial: false, arn: ARN } };
  return { ...object, status: nextStatus({ kind, object, verdict, now: NOW, ...facts }) };
}

/** As it is; edited, and nobody has seen it; about to go. */
function variations({ title, object, ...rest }: Sample): readonly Sample[] {
  const { metadata } = object;
  return [
    { ...rest, title, object },
    { ...rest, title: `${title}, edited`, object: { ...object, metadata: { ...metadata, generation: 2 } } },
    { ...rest, title: `${title}, leaving`, object: { ...object, metadata: { ...metadata, deletionTimestamp: timestamp(NOW) } } },
  ];
}

const zip = (assessments: readonly Assessment[]) =>
  samples.map((sample, index) => ({ ...sample, assessment: assessments[index] as Assessment }));

const isLeaving = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp !== undefined;
/** And nothing has happened since. A service that was stopped is as good as one that is ready. */
function hasFailed({ object, phase }: Sample): boolean {
  const { lifetime } = kinds.find(({ kind }) => kind === object.kind) ?? {};
  const isCurrent = !isLeaving(object) && object.status?.observedGeneration === object.metadata.generation;
  return isCurrent && (phase === 'failed' || (phase === 'stopped' && lifetime === 'job'));
}
