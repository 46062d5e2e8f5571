/** From words to values: `parseArgs` of node, with errors that name what was probably meant. Pure. */
import { parseArgs } from 'node:util';
import type { Option, Options, OutputFormat } from './command.ts';
import { CliError } from './errors.ts';
import { GLOBAL_OPTIONS } from './global-options.ts';
import { didYouMean } from './nearest.ts';

type Raw = Readonly<Record<string, boolean | string | readonly (boolean | string)[] | undefined>>;
export interface Given {
  readonly values: Raw;
  readonly positionals: readonly string[];
}

/** Throws a CliError that names the option. */
export function parseCommandLine(args: readonly string[], own: Options): Given {
  const options: Options = { ...GLOBAL_OPTIONS, ...own };
  const config = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, forNode(option)]));
  const { values, positionals } = parsed(args, config, options);
  for (const [name, option] of Object.entries(options)) checkChoice(name, option, values[name]);
  return { values, positionals };
}

/** What can be understood of a line that is still being typed. */
export function lenient(args: readonly string[]): Given['values'] {
  const config = Object.fromEntries(Object.entries(GLOBAL_OPTIONS).map(([name, option]) => [name, forNode(option)]));
  return parseArgs({ args: [...args], options: config, allowPositionals: true, strict: false }).values;
}

const forNode = ({ type, short, multiple, default: fallback }: Option) => ({
  type,
  ...(short === undefined ? {} : { short }),
  ...(multiple === undefined ? {} : { multiple }),
  ...(fallback === undefined ? {} : { default: fallback }),
});

function parsed(args: readonly string[], config: Record<string, ReturnType<typeof forNode>>, options: Options): Given {
  try {
    return parseArgs({ args: [...args], options: config, allowPositionals: true, strict: true }) as Given;
  } catch (error) {
    throw new CliError('usage', complaint(error as Error, args, options), { cause: error });
  }
}

/** Node's own words are made for programmers. */
function complaint(error: Error, args: readonly string[], options: Options): string {
  const name = /'(?:-\w, )?--?([\w-]+)/.exec(error.message)?.[1] ?? '';
  const option = options[name];
  if (option?.type === 'boolean') return `--${name} takes no value`;
  if (option) return `--${name} takes ${option.takes ?? 'a value'}, and none was given`;
  const typed = args.find((arg) => arg.replace(/^--?/, '').replace(/=.*$/s, '') === name) ?? `--${name}`;
  return `${typed.replace(/=.*$/s, '')}: no such option${didYouMean(name, Object.keys(options)).replace('mean ', 'mean --')}`;
}

function checkChoice(name: string, { choices }: Option, value: Raw[string]): void {
  if (!choices) return;
  for (const word of [value].flat()) {
    if (word === undefined || choices.includes(String(word))) continue;
    throw new CliError(
      'usage',
      `--${name} takes ${choices.join(', ')}, not '${String(word)}'${didYouMean(String(word), choices)}`,
    );
  }
}

export const outputOf = (values: Raw): OutputFormat => (values['output'] ?? 'table') as OutputFormat;
export const textOf = (values: Raw, name: string): string | undefined =>
  typeof values[name] === 'string' && values[name] !== '' ? values[name] : undefined;

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of `90s`, `5m`, `1h30m`. Throws a CliError that names the option. */
export function durationOf(option: string, word: string): number {
  const parts = [...word.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== word)
    throw new CliError('usage', `--${option} takes a duration such as 90s, 5m or 1h30m, not '${word}'`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit as keyof typeof UNITS], 0);
}

/** Throws a CliError that names the option. */
export function countOf(option: string, word: string): number {
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw new CliError('usage', `--${option} takes a number from 0, not '${word}'`);
}
