/** The panels that were asked for by name. Pure. */
import type { MeasureAnswer } from '../../engine/measures.ts';
import { CliError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Panel } from './panels.ts';

/** Throws a CliError for a name that is none of those that are measured, or may be. */
export function chosen(
  panels: readonly Panel[],
  answer: MeasureAnswer | undefined,
  names: readonly string[] | undefined,
): readonly Panel[] {
  if (names === undefined || names.length === 0) return panels;
  // A metric of which there is no value yet is known all the same.
  const known = [...new Set([...(answer?.series ?? []).map(({ metric }) => metric), ...panels.map(({ title }) => title)])];
  for (const name of names) if (!known.some((each) => isNamed(each, name))) throw unknown(name, known);
  return panels.filter(({ title }) => names.some((name) => isNamed(title, name)));
}

/** `learning_rate` is enough for `objective by learning_rate`, and `Invocations` for `Invocations in 1m`. */
const isNamed = (title: string, name: string): boolean =>
  [title, title.replace(/ in \d+\w$/, ''), title.replace(/^objective by /, '')].some(
    (each) => each.toLowerCase() === name.toLowerCase(),
  );

function unknown(name: string, known: readonly string[]): CliError {
  const guess = nearest(
    name,
    known.map((each) => each.replace(/^objective by | in \d+\w$/g, '')),
  );
  const hint = guess === undefined ? (known.length === 0 ? '' : `; there are ${known.join(', ')}`) : `; did you mean ${guess}?`;
  return new CliError('absent', `no metric ${name}${hint}`);
}
