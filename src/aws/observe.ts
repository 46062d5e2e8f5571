/** Looking at one resource: by the sweep's summary where that will do, else by Describe, with its tags where they matter. */
import { held } from '../engine/decide.ts';
import { driftOf } from '../engine/drift.ts';
import { Fault } from '../engine/fault.ts';
import { busyTail, phaseOf, statusOf } from '../engine/phase.ts';
import type { Depth, Observation, Target } from '../engine/ports.ts';
import type { Call, Fields, Phase } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import type { Site } from './descriptor.ts';
import { isOwned, tagDrift, tagsOf, type Tags } from './tags.ts';

const CREATION_TIME = 'CreationTime';
/** A safeguard against a page token that never ends; AWS allows 50 tags. */
const MAX_TAG_PAGES = 20;

export async function observe(site: Site, target: Target, depth: Depth, signal: AbortSignal): Promise<Observation> {
  const hint = depth === 'hint' ? site.sweeper.hint(target) : undefined;
  if (hint) return hint;
  const { kind, desired } = target;
  const described = await describe(site, target, signal);
  if (!described) return { state: 'absent', recent: site.births.isRecent(target.object) };
  const isSame = isSameResource(target, described);
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
    owned: isSame || (tags !== undefined && isOwned(tags, target)),
  };
}

/** Undefined when there is no such resource. */
export async function describe({ call, shapes }: Site, target: Target, signal: AbortSignal): Promise<Fields | undefined> {
  const { kind, scope } = target;
  const operation = kind.operations.describe;
  try {
    return await call({ scope, operation, input: shapes.address(target, operation), does: 'read', absent: kind.absent }, signal);
  } catch (error) {
    if (error instanceof Fault && error.kind === 'absent') return undefined;
    throw error;
  }
}

/**
 * Whether status knows this very resource: by its ARN, and for what is known to be of another birth not even then, since a name that
 * was freed and taken by someone else gives the same ARN.
 */
function isSameResource({ kind, object }: Target, remote: Fields): boolean {
  // Whoever only looks (read-only) has the ARN in status too: what is ours was claimed before it was made.
  if (!held(kind, object)) return false;
  const arn = object.status?.ackResourceMetadata?.arn;
  if (arn === undefined || arn !== remote[kind.arnMember]) return false;
  const born = object.status?.[crName(CREATION_TIME)];
  return (
    typeof born !== 'string' ||
    typeof remote[CREATION_TIME] !== 'string' ||
    Date.parse(born) === Date.parse(remote[CREATION_TIME])
  );
}

interface Seen {
  readonly remote: Fields;
  /** Its ARN is the one in status. */
  readonly isSame: boolean;
}

/** Undefined when the kind has no tags, or when we may not read them and need not. */
async function listTags(site: Site, target: Target, { remote, isSame }: Seen, signal: AbortSignal): Promise<Tags | undefined> {
  const arn = remote[target.kind.arnMember];
  if (typeof arn !== 'string' || !site.shapes.taggable(target.kind)) return undefined;
  try {
    return await allTags(site, target, arn, signal);
  } catch (error) {
    // A policy made for the incumbent, which never reads tags, must go on working: only a doubt of ownership needs them.
    if (isSame && error instanceof Fault && error.kind === 'denied') return undefined;
    throw error;
  }
}

async function allTags({ call }: Site, { scope }: Target, ResourceArn: string, signal: AbortSignal): Promise<Tags> {
  let tags: Tags = {};
  let token: string | undefined;
  for (let page = 0; page < MAX_TAG_PAGES; page += 1) {
    const input = { ResourceArn, ...(token === undefined ? {} : { NextToken: token }) };
    const output = await call({ scope, operation: 'ListTags', input, does: 'read' }, signal);
    tags = { ...tags, ...tagsOf(output['Tags']) };
    if (typeof output['NextToken'] !== 'string' || output['NextToken'] === '') break;
    token = output['NextToken'];
  }
  return tags;
}

/** Further facts are a courtesy: where they can't be had the object shows what it has. */
async function enrich({ call }: Site, { kind, scope }: Target, remote: Fields, signal: AbortSignal): Promise<Fields> {
  if (!kind.hooks?.enrich) return remote;
  const further: Call = (operation, input) => call({ scope, operation, input, does: 'read' }, signal);
  try {
    return await kind.hooks.enrich(remote, further);
  } catch (error) {
    if (error instanceof Fault && isUnobtainable(error)) return remote;
    throw error;
  }
}

/** For want of permission, or because what stands for AWS lacks the operation: it says so, or answers with a page of its own. */
const isUnobtainable = ({ kind, code }: Fault): boolean => kind === 'denied' || kind === 'invalid' || code === 'SyntaxError';

function withTails({ kind }: Target, remote: Fields, phase: Phase): Phase {
  return phase === 'succeeded' && busyTail(kind, remote) !== undefined ? 'busy' : phase;
}
