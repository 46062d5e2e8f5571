/**
 * Every kind goes through every state, all at once, with one operator and one SageMaker, whose clock can be stopped: what is under way then
 * stays so until it is told where it stands. What is kept is each version of each object, as any tool may have read it.
 */
import { stringify } from 'yaml';
import { conditionOf, isTrue } from '../../src/engine/conditions.ts';
import { MOVING } from '../../src/engine/phase.ts';
import { annotationsOf } from '../../src/engine/policy.ts';
import type { KindDescriptor, KubeObject, Phase } from '../../src/kinds/types.ts';
import { isApiError } from '../../src/kube/api-error.ts';
import { crName } from '../../src/model/names.ts';
import { realClock, type SimulatorClock } from '../../src/simulator/clock.ts';
import { applyAll, type Case, cases } from '../kinds/manifests.ts';
import { editOf, retagged, specOf, standsAlone, watched } from '../kinds/variants.ts';
import { History } from '../support/history.ts';
import { Stage } from '../support/stage.ts';

/** All kinds at once, on a machine that may be busy. Milliseconds. */
const PATIENCE_MS = 240_000;
export const REASON = 'the disk is full';

type Life = Case & { readonly kind: string };
type Law = (object: KubeObject) => boolean;

export class Lives implements AsyncDisposable {
  readonly all: readonly Life[] = cases();
  readonly #stage: Stage;
  readonly #clock: StoppableClock;
  readonly #histories: ReadonlyMap<string, History>;

  private constructor(stage: Stage, clock: StoppableClock, histories: ReadonlyMap<string, History>) {
    this.#stage = stage;
    this.#clock = clock;
    this.#histories = histories;
  }

  static async begin(): Promise<Lives> {
    const clock = new StoppableClock();
    const stage = await Stage.set({ simulator: { clock, speed: 600 } });
    const histories = cases().map(async ({ kind, descriptor: { plural, service } }) => {
      return [kind, await History.of(stage.client(plural, service.group), stage.namespace)] as const;
    });
    return new Lives(stage, clock, new Map(await Promise.all(histories)));
  }

  versions(kind: string, name?: string): readonly KubeObject[] {
    return this.#histories.get(kind)?.versions(name) ?? [];
  }

  /** The examples, to their good end. */
  async settle(): Promise<void> {
    await applyAll(this.#stage);
    await this.#all(this.#examples(), isSettled);
  }

  /** Every example after an edit: of what an update mends, or of its tags. */
  async edit(): Promise<void> {
    const edits = this.all.flatMap((life) => {
      const spec = anEdit(life);
      return spec ? [{ ...life, spec }] : [];
    });
    await Promise.all(edits.map(({ kind, manifest, spec }) => this.#stage.patch(kind, manifest.metadata.name, { spec })));
    await this.#all(this.#examples(), isSettled);
  }

  /** One object for each way to end badly. Those of a kind's first one go through all that AWS may say before. */
  async fail(): Promise<void> {
    const ends = this.all.filter(standsAlone).flatMap((life) => badEnds(life).map((end, index) => ({ life, end, index })));
    this.#clock.stop();
    await this.#create(ends.map(({ life, end }) => ({ life, name: endOf(end) })));
    await Promise.all(ends.map(({ life, end, index }) => this.#end(life, end, index === 0 ? wordsIn(life, MOVING) : [])));
    this.#clock.go();
  }

  /** AWS refuses to make it. */
  async refuse(): Promise<void> {
    await this.#whileCreateFails('ValidationException', 'refused', (object) => isTrue(object.status?.conditions, 'ACK.Terminal'));
  }

  /** The operator lacks a permission that somebody will give it. */
  async deny(): Promise<void> {
    await this.#whileCreateFails('AccessDeniedException', 'denied', (object) => object.status !== undefined);
  }

  async pause(): Promise<void> {
    const annotations = (life: Life): object => ({ [annotationsOf(life.descriptor).paused]: 'true' });
    await this.#create(this.all.map((life) => ({ life, name: 'paused', annotations: annotations(life) })));
    await this.#all(this.#named('paused'), (object) => object.status !== undefined);
    // Or it would not go.
    await Promise.all(
      this.all.map(({ kind, descriptor }) =>
        this.#stage.patch(kind, 'paused', { metadata: { annotations: { [annotationsOf(descriptor).paused]: null } } }),
      ),
    );
  }

  /** Everything there is. */
  async delete(): Promise<void> {
    const all = this.all.flatMap(({ kind }) => [...this.#latest(kind).values()].map((object) => ({ kind, object })));
    await Promise.all(all.map(({ kind, object }) => this.#stage.delete(kind, object.metadata.name).catch(unlessGone)));
    // What AWS was never asked to make has no finalizer, and is gone at once.
    const held = all.filter(({ object }) => (object.metadata.finalizers ?? []).length > 0);
    const leaves = (object: KubeObject): boolean => object.metadata.deletionTimestamp !== undefined;
    await this.#all(
      held.map(({ kind, object }) => [kind, object.metadata.name] as const),
      leaves,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#histories.values()].map((history) => history[Symbol.asyncDispose]()));
    await this.#stage[Symbol.asyncDispose]();
  }

  async #end(life: Life, end: string, before: readonly string[]): Promise<void> {
    const { kind, descriptor } = life;
    const name = endOf(end);
    await this.#all([[kind, name]], ({ status }) => status?.ackResourceMetadata?.arn !== undefined);
    for (const word of [...before, end]) {
      this.#say(descriptor, this.#last(kind, name)?.status?.ackResourceMetadata?.arn, word);
      await this.#wake(life, name, word);
      await this.#all([[kind, name]], ({ status }) => status?.[statusField(descriptor)] === word);
    }
    await this.#all([[kind, name]], ({ status }) => isTrue(status?.conditions, 'ACK.Terminal'));
  }

  /** What AWS says of it from now on. */
  #say(descriptor: KindDescriptor, arn: string | undefined, word: string): void {
    const { statuses } = descriptor;
    const { control } = this.#stage.simulator;
    const resource = control.resources().find((resource) => resource.arn === arn);
    if (!resource || !statuses) throw new Error(`there is no ${arn}`);
    const member = reasonMember(descriptor);
    const reason = member === undefined ? {} : { [member]: REASON };
    control.patch(resource, { [statuses.member]: word, ...reason }, { hold: true });
  }

  /** What no List tells of would be looked at in a quarter of a minute, and what is well in ten: the user gives a reason to look now. */
  async #wake(life: Life, name: string, word: string): Promise<void> {
    const { kind, descriptor } = life;
    if (descriptor.operations.list && descriptor.statuses?.phases[descriptor.statuses.initial] !== 'ready') return;
    await this.#stage.patch(kind, name, { metadata: { annotations: { 'test/look': word } }, spec: retagged(life, word) ?? {} });
  }

  async #whileCreateFails(code: string, name: string, law: Law): Promise<void> {
    const { faults } = this.#stage.simulator.control;
    const message = `1 validation error detected: ${REASON}`;
    // Whether it was made after all is then not told either.
    const operations = this.all.flatMap(({ descriptor: { operations, id } }) =>
      [operations.create, id?.find?.operation ?? []].flat(),
    );
    for (const operation of operations) faults.add({ operation, action: { type: 'error', code, message, status: 400 } });
    await this.#create(this.all.map((life) => ({ life, name })));
    await this.#all(this.#named(name), law);
    faults.clear();
  }

  /** In one go, as a person would: a hundred requests at once would only queue up in the apiserver. */
  async #create(wanted: readonly { readonly life: Life; readonly name: string; readonly annotations?: object }[]): Promise<void> {
    const objects = wanted.map(({ life, name, annotations = {} }) => {
      const { apiVersion, kind } = life.manifest;
      return stringify({ apiVersion, kind, metadata: { name, annotations }, spec: specOf(life) });
    });
    const { code, out } = await this.#stage.kubectl(['create', '-f', '-'], objects.join('---\n'));
    if (code !== 0) throw new Error(out);
  }

  #examples(): readonly (readonly [string, string])[] {
    return this.all.map(({ kind, manifest }) => [kind, manifest.metadata.name] as const);
  }

  #named(name: string): readonly (readonly [string, string])[] {
    return this.all.map(({ kind }) => [kind, name] as const);
  }

  async #all(objects: readonly (readonly [string, string])[], law: Law): Promise<void> {
    const missing = (): readonly KubeObject[] =>
      objects.flatMap(([kind, name]) => {
        const last = this.#last(kind, name);
        return last && law(last) ? [] : [last ?? ({ kind, metadata: { name } } as KubeObject)];
      });
    await this.#stage.eventually(
      () => missing().length === 0,
      () => JSON.stringify(missing().map(({ kind, metadata, status }) => ({ kind, name: metadata.name, status }))),
      PATIENCE_MS,
    );
  }

  #last(kind: string, name: string): KubeObject | undefined {
    return this.versions(kind, name).at(-1);
  }

  /** Of each name, the last version. */
  #latest(kind: string): ReadonlyMap<string, KubeObject> {
    return new Map(this.versions(kind).map((object) => [object.metadata.name, object]));
  }
}

/** The real clock, late by the time for which it stood still: not by more than AWS's client takes for a wrong clock of its own. */
class StoppableClock implements SimulatorClock {
  readonly #real = realClock();
  #late = 0;
  #stopped: number | undefined;

  now(): number {
    return (this.#stopped ?? this.#real.now()) - this.#late;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return this.#real.sleep(ms, signal);
  }

  stop(): void {
    this.#stopped = this.#real.now();
  }

  go(): void {
    this.#late += this.#real.now() - (this.#stopped ?? this.#real.now());
    this.#stopped = undefined;
  }
}

/** A deletion whose answer was lost is asked for again. */
function unlessGone(error: unknown): void {
  if (!isApiError(error, 404)) throw error;
}

const isSettled: Law = ({ status, metadata }) =>
  status?.observedGeneration === metadata.generation && conditionOf(status.conditions, 'Ready')?.status === 'True';

/** What may be edited of it at any time; undefined where nothing may. */
export const anEdit = (life: Case) => (isEditable(life) ? editOf(life).spec : retagged(life));
const isEditable = ({ descriptor }: Case): boolean => descriptor.lifetime === 'service' && watched(descriptor).length > 0;

const endOf = (word: string): string => `ends-${word.toLowerCase().replaceAll('_', '-')}`;

export const statusField = ({ statuses }: KindDescriptor): string => crName(statuses?.member ?? '');

/** Where Describe itself tells why something failed: not deep inside, and not made by a hook from what stands deep inside. */
export function reasonMember({ statuses, status }: KindDescriptor): string | undefined {
  const member = statuses?.reasonMember;
  const isMade = status.some((rule) => rule.member === member && rule.type !== undefined);
  return isMade || member?.includes('.') === true ? undefined : member;
}

const wordsIn = ({ descriptor: { statuses } }: Case, phases: ReadonlySet<Phase>): readonly string[] =>
  Object.entries(statuses?.phases ?? {}).flatMap(([word, phase]) => (phases.has(phase) ? [word] : []));

/** A service that was stopped is as good as one that is ready. */
export const badEnds = (life: Case): readonly string[] =>
  wordsIn(life, new Set(life.descriptor.lifetime === 'job' ? ['failed', 'stopped'] : ['failed']));
