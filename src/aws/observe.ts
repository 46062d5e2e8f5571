/** Looking at one resource: by the sweep's summary where that will do, else by Describe, with its tags where they matter. */
import { isHeld } from '../engine/policy.ts';
import { driftOf } from '../engine/drift.ts';
import { Fault } from '../engine/fault.ts';
import { busyTail, phaseOf, statusOf } from '../engine/phase.ts';
import type { Depth, Observation, Target } from '../engine/ports.ts';
import type { Call, Fields, Phase } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import type { Site } from './descriptor.ts';
import { recordOf } from './record.ts';
import { isOwned, tagDrift, tagsOf, type Tags } from './tags.ts';

const CREATION_TIME = 'CreationTime';
/** By how much the clocks of AWS and of the apiserver may differ. Erring on the small side only costs the user an explicit adoption. */
const CLOCK_SKEW_MS = 10_000;
/** A safeguard against a page token that never ends. AWS allows 50 tags, and a few dozen of what must be searched for. */
const MAX_PAGES = 20;

export async function observe(site: Site, target: Target, depth: Depth, signal: AbortSignal): Promise<Observation> {
  const hint = depth === 'hint' ? site.sweeper.hint(target) : undefined;
  if (hint) return hint;
  const { kind, desired } = target;
  const described = await describe(site, target, signal);
  if (!described) return { state: 'absent', recent: site.births.isRecent(target.object) };
  const isSame = isSameResource(target, described);
  if (isSame) site.births.seen(target.object);
  const tags = depth === 'tags' || !isSame ? await listTags(site, target, { remote: described, isSame }, signal) : undefined;
  const remote = await enrich(site, target, described, signal);
  const status = statusOf(kind, remote);
  const tagsDue = depth === 'tags' && tags ? tagDrift(tags, target) : undefined;
  return {
    state: 'present',
    remote,
    partial: false,
    status,
    phase: withTails(target, remote, phaseOf(kind, status)),
    drift: driftOf(kind, desired, remote),
    ...(tagsDue ? { tagDrift: tagsDue } : {}),
    owned: isSame || (tags === undefined ? isOfOurMaking(site, target, described) : isOwned(tags, target)),
  };
}

/** Undefined when there is no such resource (any more). */
export async function describe(site: Site, target: Target, signal: AbortSignal): Promise<Fields | undefined> {
  const { kind } = target;
  const known = target.id === undefined ? await find(site, target, signal) : target;
  const remote = known && recordOf(kind, await ask(site, known, signal));
  return remote && phaseOf(kind, statusOf(kind, remote)) !== 'gone' ? remote : undefined;
}

async function ask({ call, shapes }: Site, target: Target, signal: AbortSignal): Promise<Fields | undefined> {
  const { kind, scope, object } = target;
  const request = {
    scope,
    object,
    service: kind.service.id,
    operation: kind.operations.describe,
    input: shapes.lookup(target),
    does: 'read',
    absent: kind.absent,
  } as const;
  try {
    return await call(request, signal);
  } catch (error) {
    if (error instanceof Fault && error.kind === 'absent') return undefined;
    throw error;
  }
}

/**
 * Looks for the object's resource when nothing tells its id: a reply was lost, or status was. Its name narrows the search, and its tags
 * decide: another resource may have the same name where names are no addresses.
 */
async function find(site: Site, target: Target, signal: AbortSignal): Promise<Target | undefined> {
  const { kind, scope, object, desired } = target;
  const rule = kind.id?.find;
  const member = kind.name?.member ?? '';
  if (!kind.id || !rule) return undefined;
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const input: Fields = token === undefined ? {} : { NextToken: token };
    const output = await site.call(
      { scope, object, service: kind.service.id, operation: rule.operation, input, does: 'read' },
      signal,
    );
    for (const item of ((output[rule.items] ?? []) as readonly Fields[]).filter((each) => each[member] === desired[member])) {
      const arn = item[kind.arnMember];
      if (typeof arn === 'string' && isOwned(await allTags(site, target, arn, signal), target))
        return { ...target, id: item[kind.id.member] as string };
    }
    if (typeof output['NextToken'] !== 'string' || output['NextToken'] === '') break;
    token = output['NextToken'];
  }
  return undefined;
}

/**
 * Whether status knows this very resource: by its ARN, and for what is known to be of another birth not even then, since a name that
 * was freed and taken by someone else gives the same ARN.
 */
function isSameResource({ kind, object }: Target, remote: Fields): boolean {
  // Whoever only looks (read-only) has the ARN in status too: what is ours was claimed before it was made.
  if (!isHeld(kind, object)) return false;
  const arn = object.status?.ackResourceMetadata?.arn;
  if (arn === undefined || arn !== remote[kind.arnMember]) return false;
  const born = object.status?.[crName(CREATION_TIME)];
  return (
    typeof born !== 'string' ||
    typeof remote[CREATION_TIME] !== 'string' ||
    Date.parse(born) === Date.parse(remote[CREATION_TIME])
  );
}

/**
 * What can carry no tags is known by its birth: an object that holds its finalizer has asked for it, and nothing that is older than
 * the object can have come of that.
 */
function isOfOurMaking({ shapes }: Site, target: Target, remote: Fields): boolean {
  const { kind, object } = target;
  if (shapes.taggable(target) || !isHeld(kind, object)) return false;
  const born = remote[CREATION_TIME];
  return typeof born === 'string' && Date.parse(born) >= Date.parse(object.metadata.creationTimestamp) - CLOCK_SKEW_MS;
}

interface Seen {
  readonly remote: Fields;
  /** Its ARN is the one in status. */
  readonly isSame: boolean;
}

/** Undefined when the kind has no tags, or when we may not read them and need not. */
async function listTags(site: Site, target: Target, { remote, isSame }: Seen, signal: AbortSignal): Promise<Tags | undefined> {
  const arn = remote[target.kind.arnMember];
  // The spec of what is adopted may say nothing of it: then AWS tells whether it is of those that take no tags.
  const described = { ...target, desired: { ...remote, ...target.desired } };
  if (typeof arn !== 'string' || !site.shapes.taggable(described)) return undefined;
  try {
    return await allTags(site, target, arn, signal);
  } catch (error) {
    // A policy made for the incumbent, which never reads tags, must go on working: only a doubt of ownership needs them.
    if (isSame && error instanceof Fault && error.kind === 'denied') return undefined;
    throw error;
  }
}

async function allTags({ call }: Site, { scope, kind, object }: Target, arn: string, signal: AbortSignal): Promise<Tags> {
  const { id: service, tags: rule } = kind.service;
  const { list, member } = rule;
  let tags: Tags = {};
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const input = { [list.arn]: arn, ...(token === undefined ? {} : { NextToken: token }) };
    const output = await call({ scope, object, service, operation: list.operation, input, does: 'read' }, signal);
    tags = { ...tags, ...tagsOf(output[member]) };
    if (typeof output['NextToken'] !== 'string' || output['NextToken'] === '') break;
    token = output['NextToken'];
  }
  return tags;
}

/** Further facts are a courtesy: where they can't be had the object shows what it has. */
async function enrich({ call }: Site, { kind, scope, object }: Target, remote: Fields, signal: AbortSignal): Promise<Fields> {
  const further: Call = (operation, input) =>
    call({ scope, object, service: kind.service.id, operation, input, does: 'read' }, signal);
  let facts = remote;
  for (const add of [kind.hooks?.enrich ?? []].flat()) {
    try {
      facts = await add(facts, further);
    } catch (error) {
      if (!(error instanceof Fault && isUnobtainable(error))) throw error;
    }
  }
  return facts;
}

/** For want of permission; because the other is gone; or because what stands for AWS lacks the operation, and says so or answers with a page. */
const isUnobtainable = ({ kind, code }: Fault): boolean =>
  kind === 'denied' || kind === 'invalid' || kind === 'absent' || code === 'SyntaxError';

function withTails({ kind }: Target, remote: Fields, phase: Phase): Phase {
  return phase === 'succeeded' && busyTail(kind, remote) !== undefined ? 'busy' : phase;
}
