/** What may come next on a command line that is being typed. */
import { kinds } from '../../kinds/index.ts';
import type { CommandEntry, Option, Options, Positional } from '../command.ts';
import { GLOBAL_OPTIONS } from '../global-options.ts';
import { findKind } from '../targets.ts';
import { SHELLS } from './scripts.ts';

export interface Suggestions {
  readonly words: readonly string[];
  /** Names of files are suggested by the shell. */
  readonly files: boolean;
}

export interface SuggestOptions {
  /** Behind the program's name; the last is the one being typed, and may be empty. */
  readonly words: readonly string[];
  readonly commands: readonly CommandEntry[];
  /** Names of objects of a kind, as far as they can be had quickly. */
  readonly names: (plural: string) => Promise<readonly string[]>;
}

export async function suggest(options: SuggestOptions): Promise<Suggestions> {
  const { words, commands } = options;
  const typed = words.at(-1) ?? '';
  const [name = '', ...rest] = words.slice(0, -1);
  if (name === '') return only(typed, [...commands.map((entry) => entry.name), 'help', 'version']);
  if (name === 'help') return only(typed, rest.length === 0 ? commands.map((entry) => entry.name) : []);
  const entry = commands.find((candidate) => candidate.name === name);
  if (!entry) return NOTHING;
  const command = await entry.load();
  const all: Options = { ...GLOBAL_OPTIONS, ...command.options };
  const before = optionOf(all, rest.at(-1) ?? '');
  if (before?.type === 'string') return before.choices ? only(typed, before.choices) : { words: [], files: true };
  if (typed.startsWith('-')) return only(typed, optionWords(all));
  return positional({ ...options, typed, rest: withoutOptions(all, rest), wanted: command.positionals });
}

const NOTHING: Suggestions = { words: [], files: false };
const only = (typed: string, words: readonly string[]): Suggestions => ({
  words: words.filter((word) => word.startsWith(typed)),
  files: false,
});

/** The option that a word is, if its value is yet to come. */
function optionOf(all: Options, word: string): Option | undefined {
  if (!word.startsWith('-') || word.includes('=')) return undefined;
  const name = word.replace(/^--?/, '');
  return word.startsWith('--') ? all[name] : Object.values(all).find(({ short }) => short === name);
}

const optionWords = (all: Options): readonly string[] => Object.keys(all).map((name) => `--${name}`);

function withoutOptions(all: Options, words: readonly string[]): readonly string[] {
  return words.filter((word, at) => !word.startsWith('-') && optionOf(all, words[at - 1] ?? '')?.type !== 'string');
}

interface Place extends SuggestOptions {
  readonly typed: string;
  readonly rest: readonly string[];
  readonly wanted: readonly Positional[];
}

async function positional(place: Place): Promise<Suggestions> {
  const { typed, rest, wanted, commands } = place;
  const what = wanted[rest.length] ?? wanted.at(-1);
  switch (what) {
    case undefined:
      return NOTHING;
    case 'kind':
      return only(typed, kindWords());
    case 'object':
      return objects(place);
    case 'file':
      return { words: [], files: true };
    case 'command':
      return only(
        typed,
        commands.map(({ name }) => name),
      );
    case 'shell':
      return only(typed, SHELLS);
    default:
      return what satisfies never;
  }
}

async function objects({ typed, rest, names }: Place): Promise<Suggestions> {
  const [word = '', name] = typed.split('/');
  const kind = findKind(name === undefined ? (rest[0] ?? '') : word);
  if (kind === undefined) return only(typed, kindWords());
  const found = await names(kind.plural);
  return only(typed, name === undefined ? found : found.map((each) => `${word}/${each}`));
}

const kindWords = (): readonly string[] => kinds.map(({ kind }) => kind.toLowerCase());
