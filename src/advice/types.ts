/** An expression in the Common Expression Language, as Kubernetes evaluates it. */
export type Cel = string;

/** What a rule looks for in the objects of one kind. */
export interface Place {
  readonly plural: string;
  /** A list of strings: the path of each field that the advice is about. Empty when all is well. */
  readonly finds: Cel;
  /** The kind whose objects in the same namespace are looked at too, one at a time, as `params`. */
  readonly beside?: string;
}

/** One piece of advice. The warning reads: id, fields, fix, reason, link. */
export interface AdviceRule {
  readonly id: string;
  /** What is wrong, in a few words, for the page's contents. */
  readonly title: string;
  /** What to do: it follows the field's path and a colon. */
  readonly fix: string;
  /** Why: a sentence without its full stop. */
  readonly reason: string;
  /** For the page: what it costs, when it is right to accept it, and what can't be seen from here. */
  readonly about: readonly string[];
  readonly places: readonly Place[];
}
