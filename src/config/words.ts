/** What a flag's value may look like, and what becomes of it. */
import { z } from 'zod';
import { kinds } from '../kinds/index.ts';

export const text = z.string();
export const flag = z.enum(['true', 'false']).transform((word) => word === 'true');
export const count = z.coerce.number().int().min(1).max(10_000);
export const seconds = z.coerce.number().int().min(0).max(31_536_000);
export const address = z
  .string()
  .regex(/^[^:]*:\d{1,5}$|^\[.*\]:\d{1,5}$|^0$/)
  .refine((where) => Number(/\d+$/.exec(where)?.[0]) <= 65_535);
/** SQS's own form: an account and a name below any host. */
export const queueUrl = z.string().regex(/^$|^https?:\/\/[^/?#@\s]+\/\d{12}\/[A-Za-z0-9_-]{1,80}(?:\.fifo)?$/);
export const list = z.string().transform((words) =>
  words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== ''),
);
export const isServed = (name: string): boolean => kinds.some(({ kind }) => kind === name);
const MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
/** Bounded: of no time at all a loop would be made, and a timer of more than 24 days fires at once. */
export const duration = (minMs: number) =>
  z
    .string()
    .regex(/^\d+(?:\.\d+)?(?:ms|s|m|h)$/)
    .transform((word) => Number.parseFloat(word) * MS[word.replace(/^[\d.]+/, '') as keyof typeof MS])
    .refine((ms) => ms >= minMs && ms <= MS.h);
export const tags = list
  .refine((pairs) => pairs.every((pair) => /^[^=]+=/.test(pair)))
  .transform((pairs) =>
    Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
  );
export const perKind = list
  .refine((pairs) => pairs.every((pair) => /^[A-Za-z]+=\d+$/.test(pair) && isServed(pair.replace(/=.*/, ''))))
  .transform(
    (pairs) => new Map(pairs.map((pair) => pair.split('=') as [string, string]).map(([kind, value]) => [kind, Number(value)])),
  );
const operations: ReadonlySet<string> = new Set(
  kinds.flatMap(({ operations: { list, ...own }, updates, service: { tags: rules } }) => [
    ...Object.values(own),
    ...(list ? [list.operation] : []),
    ...updates.map(({ operation }) => operation),
    ...Object.values(rules).flatMap((rule) => (typeof rule === 'object' && 'operation' in rule ? [rule.operation] : [])),
  ]),
);
/** A rate of nothing would never end. */
export const rates = list
  .refine((pairs) => pairs.every((pair) => /^[A-Za-z0-9]+=\d+(?:\.\d+)?$/.test(pair) && operations.has(pair.replace(/=.*/, ''))))
  .transform((pairs) =>
    Object.fromEntries(
      pairs.map((pair) => pair.split('=') as [string, string]).map(([operation, rate]) => [operation, { max: Number(rate) }]),
    ),
  )
  .refine((all) => Object.values(all).every(({ max }) => max >= 0.1 && max <= 1_000));

/** The incumbent's. Those that are `true` here cannot be turned off: what they bring costs nobody who does not use it. */
export const GATES = {
  ResourceAdoption: true,
  ReadOnlyResources: true,
  TeamLevelCARM: false,
  ServiceLevelCARM: false,
  IAMRoleSelector: false,
} as const;
export type Gates = { readonly [G in keyof typeof GATES]: boolean };
export const gates = list
  .refine((pairs) => pairs.every((pair) => new RegExp(`^(?:${Object.keys(GATES).join('|')})=(?:true|false)$`).test(pair)))
  .transform((pairs): Gates => ({
    ...GATES,
    ...Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.endsWith('=true')])),
  }));
