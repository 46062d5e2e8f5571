/** Expressions over fields at any depth: whether one breaks a rule, and how its path reads. */
import type { Cel } from '../advice/types.ts';
import type { Field, Step } from './fields.ts';
import type { Subject } from './types.ts';

/** What a condition is told of a field: an optional value, and in a map its key. */
export type Test = (value: Cel, key?: Cel) => Cel;

/** The spec as a map: one policy serves many kinds, so no type has all its fields. */
export const SPEC: Cel = 'variables.spec';

const ELEMENTS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

const at = (root: Cel, steps: readonly Step[]): Cel => `${root}${steps.map(({ field }) => `.?${field}`).join('')}`;

/** Whether the condition holds for any of what the steps lead to. `depth`: how many elements have been named on the way. */
export function someAt(root: Cel, steps: readonly Step[], test: Test, depth = 0): Cel {
  const first = steps.findIndex(({ each }) => each !== undefined);
  if (first < 0) return test(steps.length === 0 ? optional(root) : at(root, steps));
  const element = ELEMENTS[depth] ?? 'z';
  const holder = at(root, steps.slice(0, first + 1));
  if (steps[first]?.each === 'map') return `${holder}.orValue({}).exists(${element}, ${test(entry(holder, element), element)})`;
  return `${holder}.orValue([]).exists(${element}, ${someAt(element, steps.slice(first + 1), test, depth + 1)})`;
}

const entry = (map: Cel, key: Cel): Cel => optional(`${map}.orValue({})[${key}]`);
const optional = (value: Cel): Cel => (value.includes('.?') || value.startsWith('optional.') ? value : `optional.of(${value})`);

/**
 * The paths for which the condition holds. The outermost list is told by its elements' names, what lies deeper by `[]`: the CEL of
 * Kubernetes 1.30 has no way to flatten a list of lists. `tail` is said behind the path.
 */
export function foundAt(steps: readonly Step[], test: Test, tail: readonly Step[] = []): Cel {
  const first = steps.findIndex(({ each }) => each !== undefined);
  const step = steps[first];
  if (!step) return `(${test(steps.length === 0 ? `optional.of(${SPEC})` : at(SPEC, steps))} ? [${text(steps, tail)}] : [])`;
  const [before, rest] = [steps.slice(0, first + 1), steps.slice(first + 1)];
  const holder = at(SPEC, before);
  const start = `'${words(before)}['`;
  const end = `'${['', ...[...rest, ...tail].map(word)].join('.')}'`;
  if (step.each === 'map') {
    return `${holder}.orValue({}).filter(a, ${test(entry(holder, 'a'), 'a')}).map(a, ${start} + a + ']')`;
  }
  const condition = someAt('a', rest, test, 1);
  const name = nameOf(step, rest.length === 0 && tail.length === 0);
  if (name === undefined) return `(${holder}.orValue([]).exists(a, ${condition}) ? [${text(steps, tail)}] : [])`;
  return `${holder}.orValue([]).filter(a, ${condition}).map(a, ${start} + ${name} + ']' + ${end})`;
}

/** Elements that are texts name themselves. */
function nameOf({ name }: Step, isScalar: boolean): Cel | undefined {
  if (name !== undefined) return `a.?${name}.orValue('')`;
  return isScalar ? 'string(a)' : undefined;
}

const word = ({ field, each }: Step): string => `${field}${each === 'list' ? '[]' : ''}`;
const words = (steps: readonly Step[]): string =>
  ['spec', ...steps.map((step, index) => (index === steps.length - 1 ? step.field : word(step)))].join('.');
const text = (steps: readonly Step[], tail: readonly Step[]): string =>
  `'${['spec', ...[...steps, ...tail].map(word)].join('.')}'`;

/** The structures that only wrap settings: without them nothing is set, so their absence excuses nothing. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'NetworkConfig',
  'SecurityConfig',
  'StoppingCondition',
  'VpcConfig',
  'CheckpointConfig',
  'InstanceMetadataServiceConfiguration',
]);

export interface Holding {
  /** The way to the nearest structure that means something by itself. */
  readonly holder: readonly Step[];
  /** From there to the field. */
  readonly rest: readonly Step[];
}

export function holdingOf({ steps }: Field): Holding {
  const last = steps.slice(0, -1).findLastIndex(({ member }) => !WRAPPERS.has(member));
  return { holder: steps.slice(0, last + 1), rest: steps.slice(last + 1) };
}

/** The fields below the structure that holds this one, in which something is said of what the rule is about. */
export function beside({ fields }: Subject, field: Field, reads: RegExp): readonly (readonly Step[])[] {
  const { holder } = holdingOf(field);
  const isBelow = ({ steps }: Field): boolean => holder.every((step, index) => sameStep(step, steps[index]));
  return fields.filter((other) => reads.test(other.path) && isBelow(other)).map(({ steps }) => steps.slice(holder.length));
}

const sameStep = (step: Step, other: Step | undefined): boolean => step.member === other?.member && step.each === other.each;

/** Each value that is set and breaks the rule. */
export const given =
  (bad: Test) =>
  (field: Field): Cel =>
    foundAt(field.steps, bad);

/** When the field need not be good; undefined: always. */
export type Excuse = (holder: Cel, field: Field, subject: Subject) => Cel | undefined;

/**
 * Where the field must be good, set or not: whenever the structure is there that holds it. `unless` is told that structure and says when
 * it need not be.
 */
export const demanded =
  (bad: Test, unless: Excuse = () => undefined) =>
  (field: Field, subject: Subject): Cel => {
    const { holder, rest } = holdingOf(field);
    const isThere = holder.length > 0 && holder.at(-1)?.each === undefined;
    const test = (value: Cel): Cel => {
      const excuse = unless(value, field, subject);
      const present = isThere ? [`${value}.orValue({}).size() > 0`] : [];
      return [...present, bad(at(value, rest)), ...(excuse === undefined ? [] : [`!(${excuse})`])].join(' && ');
    };
    return foundAt(holder, test, rest);
  };
