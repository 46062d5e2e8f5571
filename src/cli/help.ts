/** Help, made of the commands' own data. */
import type { Command, CommandEntry, Option, Options } from './command.ts';
import { EXIT, EXIT_MEANINGS } from './exit-codes.ts';
import { GLOBAL_OPTIONS } from './global-options.ts';
import { wrap } from './wrap.ts';

export const PROGRAM = 'kubectl sagemaker';

export function overview(entries: readonly CommandEntry[], columns: number): string {
  const codes = (Object.keys(EXIT) as (keyof typeof EXIT)[]).map((name) => [String(EXIT[name]), EXIT_MEANINGS[name]] as const);
  return [
    wrap('Amazon SageMaker at the kubectl prompt: what the objects of a cluster do in AWS.', columns),
    `\nUsage: ${PROGRAM} COMMAND [options]`,
    `\nCommands:\n${list(
      entries.map(({ name, summary }) => [name, summary]),
      columns,
    )}`,
    `\nOptions of all commands:\n${list(optionRows(GLOBAL_OPTIONS), columns)}`,
    `\nExit codes:\n${list(codes, columns)}`,
    `\n${wrap(`${PROGRAM} COMMAND --help tells more of a command, with examples.`, columns)}\n`,
  ].join('\n');
}

export function commandHelp({ name, summary }: CommandEntry, command: Command, columns: number): string {
  const own = optionRows(command.options);
  const examples = command.examples.map(({ text, line }) => `${wrap(`# ${text}`, columns, '  ')}\n  ${PROGRAM} ${line}`);
  return [
    wrap(`${summary}.`, columns),
    ...(command.about === undefined ? [] : ['', wrap(command.about, columns)]),
    `\nUsage: ${[PROGRAM, name, command.usage].filter((word) => word !== '').join(' ')}`,
    ...(own.length === 0 ? [] : [`\nOptions:\n${list(own, columns)}`]),
    `\nOptions of all commands:\n${list(optionRows(GLOBAL_OPTIONS), columns)}`,
    ...(examples.length === 0 ? [] : [`\nExamples:\n${examples.join('\n\n')}`]),
    '',
  ].join('\n');
}

type Row = readonly [term: string, meaning: string];

function optionRows(options: Options): readonly Row[] {
  return Object.entries(options).map(([name, option]) => [`${shortOf(option)}--${name}${valueOf(option)}`, meaningOf(option)]);
}

const shortOf = ({ short }: Option): string => (short === undefined ? '    ' : `-${short}, `);
const valueOf = ({ type, takes, choices }: Option): string =>
  type === 'boolean' ? '' : ` ${takes ?? (choices ? choices.join('|') : 'VALUE')}`;

function meaningOf({ help, choices, takes, default: fallback }: Option): string {
  const among = choices && takes !== undefined ? `: ${choices.join(', ')}` : '';
  return `${help}${among}${fallback === undefined || fallback === false ? '' : ` (${String(fallback)} when absent)`}`;
}

/** Two columns, or on a narrow terminal one below the other. */
function list(rows: readonly Row[], columns: number): string {
  const width = Math.max(...rows.map(([term]) => term.length));
  if (columns < width + 40)
    return rows.map(([term, meaning]) => `  ${term.trim()}\n${wrap(meaning, columns, '      ')}`).join('\n');
  const indent = ' '.repeat(width + 4);
  return rows.map(([term, meaning]) => `  ${term.padEnd(width)}  ${wrap(meaning, columns, indent).trimStart()}`).join('\n');
}
