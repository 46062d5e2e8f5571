/**
 * What must hold after every plan, whatever went wrong in it. Pure: from what the run has recorded to the laws that it broke. The numbers
 * are those of docs/reliability.md.
 */
import type { Condition, KubeObject } from '../../src/kinds/types.ts';
import type { LedgerEntry } from '../../src/simulator/ledger.ts';
import type { Passage } from './door.ts';
import { CANARY, type Part } from './subjects.ts';

export interface Record {
  readonly parts: readonly Part[];
  /** Calls of the operator that AWS has answered, and the journal of both doors. */
  readonly ledger: readonly LedgerEntry[];
  readonly journal: readonly Passage[];
  /** Every version of every object that a watch could show. */
  readonly versions: readonly KubeObject[];
  /** Faults that struck, and processes that died. */
  readonly troubles: number;
  /** Where the deletion was asked for. */
  readonly deletedAt: number;
  /** From this entry of the ledger on, until the deletion, all was at rest. */
  readonly restedAt: number;
  /** The objects at rest, with the status in AWS. */
  readonly atRest: readonly {
    readonly object: KubeObject;
    readonly statusField: string | undefined;
    readonly awsStatus: string | undefined;
  }[];
  /** Resources after the objects were gone. */
  readonly left: readonly { readonly type: string; readonly name: string; readonly status?: string }[];
  /** Names in AWS that belong to someone else. */
  readonly strangers: readonly string[];
  readonly accessKeys: readonly string[];
  readonly callsPerSecond: number;
}

const MUTATES = /^(?:Create|Update|Delete|Stop|Start|AddTags|DeleteTags)/;
const ENDED = new Set(['Completed', 'Failed', 'Stopped']);
const mutations = (entries: readonly LedgerEntry[]): readonly LedgerEntry[] =>
  entries.filter(({ operation }) => MUTATES.test(operation));
const creates = ({ ledger }: Record, { kind, awsName }: Part): readonly LedgerEntry[] =>
  ledger.filter(({ operation, requestName }) => operation === `Create${kind}` && requestName === awsName);

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
      const late = record.strangers.length > 0 ? [] : tries.filter(({ seq }) => seq > record.deletedAt);
      return [
        // What a kind waits for may be refused once for each that it refers to.
        ...(tries.length <= record.parts.length + record.troubles ? [] : [`${part.kind}: ${tries.length} attempts`]),
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
  'I5 status says what AWS says': ({ atRest }) =>
    atRest.flatMap(({ object, statusField, awsStatus }) => [
      ...(object.status?.observedGeneration === object.metadata.generation
        ? []
        : [`${object.kind}: a generation was not observed`]),
      ...(statusField === undefined || object.status?.[statusField] === awsStatus
        ? []
        : [`${object.kind}: ${String(object.status?.[statusField])} is ${awsStatus}`]),
    ]),
  'I6 history goes forward': ({ versions }) =>
    pairs(versions).flatMap(([before, after]) =>
      (after.status?.conditions ?? []).flatMap((now) => {
        const then = before.status?.conditions?.find(({ type }) => type === now.type);
        return then && time(now) < time(then) ? [`${after.kind}: ${now.type} went back in time`] : [];
      }),
    ),
  'I7 rest is quiet': ({ ledger, restedAt, deletedAt }) =>
    mutations(ledger.filter(({ seq }) => seq > restedAt && seq <= deletedAt)).map(({ operation }) => `${operation} at rest`),
  'I8 the finalizer is there before the first Create': ({ journal, parts }) =>
    parts.flatMap(({ kind, plural }) => {
      const born = journal.findIndex(({ what }) => what === `Create${kind}`);
      const claimed = journal.findIndex(
        ({ method, what, body, status }) =>
          method === 'PATCH' && what.includes(`/${plural}/`) && body.includes('finalizers') && (status ?? 0) < 300,
      );
      return born === -1 || (claimed !== -1 && claimed < born) ? [] : [`${kind} was made before its finalizer`];
    }),
  'I9 no secret is told': ({ versions, journal }) => [
    ...(versions.some(({ status }) => JSON.stringify(status ?? {}).includes(CANARY)) ? ['a status holds it'] : []),
    ...(journal.some(({ door, what, body }) => door === 'kube' && what.includes('/events') && body.includes(CANARY))
      ? ['an Event holds it']
      : []),
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

const time = ({ lastTransitionTime }: Condition): number => Date.parse(lastTransitionTime ?? '');

/** Neighbours in the history of each object. */
const pairs = (versions: readonly KubeObject[]): readonly (readonly [KubeObject, KubeObject])[] =>
  [...Map.groupBy(versions, ({ metadata }) => metadata.uid).values()].flatMap((story) =>
    story.slice(1).map((after, at) => [story[at] ?? after, after] as const),
  );
