/** One pass over one object: look, decide, act at most once. What came of it is an `Ending`, and conclude.ts does the rest. */
import type { Fields, KindDescriptor, KubeObject, Reason } from '../kinds/types.ts';
import { addressed, identityOf, requireIdentity, requireSpec } from './adoption.ts';
import { decide, inUse, type Release, type Step } from './decide.ts';
import { acts, awaitsCreation, depthOf, isUnanswered, lastSight, staysBehind, waitsForUsers } from './depth.ts';
import { remembered, rememberedAtBirth } from './edits.ts';
import { factsOf, going, markOf, moving, saysAll, standing, started, stopped, withoutTagDrift } from './endings.ts';
import { ClusterFault, Fault, isUnsent } from './fault.ts';
import { ANNOTATION, finalizerOf, isHeld, type Policy, policyOf, scopeOf } from './policy.ts';
import type { Mutation, Observation, Scope, Target } from './ports.ts';
import type { Ending, Engine, Site } from './engine.ts';
import { MOVING, phaseOf } from './phase.ts';
import { requireReferences, resolve, usersOf } from './references.ts';
import { isFinished, isSettled, withArn } from './status.ts';
import { requireSameAccount, tenantOf } from './tenancy.ts';
import { actReason, faultVerdict } from './verdict.ts';

const ABSENT = { state: 'absent', recent: true } as const;

export class Pass {
  readonly #site: Site;
  readonly #signal: AbortSignal;
  #object: KubeObject;
  #target: Target | undefined;
  #awaited: Fault | undefined;

  constructor(site: Site, object: KubeObject, signal: AbortSignal) {
    this.#site = site;
    this.#object = object;
    this.#signal = signal;
  }

  get #engine(): Engine {
    return this.#site.engine;
  }

  get #kind(): KindDescriptor {
    return this.#site.kind;
  }

  async run(): Promise<Ending> {
    try {
      return await this.#checklist();
    } catch (error) {
      if (error instanceof ClusterFault || this.#signal.aborted) throw error;
      const fault = error instanceof Fault ? error : new Fault('bug', 'Internal', String(error), { cause: error });
      return this.#end({ fault, verdict: faultVerdict(fault) });
    }
  }

  async #checklist(): Promise<Ending> {
    const { cluster, remote, defaults } = this.#engine;
    const object = this.#object;
    const namespace = cluster.namespaceAnnotations(object.metadata.namespace);
    const policy = policyOf(this.#kind, object, namespace, defaults);
    // Whoever may act again, after only looking, has no finalizer yet.
    const isAtHome = !policy.paused && (policy.readOnly || isHeld(this.#kind, object));
    if (isAtHome && isFinished(this.#kind, object)) return this.#end({ pace: 'never' });
    // Before the object may rest: a tenant that was shut out is told so at once. What stays behind in AWS needs nobody's leave.
    const tenant = staysBehind(object, policy) ? {} : tenantOf(object, cluster.directory(object.metadata.namespace));
    const scope = scopeOf(object, namespace, defaults, tenant);
    if (isAtHome && isSettled(object) && this.#untilDue() > 0) return this.#end({ pace: 'settled' });
    const resolved = resolve(this.#kind, object, this.#engine);
    this.#awaited = resolved.awaited;
    this.#target = this.#identified(resolved.object, scope, policy);
    if (awaitsCreation(object, policy)) this.#requireReferences(this.#target);
    if (acts(object, policy)) requireIdentity(this.#target, policy, remote.lacks(this.#target, 'find'));
    if (waitsForUsers(this.#kind, object) && !policy.paused && !staysBehind(object, policy)) {
      const users = usersOf(object, this.#engine);
      if (users.length > 0) return this.#end(standing(inUse({ kind: this.#kind, users }), this.#kind));
    }
    const seen = await this.#look(this.#target, policy);
    this.#target = addressed(this.#target, seen);
    const wanted = this.#decide(this.#target, seen, policy);
    // Without the value that a Ref stands for nothing differs from AWS, although something is asked for. A job has taken it when it began.
    const mayFollow = this.#kind.lifetime === 'service' && acts(object, policy) && !policy.readOnly;
    if (wanted.do === 'rest' && mayFollow && this.#awaited && isUnanswered(object)) throw this.#awaited;
    if (seen.state === 'absent' && (wanted.do === 'claim' || wanted.do === 'create'))
      requireSpec(this.#target, remote.lacks(this.#target, 'create'));
    return this.#perform(await this.#claimed(wanted, seen, policy), seen, policy);
  }

  #identified(object: KubeObject, scope: Scope, policy: Policy): Target {
    const { spec, id } = identityOf(this.#kind, object, policy);
    const target = this.#engine.remote.target(this.#kind, { ...object, spec: { ...object.spec, ...spec } }, scope);
    return target.id === undefined ? { ...target, id } : target;
  }

  #decide(target: Target, seen: Observation, policy: Policy): Step {
    const leaving = this.#object.metadata.deletionTimestamp !== undefined;
    const users = leaving ? usersOf(this.#object, this.#engine) : [];
    return decide({ kind: this.#kind, object: this.#object, seen, policy, desired: target.desired, name: target.name, users });
  }

  /** The finalizer is in etcd before anything is made in AWS; then the pass goes on. */
  async #claimed(step: Step, seen: Observation, policy: Policy): Promise<Step> {
    if (step.do !== 'claim' || !this.#target) return step;
    const adopted = step.adopts ? { [ANNOTATION.adopted]: 'true' } : {};
    const annotations = { ...rememberedAtBirth(this.#kind, this.#object), ...adopted };
    this.#object = await this.#engine.cluster.claim(this.#object, finalizerOf(this.#kind), annotations);
    this.#target = { ...this.#target, object: { ...this.#object, spec: this.#target.object.spec } };
    return this.#decide(this.#target, seen, policy);
  }

  async #look(target: Target, policy: Policy): Promise<Observation> {
    // With the ARN that status is still to tell it is known for ours, and its tags need not be asked for.
    const { status = this.#object.status } = this.#site.untold ?? {};
    const known = { ...target, object: { ...target.object, ...(status ? { status } : {}) } };
    const depth = depthOf(this.#kind, known.object, policy);
    if (depth === 'none' || this.#isUnsent(policy)) return { state: 'absent', recent: false };
    const last = lastSight(this.#kind, this.#object);
    if (last) return last;
    const seen = await this.#engine.remote.observe(known, depth, this.#signal);
    if (seen.state === 'absent' && !seen.recent) await this.#requireOwnAccount(target);
    return seen;
  }

  /** The last pass was about to create it, and had no turn to: what it found, or knew without a look, still holds. */
  #isUnsent(policy: Policy): boolean {
    if (this.#kind.upserts || policy.readOnly || policy.adopt !== 'no' || !acts(this.#object, policy)) return false;
    return this.#site.memory.isUnsent(this.#site.key, this.#object);
  }

  /** Before an absence is believed: nothing is found in the wrong account. A role's account was compared before the look. */
  async #requireOwnAccount({ object, scope }: Target): Promise<void> {
    if (scope.roleArn !== undefined || object.status?.ackResourceMetadata?.arn === undefined) return;
    requireSameAccount(object, await this.#engine.remote.account(scope, this.#signal));
  }

  async #perform(step: Step, seen: Observation, policy: Policy): Promise<Ending> {
    const target = this.#target;
    if (!target) return this.#end({ step });
    switch (step.do) {
      case 'create':
        return this.#create(target, step, policy);
      case 'update':
        return this.#update(target, step);
      case 'tag':
        await this.#mutate(target, step);
        return this.#perform(this.#decide(target, withoutTagDrift(seen), policy), withoutTagDrift(seen), policy);
      case 'stop':
        await this.#mutate(target, step);
        return this.#end(stopped(this.#kind, step));
      case 'start':
        await this.#mutate(target, step);
        return this.#end(started(this.#kind, step));
      case 'delete':
        await this.#mutate(target, step);
        if (!this.#kind.statuses)
          return this.#release({
            do: 'release',
            why: { reason: 'Deleted', message: `deleted ${this.#kind.kind} ${target.name} in ${this.#kind.service.title}` },
          });
        return this.#end({
          step,
          pace: 'swept',
          verdict: moving('Deleting', `${this.#kind.kind} is deleting.`),
          ...going(this.#kind, 'deleting'),
        });
      case 'release':
        return this.#release(step);
      case 'claim':
        return this.#end({ step, pace: 'soon' });
      case 'wait':
      case 'rest':
      case 'stall':
      case 'hold':
        return this.#end({ ...standing(step, this.#kind), ...factsOf(seen, policy) });
      default:
        return step satisfies never;
    }
  }

  async #create(target: Target, step: Extract<Step, { do: 'create' }>, policy: Policy): Promise<Ending> {
    const { memory, key } = this.#site;
    memory.sent(key);
    try {
      const output = await this.#mutate(target, step);
      return saysAll(this.#kind, output) ? this.#created(output, step) : await this.#lookAfter(target, output, policy);
    } catch (error) {
      if (isUnsent(error)) memory.unsent(key, this.#object);
      if (!(error instanceof Fault) || error.kind !== 'taken') throw error;
      return this.#taken(target, error, policy);
    }
  }

  #created(output: Fields, step: Step): Ending {
    const { statuses, kind } = this.#kind;
    if (!statuses)
      return this.#end({
        step,
        pace: 'settled',
        verdict: { is: 'done', reason: 'Available', message: 'Resource synced successfully' },
        facts: { remote: output, partial: true },
      });
    const message = `${kind} is in ${statuses.initial} status.`;
    const isMoving = MOVING.has(phaseOf(this.#kind, statuses.initial));
    return this.#end({
      step,
      pace: isMoving ? 'swept' : 'soon',
      verdict: { is: isMoving ? 'moving' : 'done', reason: statuses.initial, message },
      facts: { remote: { ...output, [statuses.member]: statuses.initial }, partial: true },
    });
  }

  /** Create does not tell what the first status must: its readers look once. What it did tell is not lost if that look fails. */
  async #lookAfter(target: Target, output: Fields, policy: Policy): Promise<Ending> {
    const arn = output[this.#kind.arnMember];
    const tellsArn = typeof arn === 'string';
    // With the ARN it is known for ours, and its tags need not be asked for.
    const known = tellsArn ? { ...target, object: withArn(target.object, arn) } : target;
    const seen = await this.#engine.remote.observe(known, 'full', this.#signal).catch((error: unknown) => {
      if (tellsArn && error instanceof Fault) return ABSENT;
      throw error;
    });
    if (seen.state === 'absent' && tellsArn) return this.#created(output, { do: 'create' });
    if (seen.state === 'absent')
      return this.#end({
        pace: 'soon',
        verdict: moving('Creating', `${this.#kind.kind} was created and AWS does not show it yet`),
      });
    return this.#perform(this.#decide(target, { ...seen, owned: true }, policy), seen, policy);
  }

  /** The name exists: by us, when a reply was lost or a process died, or by a stranger. Its mark tells. */
  async #taken(target: Target, fault: Fault, policy: Policy): Promise<Ending> {
    const seen = await this.#engine.remote.observe(target, 'tags', this.#signal);
    const step = this.#decide(target, seen, policy);
    if (step.do === 'create') throw fault;
    return this.#perform(step, seen, policy);
  }

  async #update(target: Target, step: Extract<Step, { do: 'update' }>): Promise<Ending> {
    this.#requireReferences(target);
    await this.#mutate(target, step);
    const rule = this.#kind.updates.find(
      ({ operation, watches }) => operation === step.operation && step.drift.some((path) => watches.includes(path)),
    );
    if (rule?.remembers)
      this.#object = await this.#engine.cluster.annotate(this.#object, remembered(rule, this.#object, target.desired));
    const status = rule?.becomes;
    const verdict = moving(
      status ?? 'Updating',
      status === undefined ? `${this.#kind.kind} is updating` : `${this.#kind.kind} is in ${status} status.`,
    );
    const member = this.#kind.statuses?.member;
    const facts = member === undefined || status === undefined ? {} : { facts: { remote: { [member]: status }, partial: true } };
    const marks = markOf(this.#kind, 'UpdateTriggered');
    return this.#end({ step, verdict, pace: status === undefined ? 'soon' : 'swept', ...facts, ...marks });
  }

  #requireReferences(target: Target): void {
    if (this.#awaited) throw this.#awaited;
    requireReferences(target, this.#engine, () => this.#site.memory.knownFor(this.#site.key, this.#object));
  }

  async #mutate(target: Target, step: Mutation): Promise<Fields> {
    const output = await this.#engine.remote.perform({ ...target, object: this.#object }, step, this.#signal);
    this.#tell(actReason(step, this.#kind, target.name));
    return output;
  }

  async #release(step: Release): Promise<Ending> {
    if (!isHeld(this.#kind, this.#object)) return this.#end({ step, released: true });
    this.#tell(step.why);
    await this.#engine.cluster.release(this.#object, finalizerOf(this.#kind));
    return this.#end({ step, released: true });
  }

  #tell(why: Reason): void {
    this.#engine.cluster.event(this.#object, 'Normal', why);
  }

  #end(ending: Omit<Ending, 'object'>): Ending {
    return { object: this.#object, ...(this.#target ? { target: this.#target } : {}), ...ending };
  }

  #untilDue(): number {
    return this.#site.memory.untilDue(this.#site.key, this.#object, this.#engine.resyncMs(this.#kind));
  }
}
