import type { Cel } from '../advice/types.ts';
import type { KindDescriptor } from '../kinds/types.ts';
import type { Field } from './fields.ts';
import type { ParameterName } from './parameters.ts';

/** One kind, as a rule looks at it: every member of what Create takes, at whatever depth. */
export interface Subject {
  readonly kind: KindDescriptor;
  readonly fields: readonly Field[];
}

/** What a rule leaves alone although its words would fit. Law tests hold every member of the API against reads and exemptions. */
export interface Exemption {
  /** Matched against `Kind.Path.Of.Member`. */
  readonly path: RegExp;
  readonly reason: string;
}

/** Which members of the API a rule is about, and what it finds wrong with one. New kinds that have such members are covered as they come. */
export interface Check {
  /** Matched against `Kind.Path.Of.Member`. */
  readonly reads: RegExp;
  readonly exempt?: readonly Exemption[];
  /** A list of strings: the paths that break the rule. */
  readonly finds: (field: Field, subject: Subject) => Cel;
}

/** A rule that the API server can enforce. The message reads: id, fields, fix, reason, link. */
export interface Guardrail {
  readonly id: `SMOP-${number}${number}`;
  readonly title: string;
  /** What to do: it follows the field's path and a colon. */
  readonly fix: string;
  /** Why: a sentence without its full stop. */
  readonly reason: string;
  readonly about: readonly string[];
  /** Controls of AWS, and of scanners, that ask for the same. */
  readonly maps: readonly string[];
  /** Without them nothing can be judged: under enforce their absence denies. */
  readonly parameters: readonly ParameterName[];
  readonly optional?: readonly ParameterName[];
  readonly checks: readonly Check[];
  /** What is no member of the API: tags by their service's form, annotations, Refs. */
  readonly also?: (subject: Subject) => readonly Cel[];
  /** What only some may do, of all kinds alike. Apart from the rest, because messages may not ask who it is. */
  readonly privileged?: { readonly finds: Cel; readonly unless: Cel };
  /** When it is asked; absent: when an object is made, or its spec changes. */
  readonly when?: Cel;
}

/** A rule of the pack that is kept by something other than a policy. */
export interface Elsewhere {
  readonly id: `SMOP-${number}${number}`;
  readonly title: string;
  readonly maps: readonly string[];
  /** Where, for the page. */
  readonly about: readonly string[];
}
