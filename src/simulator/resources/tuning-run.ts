import { validationError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { number, object, text } from '../json.ts';
import type { World } from '../world.ts';
import type { Resource } from './kind.ts';
import { touch, wireTime } from './kind.ts';
import type { TrainingJobs } from './training-job.ts';
import type { Definition } from './tuning-check.ts';
import { definitionsOf, maxJobs } from './tuning-check.ts';
import { childName, childRequest } from './tuning-child.ts';
import { completion, failureOf } from './tuning-completion.ts';
import type { Trial } from './tuning-search.ts';
import { nextPoint, objectiveValue, quality } from './tuning-search.ts';
import { placeOf, render, spaceOf } from './tuning-space.ts';
import type { Child } from './tuning-view.ts';
import { bestChild, childSummary, hasEnded, merit, objectiveCounters, objectiveOf, statusCounters } from './tuning-view.ts';

/** Seconds until the first training job is started, and between the end of one and the start of the next. */
const PREPARE_SECONDS = 30;
const NEXT_SECONDS = 10;
/** When a bad trial is ended early: its training is under way. */
const EARLY_SECONDS = 240;
const TRIALS_BEFORE_EARLY_STOP = 4;

/** A tuning job at work. */
export interface Tuning {
  readonly resource: Resource;
  readonly definitions: readonly Definition[];
  readonly parents: readonly Tuning[];
  readonly children: Child[];
  readonly max: number;
  readonly parallel: number;
  /** Why no further training job is started, once that is so. */
  closing?: 'Completed' | 'Stopped' | 'Failed';
}

/** The life of tuning jobs: they start training jobs, learn from how those end, and end when they have tried enough. */
export class TuningRuns {
  readonly #world: World;
  readonly #training: TrainingJobs;
  readonly #tunings = new WeakMap<Resource, Tuning>();

  constructor(world: World, training: TrainingJobs) {
    this.#world = world;
    this.#training = training;
  }

  of(resource: Resource): Tuning {
    const tuning = this.#tunings.get(resource);
    if (tuning === undefined) throw new Error(`${resource.arn} was never begun`);
    return tuning;
  }

  begin(resource: Resource, at: number, parents: readonly Resource[]): void {
    const { document } = resource;
    const limits = object(document, 'HyperParameterTuningJobConfig.ResourceLimits');
    const tuning: Tuning = {
      resource,
      definitions: definitionsOf(document),
      parents: parents.map((parent) => this.of(parent)),
      children: [],
      max: maxJobs(document),
      parallel: number(limits, 'MaxParallelTrainingJobs') ?? 1,
    };
    this.#tunings.set(resource, tuning);
    resource.next = this.#world.after(at, PREPARE_SECONDS, (then) => this.#fill(tuning, then));
    const maxRuntime = number(limits, 'MaxRuntimeInSeconds');
    if (maxRuntime !== undefined) this.#world.after(at, maxRuntime, (then) => this.#close(tuning, then, 'Completed'));
  }

  stop(resource: Resource, at: number): void {
    const status = text(resource.document, 'HyperParameterTuningJobStatus') ?? '';
    if (status === 'Stopping') return;
    // Not documented: what Stop answers for an ended job. The wording is that of training jobs.
    if (status !== 'InProgress')
      throw validationError(`The request was rejected because the hyperparameter tuning job is in status ${status}.`);
    resource.document['HyperParameterTuningJobStatus'] = 'Stopping';
    touch(resource, at);
    this.#close(this.of(resource), at, 'Stopped');
  }

  /** Starts training jobs until as many run as may. */
  #fill(tuning: Tuning, at: number): void {
    while (
      tuning.closing === undefined &&
      tuning.children.length < tuning.max &&
      tuning.children.filter((child) => !hasEnded(child)).length < tuning.parallel
    )
      this.#launch(tuning, at);
    this.#show(tuning, at);
  }

  #launch(tuning: Tuning, at: number): void {
    const { resource } = tuning;
    const index = tuning.children.length;
    const definition = tuning.definitions[index % tuning.definitions.length];
    if (definition === undefined) throw new Error(`${resource.arn} has no training job definition`);
    const tuned = this.#choose(tuning, definition, index);
    const input = childRequest(resource, definition, childName(resource, this.#world.seed, index), tuned);
    const { type } = definition.objective;
    const goodness = quality(this.#world.seed, spaceOf(definition.ranges), tuned);
    const value = objectiveValue(type, goodness, `${this.#world.seed}/${resource.name}/${index}`);
    const job = this.#training.start(
      { operation: 'CreateTrainingJob', scope: resource.scope, input, at },
      { ended: (_, then) => this.#ended(tuning, then), metrics: { [definition.objective.metric]: value } },
    );
    const child: Child = { job, definition, tuned };
    tuning.children.push(child);
    if (this.#hopeless(tuning, child, value)) this.#world.after(at, EARLY_SECONDS, (then) => this.#halt(child, then));
  }

  #choose(tuning: Tuning, definition: Definition, index: number): Record<string, string> {
    const { document, name } = tuning.resource;
    const space = spaceOf(definition.ranges);
    const strategy = text(document, 'HyperParameterTuningJobConfig.Strategy') ?? 'Bayesian';
    const asked = number(document, 'HyperParameterTuningJobConfig.RandomSeed');
    const seed = asked === undefined ? `${this.#world.seed}/${name}` : `${this.#world.seed}/seed/${asked}`;
    const turn = Math.floor(index / tuning.definitions.length);
    const point = nextPoint({ strategy, space, seed }, strategy === 'Grid' ? turn : index, this.#trials(tuning, definition));
    return Object.fromEntries(space.map((parameter) => [parameter.name, render(parameter, point[parameter.name] ?? 0)]));
  }

  /** What is known: the ended trials of this tuning job and of the parents of its warm start. */
  #trials(tuning: Tuning, definition: Definition): Trial[] {
    const space = spaceOf(definition.ranges);
    return [...tuning.parents.flatMap(({ children }) => children), ...tuning.children].flatMap((child) => {
      const value = hasEnded(child) ? objectiveOf(child) : undefined;
      if (value === undefined || child.definition.objective.metric !== definition.objective.metric) return [];
      const point = Object.fromEntries(
        space.map((parameter) => [parameter.name, placeOf(parameter, child.tuned[parameter.name] ?? '')]),
      );
      return [{ point, merit: merit(child, value) }];
    });
  }

  /** Early stopping ends a trial that falls behind the median of those before it. */
  #hopeless(tuning: Tuning, child: Child, value: number): boolean {
    const config = object(tuning.resource.document, 'HyperParameterTuningJobConfig');
    if (text(config, 'TrainingJobEarlyStoppingType') !== 'Auto' && text(config, 'Strategy') !== 'Hyperband') return false;
    const merits = this.#trials(tuning, child.definition)
      .map((trial) => trial.merit)
      .sort((a, b) => a - b);
    const median = merits[Math.floor(merits.length / 2)];
    return merits.length >= TRIALS_BEFORE_EARLY_STOP && median !== undefined && merit(child, value) < median;
  }

  #halt({ job }: Child, at: number): void {
    if (text(job.document, 'TrainingJobStatus') === 'InProgress') this.#training.stop(job, at);
  }

  #ended(tuning: Tuning, at: number): void {
    this.#show(tuning, at);
    if (tuning.closing === undefined) this.#judge(tuning, at);
    else this.#finishIfDone(tuning, at);
  }

  /** A training job has ended: give up, be content, go on, or be at the end. */
  #judge(tuning: Tuning, at: number): void {
    const { document } = tuning.resource;
    const failure = failureOf(tuning.children, tuning.max);
    if (failure !== undefined) {
      document['FailureReason'] = failure;
      this.#close(tuning, at, 'Failed');
    } else if (completion(document, tuning.children, at) !== undefined) {
      this.#close(tuning, at, 'Completed');
    } else if (tuning.children.length < tuning.max) {
      this.#world.after(at, NEXT_SECONDS, (then) => this.#fill(tuning, then));
    } else {
      this.#finishIfDone(tuning, at);
    }
  }

  /** Starts nothing more, stops what runs, and ends when all has ended. */
  #close(tuning: Tuning, at: number, how: 'Completed' | 'Stopped' | 'Failed'): void {
    if (tuning.closing !== undefined) return;
    tuning.closing = how;
    tuning.resource.next?.cancel();
    for (const child of tuning.children) this.#halt(child, at);
    if (tuning.children.every(hasEnded))
      this.#world.after(at, how === 'Stopped' ? NEXT_SECONDS : 0, (then) => this.#finishIfDone(tuning, then));
  }

  #finishIfDone(tuning: Tuning, at: number): void {
    const { document } = tuning.resource;
    if (document['HyperParameterTuningEndTime'] !== undefined || !tuning.children.every(hasEnded)) return;
    document['HyperParameterTuningJobStatus'] = tuning.closing ?? 'Completed';
    document['HyperParameterTuningEndTime'] = wireTime(at);
    this.#show(tuning, at);
  }

  /** Writes what the children have come to into Describe's output. */
  #show({ resource, children, parents }: Tuning, at: number): void {
    const { document } = resource;
    document['TrainingJobStatusCounters'] = statusCounters(children);
    document['ObjectiveStatusCounters'] = objectiveCounters(children);
    document['ConsumedResources'] = { RuntimeInSeconds: Math.round(this.#world.lifetime(resource.createdAt, at)) };
    const best = bestChild(children);
    if (best !== undefined) document['BestTrainingJob'] = childSummary(best);
    if (text(document, 'WarmStartConfig.WarmStartType') === 'IdenticalDataAndAlgorithm')
      Object.assign(document, overallBest(resource, children, parents));
    touch(resource, at);
  }
}

/** The best of this tuning job and its parents. */
function overallBest(resource: Resource, children: readonly Child[], parents: readonly Tuning[]): JsonObject {
  const all = [...parents.flatMap((parent) => parent.children), ...children];
  const best = bestChild(all);
  if (best === undefined) return {};
  const owner = parents.find((parent) => parent.children.includes(best))?.resource ?? resource;
  return { OverallBestTrainingJob: childSummary(best, owner.name) };
}
