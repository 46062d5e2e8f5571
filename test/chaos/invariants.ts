/**
 * What must hold after every plan, whatever went wrong in it. Pure: from what the run has recorded to the laws that it broke. The numbers
 * are those of docs/reliability.md. I11, which is about a process, is in processes.test.ts.
 */
import { MOVING, phaseOf } from '../../src/engine/phase.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { Condition, Fields, KindDescriptor, KubeObject } from '../../src/kinds/types.ts';
import { crName } from '../../src/model/names.ts';
import type { LedgerEntry } from '../../src/simulator/ledger.ts';
import type { Passage } from './journal.ts';
import { CANARY, type Part } from './subjects.ts';

export interface Rest {
  /** Numbers of the last entries of the ledger when all had come to rest, and when that was looked at for a while. */
  readonly from: number;
  readonly to: number;
  /** Kinds of the objects that were written to meanwhile. */
  readonly written: readonly string[];
  readonly objects: readonly { readonly object: KubeObject; readonly inAws: Fields }[];
}
export interface Remains {
  readonly type: string;
  readonly name: string;
  readonly status?: string;
}
export interface Record {
  readonly parts: readonly Part[];
  /** Calls of the operator, as AWS saw them, and both doors' journal. */
  readonly ledger: readonly LedgerEntry[];
  readonly journal: readonly Passage[];
  /** Every version of every object that a watch could show. */
  readonly versions: readonly KubeObject[];
  /** Faults that struck, and processes that died. */
  readonly troubles: number;
  /** Refusals of AWS that the plan makes by its lag. */
  readonly lagRefusals: number;
  /** What was waited for in vain. */
  readonly stuck: readonly string[];
  /** Absent if the object was deleted before. */
  readonly rest: Rest | undefined;
  /** Number of the last entry of the ledger when all objects were marked as deleted. */
  readonly deletedAt: number;
  /** Resources after the objects were gone. */
  readonly left: readonly Remains[];
  /** Names in AWS that belong to someone else. */
  readonly strangers: readonly string[];
  readonly accessKeys: readonly string[];
  /** Of one operation. */
  readonly callsPerSecond: number;
}

const MUTATES = /^(?:Create|Update|Delete|Stop|Start|AddTags|DeleteTags)/;
const ENDED = new Set(['Completed', 'Failed', 'Stopped']);
const mutations = (entries: readonly LedgerEntry[]): readonly LedgerEntry[] =>
  entries.filter(({ operation }) => MUTATES.test(operation));
const creates = ({ ledger }: Record, { kind, awsName }: Part): readonly LedgerEntry[] =>
  ledger.filter(({ operation, requestName }) => operation === `Create${kind}` && requestName === awsName);
/** AWS itself said no, for what an object waits for was not there yet. */
const isRefusal = ({ ok, fault }: LedgerEntry): boolean => !ok && fault === undefined;

type Law = (record: Record) => readonly string[];

const LAWS = {
  'I1 each object makes its resource once': (record) =>
    record.parts.flatMap((part) => {
      const made = creates(record, part).filter(({ ok }) => ok).length;
      const due = record.strangers.includes(part.awsName) ? 0 : 1;
      return made === due ? [] : [`${part.kind} was made ${made} times`];
    }),
  'I2 attempts are bounded by the troubles, and none follows a deletion': (record) =>
    record.parts.flatMap((part) => {
      const tries = creates(record, part);
      const refusals = tries.filter(isRefusal).length;
      const late = tries.filter(({ seq }) => seq > record.deletedAt);
      return [
        ...(tries.length - refusals <= 1 + record.troubles ? [] : [`${part.kind}: ${tries.length} attempts`]),
        ...(refusals <= record.parts.length + record.troubles + record.lagRefusals ? [] : [`${part.kind}: ${refusals} refusals`]),
        ...(late.length === 0 ? [] : [`${part.kind} was asked for after its deletion`]),
      ];
    }),
  'I3 nothing is orphaned': ({ left, strangers }) =>
    left
      .filter(({ name, status }) => !strangers.includes(name) && !ENDED.has(status ?? ''))
      .map(({ type, name, status }) => `${type} ${name} is left, ${status ?? 'without a status'}`),
  'I4 strangers are not touched': ({ ledger, strangers }) =>
    mutations(ledger)
      .filter(({ requestName, ok }) => ok && strangers.includes(requestName ?? ''))
      .map(({ operation, requestName }) => `${operation} of ${requestName}`),
  'I5 status says what AWS says': ({ rest }) =>
    (rest?.objects ?? []).flatMap(({ object, inAws }) => [
      ...(object.status?.observedGeneration === object.metadata.generation ? [] : [`${object.kind}: an edit was not observed`]),
      ...textsOf(kindOf(object), inAws)
        .filter(([field, text]) => object.status?.[field] !== text)
        .map(([field, text]) => `${object.kind}: ${field} is ${text}, not ${String(object.status?.[field])}`),
    ]),
  'I6 history goes forward': ({ versions }) =>
    pairs(versions).flatMap(([before, after]) => [
      ...(after.status?.conditions ?? [])
        .filter((now) => {
          const then = before.status?.conditions?.find(({ type }) => type === now.type);
          return then !== undefined && time(now) < time(then);
        })
        .map(({ type }) => `${after.kind}: ${type} went back in time`),
      ...(isOver(before) && !isOver(after) ? [`${after.kind}: it had ended, and goes on`] : []),
    ]),
  'I7 all comes to rest, and rest is quiet': ({ stuck, rest, ledger }) => [
    ...stuck,
    ...(rest?.written ?? []).map((kind) => `${kind} is written to at rest`),
    ...mutations(ledger.filter(({ seq }) => rest !== undefined && seq > rest.from && seq <= rest.to)).map(
      ({ operation }) => `${operation} at rest`,
    ),
  ],
  'I8 the finalizer is there before the first Create': ({ journal, parts }) =>
    parts.flatMap(({ kind, plural }) => {
      const born = journal.findIndex(({ call }) => call === `Create${kind}`);
      const claimed = journal.findIndex(({ call, body }) => call === `PATCH ${plural}` && body.includes('"finalizers"'));
      return born === -1 || (claimed !== -1 && claimed < born) ? [] : [`${kind} was made before its finalizer`];
    }),
  'I9 no secret is told': ({ versions, journal }) => [
    ...(versions.some(({ status }) => JSON.stringify(status ?? {}).includes(CANARY)) ? ['a status holds it'] : []),
    ...(journal.some(({ call, body }) => call.endsWith(' events') && body.includes(CANARY)) ? ['an Event holds it'] : []),
  ],
  'I10 calls come at a pace': ({ ledger, callsPerSecond }) =>
    [...Map.groupBy(ledger, ({ operation }) => operation)].flatMap(([operation, calls]) => {
      const most = Math.max(...calls.map(({ at }) => calls.filter((other) => other.at >= at && other.at < at + 1_000).length));
      return most <= callsPerSecond ? [] : [`${most} × ${operation} in a second`];
    }),
  'I12 every call is made with a key that was meant for it': ({ ledger, accessKeys }) =>
    ledger
      .filter(({ accessKeyId }) => !accessKeys.includes(accessKeyId))
      .map(({ accessKeyId, operation }) => `${operation} by ${accessKeyId}`),
} as const satisfies { readonly [law: string]: Law };

export const broken = (record: Record): readonly string[] =>
  Object.entries(LAWS).flatMap(([law, of]) => of(record).map((how) => `${law}: ${how}`));

const time = ({ lastTransitionTime }: Condition): number => Date.parse(lastTransitionTime);

/** Neighbours in the history of each object. */
const pairs = (versions: readonly KubeObject[]): readonly (readonly [KubeObject, KubeObject])[] =>
  [...Map.groupBy(versions, ({ metadata }) => metadata.uid).values()].flatMap((story) =>
    story.slice(1).map((after, at) => [story[at] ?? after, after] as const),
  );

function kindOf({ kind }: KubeObject): KindDescriptor {
  const found = kinds.find((each) => each.kind === kind);
  if (!found) throw new Error(`unreachable: ${kind}`);
  return found;
}

/** What Describe says in words, under the names of the status: times and numbers have other forms there. */
const textsOf = (kind: KindDescriptor, inAws: Fields): readonly (readonly [field: string, text: string])[] =>
  kind.status.flatMap(({ member }) => {
    const value = inAws[member];
    return typeof value === 'string' && !member.endsWith('Time') ? [[crName(member), value] as const] : [];
  });

/** A job that has ended: only a service can move again. */
function isOver(object: KubeObject): boolean {
  const kind = kindOf(object);
  const status = kind.statuses && object.status?.[crName(kind.statuses.member)];
  return kind.lifetime === 'job' && typeof status === 'string' && !MOVING.has(phaseOf(kind, status));
}
