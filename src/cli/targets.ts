/** `KIND/NAME` as people type it: a kind by its name, plural or short name, in any case. The descriptors tell; no kind is named here. */
import { kinds } from '../kinds/index.ts';
import type { KindDescriptor } from '../kinds/types.ts';
import { CliError } from './errors.ts';
import { nearest } from './nearest.ts';

export interface Named {
  readonly kind: KindDescriptor;
  readonly name: string;
}

const wordsOf = ({ kind, plural, shortNames, service }: KindDescriptor): readonly string[] => [
  kind.toLowerCase(),
  plural,
  `${plural}.${service.group}`,
  ...shortNames,
];

export function findKind(word: string): KindDescriptor | undefined {
  const typed = word.toLowerCase();
  return kinds.find((kind) => wordsOf(kind).includes(typed));
}

/** Throws a CliError with the kind that was probably meant. */
export function kindNamed(word: string): KindDescriptor {
  const found = findKind(word);
  if (found) return found;
  const guess = nearest(word, kinds.flatMap(wordsOf));
  const meant = guess === undefined ? undefined : findKind(guess);
  throw new CliError(
    'absent',
    `${word}: no such kind${meant ? `; did you mean ${meant.kind}?` : '; kubectl api-resources --categories=sagemaker lists them'}`,
  );
}

/** `kind/name …`, or `kind name …`. Throws a CliError when there is none. */
export function targetsOf(words: readonly string[], usage: string): readonly Named[] {
  const [first, ...rest] = words;
  if (first === undefined) throw new CliError('usage', `say which: ${usage}`);
  if (words.some((word) => word.includes('/'))) return words.map((word) => slashed(word, usage));
  const kind = kindNamed(first);
  if (rest.length === 0) throw new CliError('usage', `say which ${kind.kind}: ${usage}`);
  return rest.map((name) => ({ kind, name }));
}

/** Exactly one. */
export function targetOf(words: readonly string[], usage: string): Named {
  const [only, ...others] = targetsOf(words, usage);
  if (!only || others.length > 0) throw new CliError('usage', `one object at a time: ${usage}`);
  return only;
}

function slashed(word: string, usage: string): Named {
  const [kind = '', name = '', ...more] = word.split('/');
  if (kind === '' || name === '' || more.length > 0) throw new CliError('usage', `${word}: not KIND/NAME; ${usage}`);
  return { kind: kindNamed(kind), name };
}
