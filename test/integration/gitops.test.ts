/**
 * Every version that the objects of every kind have while they live, judged by the code of Flux, Helm and Argo CD: on a real apiserver, with
 * the operator at work. gitops-states.test.ts judges the states that no life comes by.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conditionOf } from '../../src/engine/conditions.ts';
import { MOVING, phaseOf } from '../../src/engine/phase.ts';
import type { KubeObject } from '../../src/kinds/types.ts';
import { cases } from '../kinds/manifests.ts';
import { standsAlone } from '../kinds/variants.ts';
import { agrees, expectedOf, RULES, rowOf, type State, words } from '../gitops/expected.ts';
import { anEdit, badEnds, Lives, REASON, reasonMember, statusField } from '../gitops/lives.ts';
import { type Assessment, go, Judge, say } from '../gitops/program.ts';

if (go === undefined) say('what Flux, Helm and Argo CD make of objects that live is not judged, because go is not on the PATH');

/** The first build compiles Argo CD and what it needs of Kubernetes; then all kinds live their lives. */
const BEGIN_MS = 3_600_000;
const all = cases();

interface Judged {
  readonly object: KubeObject;
  readonly assessment: Assessment;
}

describe.skipIf(go === undefined)('of all that any object was in its life,', () => {
  let lives: Lives | undefined;
  let judged: readonly Judged[] = [];
  beforeAll(async () => {
    const judge = await Judge.build();
    lives = await Lives.begin();
    for (const part of ['settle', 'edit', 'fail', 'refuse', 'deny', 'pause', 'delete'] as const) await lives[part]();
    const objects = all.flatMap(({ kind }) => lives?.versions(kind) ?? []);
    const assessments = await judge.assess(objects, RULES);
    judged = objects.map((object, index) => ({ object, assessment: assessments[index] as Assessment }));
  }, BEGIN_MS);
  afterAll(() => lives?.[Symbol.asyncDispose]());
  const of = (kind: string): readonly Judged[] => judged.filter(({ object }) => object.kind === kind);

  test('each version is what the table in docs/architecture.md says, to kstatus, to Flux, and to Argo CD', () => {
    const wrong = judged.filter(({ object, assessment }) => !agrees(assessment, expectedOf(object)));
    expect(wrong.map(brief)).toEqual([]);
  });

  describe.each(all)('a $kind', (life) => {
    const { kind, descriptor, manifest } = life;
    const phase = ({ status }: KubeObject) => phaseOf(descriptor, status?.[statusField(descriptor)] as string);
    const isTold = ({ status }: KubeObject): boolean => status?.[statusField(descriptor)] !== undefined;

    test('is never well, and never failed, while AWS works on it', () => {
      const moving = of(kind).filter(({ object }) => descriptor.statuses && isTold(object) && MOVING.has(phase(object)));
      expect(moving.filter(({ assessment }) => words(assessment).some((word) => !UNDER_WAY.has(word))).map(brief)).toEqual([]);
      // The last version of one that goes may be older than AWS's word that it does.
      expect(moving.length > 0 || !hasPhase(descriptor.statuses?.phases, new Set(['busy', 'stopping']))).toBe(true);
    });

    test('is failed as soon as AWS says so, with AWS’s reason', () => {
      const ends = standsAlone(life) ? badEnds(life) : [];
      const seen = ends.map((word) => {
        const found = of(kind).filter(({ object }) => object.status?.[statusField(descriptor)] === word && isCurrent(object));
        const wrong = found.filter(({ assessment }) => words(assessment).some((word) => !FAILED.has(word)));
        const told = found.every(({ assessment }) => explains(assessment));
        return {
          word,
          wrong: wrong.map(brief),
          isSeen: found.length > 0,
          told: told || reasonMember(descriptor) === undefined,
        };
      });
      expect(seen).toEqual(ends.map((word) => ({ word, wrong: [], isSeen: true, told: true })));
    });

    test('is well in the end, and was seen in every state that it can have', () => {
      const current = of(kind).filter(({ object }) => object.status !== undefined && isCurrent(object));
      const last = current.findLast(({ object }) => object.metadata.name === manifest.metadata.name);
      expect(last && words(last.assessment)).toEqual(['Current', 'Current', 'Healthy', 'Healthy']);
      const states = new Set(current.map(({ object }) => rowOf(object)));
      expect(statesOf(current).filter((state) => !states.has(state))).toEqual([]);
      expect(of(kind).some(({ object }) => object.metadata.deletionTimestamp !== undefined)).toBe(true);
      expect(of(kind).some(({ object }) => isUnseen(object))).toBe(anEdit(life) !== undefined);
    });
  });
});

/** Where a second object would be of the same resource, it is refused as someone else's before AWS is asked to make it. */
function statesOf(current: readonly Judged[]): readonly State[] {
  const isForeign = current.some(
    ({ object: { metadata, status } }) =>
      metadata.name === 'denied' && conditionOf(status?.conditions, 'Ready')?.reason === 'NotOwned',
  );
  return isForeign ? ['done', 'refused', 'held (paused)'] : ['done', 'refused', 'waiting', 'held (paused)'];
}
const UNDER_WAY: ReadonlySet<string | undefined> = new Set(['InProgress', 'Progressing', 'Terminating']);
const FAILED: ReadonlySet<string | undefined> = new Set(['Failed', 'Degraded']);

const hasPhase = (phases: Readonly<Record<string, string>> = {}, wanted: ReadonlySet<string>): boolean =>
  Object.values(phases).some((phase) => wanted.has(phase));
const explains = ({ kstatus, flux, argo }: Assessment): boolean =>
  [kstatus, flux, argo['argo'], argo['ours']].every((verdict) => verdict?.message.includes(REASON) === true);

/** Neither edited since, nor about to go. */
const isCurrent = ({ metadata, status }: KubeObject): boolean =>
  metadata.deletionTimestamp === undefined && status?.observedGeneration === metadata.generation;
const isUnseen = ({ metadata, status }: KubeObject): boolean =>
  status !== undefined && metadata.deletionTimestamp === undefined && status.observedGeneration !== metadata.generation;

const brief = ({ object: { kind, metadata, status }, assessment }: Judged) => ({
  object: `${kind} ${metadata.name} ${metadata.resourceVersion}`,
  conditions: status?.conditions?.map(({ type, status }) => `${type}=${status}`),
  assessment,
});
