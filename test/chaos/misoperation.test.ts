/**
 * Specs made from the CRDs' schemas, valid ones, ones at an edge and wrong ones, one after the other and back. Each must end in AWS as it
 * is in the spec, or in a refusal or a condition that says why; and the way back must heal.
 */
import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/kinds/index.ts';
import type { Fields, KubeObject } from '../../src/kinds/types.ts';
import { isApiError } from '../../src/kube/api-error.ts';
import { cases } from '../kinds/manifests.ts';
import { endpointConfigSpec, modelSpec, ROLE, trainingSpec, tuningSpec } from '../support/specs.ts';
import { condition, isReady, Stage } from '../support/stage.ts';
import { type Change, changed, changesOf, titleOf, unlike } from './misuse.ts';

/** Another one tries other changes: `CHAOS_SEED=7 npx vitest run test/chaos/misoperation.test.ts`. */
const SEED = Number(process.env['CHAOS_SEED'] ?? 20_261_128);
const COUNT = Number(process.env['CHAOS_CHANGES'] ?? 24);
const PATIENCE_MS = 60_000;
const TIMEOUT_MS = 400_000;

const SEEDS: Readonly<Record<string, (name: string) => Fields>> = {
  TrainingJob: (name) => trainingSpec({ trainingJobName: name }),
  HyperParameterTuningJob: (name) => tuningSpec({ hyperParameterTuningJobName: name }),
  Model: (name) => modelSpec({ modelName: name }),
  EndpointConfig: (name) => endpointConfigSpec('basis', { endpointConfigName: name }),
  Endpoint: (name) => ({ endpointName: name, endpointConfigName: 'basis' }),
  Domain: (name) => ({
    domainName: name,
    authMode: 'IAM',
    vpcID: 'vpc-12345678',
    subnetIDs: ['subnet-12345678'],
    defaultUserSettings: { executionRole: ROLE },
  }),
};

/** What an object of the kind stands on. */
async function setStage(kind: string): Promise<Stage> {
  const flags = [`--reconcile-resources=${[...new Set(['Model', 'EndpointConfig', kind])].join(',')}`];
  const stage = await Stage.set({ simulator: { speed: 1_000 }, flags });
  if (!kind.startsWith('Endpoint')) return stage;
  await stage.create('Model', 'basis', modelSpec({ modelName: 'basis' }));
  await stage.create('EndpointConfig', 'basis', endpointConfigSpec('basis', { endpointConfigName: 'basis' }));
  await stage.until('EndpointConfig', 'basis', isReady);
  return stage;
}

interface Ended {
  readonly object: KubeObject;
  /** Undefined when all is well: else what the object says of it. */
  readonly trouble: string | undefined;
}

class Subject {
  readonly #stage: Stage;
  readonly #kind: string;
  readonly #name: string;
  readonly #plural: string;

  constructor(stage: Stage, kind: string, name: string) {
    this.#stage = stage;
    this.#kind = kind;
    this.#name = name;
    this.#plural = kinds.find((each) => each.kind === kind)?.plural ?? '';
  }

  /** What the apiserver said, if it refused. */
  async create(spec: Fields): Promise<string | undefined> {
    return refusalOf(this.#stage.create(this.#kind, this.#name, spec));
  }

  async replace(spec: Fields): Promise<string | undefined> {
    const at = { name: this.#name, namespace: this.#stage.namespace };
    const body = [{ op: 'replace', path: '/spec', value: spec }] as const;
    return refusalOf(this.#stage.client(this.#plural).patch(at, { type: 'json', body }));
  }

  /** When what was asked for last has been done, or the object says why not. */
  async end(): Promise<Ended> {
    const isAnswered = (object: KubeObject): boolean =>
      object.status?.observedGeneration === object.metadata.generation && (isReady(object) || troubleOf(object) !== undefined);
    const object = await this.#stage.until(this.#kind, this.#name, isAnswered, PATIENCE_MS);
    return { object, trouble: isReady(object) ? undefined : troubleOf(object) };
  }

  /** Where AWS and the spec differ. */
  async differences(): Promise<readonly string[]> {
    const object = await this.#stage.get(this.#kind, this.#name);
    const arn = object?.status?.ackResourceMetadata?.arn;
    const resource = this.#stage.simulator.control.resources().find((each) => each.arn === arn);
    return resource ? unlike(object?.spec, resource.document) : [`${String(arn)} is not in AWS`];
  }

  async remove(): Promise<void> {
    await this.#stage.delete(this.#kind, this.#name);
    await this.#stage.untilGone(this.#kind, this.#name, PATIENCE_MS);
  }
}

function troubleOf(object: KubeObject): string | undefined {
  const said = [condition(object, 'ACK.Terminal'), condition(object, 'ACK.Recoverable')].find((each) => each?.status === 'True');
  return said && said.message !== '' ? `${said.reason}: ${said.message}` : undefined;
}

async function refusalOf(asked: Promise<unknown>): Promise<string | undefined> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    if (isApiError(error, 422) || isApiError(error, 400)) return error.message;
    throw error;
  }
}

/** A refusal must lead to the field. */
const unnamed = (refusal: string, { path }: Change): readonly string[] =>
  refusal.includes(`spec.${String(path[0])}`) || refusal.includes(`spec: `) ? [] : [`the refusal names no field: ${refusal}`];

async function well(subject: Subject, when: string): Promise<readonly string[]> {
  const { trouble } = await subject.end();
  return trouble === undefined ? (await subject.differences()).map((each) => `${when} ${each}`) : [`${when} ${trouble}`];
}

interface Answer {
  readonly by: 'the apiserver refused' | 'the object told a trouble' | 'AWS has it';
  readonly wrong: readonly string[];
}
type Try = (subject: Subject, seed: Fields, change: Change) => Promise<Answer>;

/** An object that is well is changed, and changed back. */
const edited: Try = async (subject, seed, change) => {
  const refusal = await subject.replace(changed(seed, change));
  if (refusal !== undefined) {
    const wrong = [...unnamed(refusal, change), ...(await well(subject, 'after the refusal'))];
    return { by: 'the apiserver refused', wrong };
  }
  const { trouble } = await subject.end();
  const after = trouble === undefined ? await subject.differences() : [];
  const back = await subject.replace(seed);
  const wrong = back === undefined ? await well(subject, 'changed back:') : [`the way back is refused: ${back}`];
  return { by: trouble === undefined ? 'AWS has it' : 'the object told a trouble', wrong: [...after, ...wrong] };
};

/** An object begins with the change, and is corrected if it does not work. */
const begun: Try = async (subject, seed, change) => {
  const refusal = await subject.create(changed(seed, change));
  if (refusal !== undefined) return { by: 'the apiserver refused', wrong: unnamed(refusal, change) };
  const { trouble } = await subject.end();
  const wrong = trouble === undefined ? await subject.differences() : await corrected(subject, seed);
  await subject.remove();
  return { by: trouble === undefined ? 'AWS has it' : 'the object told a trouble', wrong };
};

async function corrected(subject: Subject, seed: Fields): Promise<readonly string[]> {
  const back = await subject.replace(seed);
  return back === undefined ? await well(subject, 'corrected:') : [`the correction is refused: ${back}`];
}

/** What was wrong with which change, and how often each answer was given. */
class Findings {
  readonly wrong: Record<string, readonly string[]> = {};
  readonly #answers: Answer['by'][] = [];

  async add(change: Change, tried: Promise<Answer>): Promise<void> {
    try {
      const { by, wrong } = await tried;
      this.#answers.push(by);
      if (wrong.length > 0) this.wrong[titleOf(change)] = wrong;
    } catch (error) {
      this.wrong[titleOf(change)] = [String(error)];
    }
  }

  of(by: Answer['by']): number {
    return this.#answers.filter((each) => each === by).length;
  }

  toString(): string {
    return [...Map.groupBy(this.#answers, (by) => by)].map(([by, all]) => `${all.length} × ${by}`).join(', ');
  }
}

const AT_ONCE = 4;

describe.concurrent.each(Object.entries(SEEDS).map(([kind, seedOf]) => ({ kind, seedOf })))('a $kind', ({ kind, seedOf }) => {
  const schema = cases().find((each) => each.kind === kind)?.schema ?? { type: 'object' };
  const pick = { count: COUNT, seed: SEED };

  test('that is edited, and edited back, is as it was', { timeout: TIMEOUT_MS }, async () => {
    await using stage = await setStage(kind);
    const seed = seedOf('edited');
    const subject = new Subject(stage, kind, 'edited');
    expect([await subject.create(seed), ...(await well(subject, 'made:'))]).toEqual([undefined]);
    const findings = new Findings();
    for (const change of changesOf(seed, schema, pick)) await findings.add(change, edited(subject, seed, change));
    process.stderr.write(`${kind} edited: ${String(findings)}\n`);
    expect(findings.wrong).toEqual({});
    expect(findings.of('the apiserver refused')).toBeGreaterThan(0);
  });

  test('that begins wrong says why, and is well when it is corrected', { timeout: TIMEOUT_MS }, async () => {
    await using stage = await setStage(kind);
    const findings = new Findings();
    const left = [...changesOf(seedOf('x'), schema, pick).entries()];
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [at, change] = next;
        await findings.add(change, begun(new Subject(stage, kind, `begun-${at}`), seedOf(`begun-${at}`), change));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    process.stderr.write(`${kind} begun: ${String(findings)}\n`);
    expect(findings.wrong).toEqual({});
    expect(findings.of('the apiserver refused')).toBeGreaterThan(0);
  });
});
