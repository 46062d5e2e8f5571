/**
 * Where a field is, in the part of jq that people use for it. Not all of jq: its programs can loop and grow without bound, and these
 * are run by the operator for anybody who may create an object. Pure.
 *
 *     path  = stage { "|" stage }
 *     stage = "." steps | "tostring" | "select(" "." steps "==" literal ")"
 *     step  = .name | ."name" | ["name"] | [0] | [-1] | []       each may end in "?"
 */
import type { Fields, Json } from '../kinds/types.ts';

type Step =
  | { readonly take: 'member'; readonly name: string }
  | { readonly take: 'element'; readonly at: number }
  | { readonly take: 'each' };
type Stage =
  | { readonly do: 'walk'; readonly steps: readonly Step[] }
  | { readonly do: 'text' }
  | { readonly do: 'select'; readonly steps: readonly Step[]; readonly equals: Json };
export type Path = readonly Stage[];

const SUPPORTED = 'supported are .name, ."name", ["name"], [0], [], and stages after a | : tostring and select(.name == "value")';

/** Reading takes time, and anybody may ask for it. */
const MAX_LENGTH = 1_024;

export class PathError extends Error {
  override readonly name = 'PathError';
}

/** Throws a `PathError` that says where it stopped to understand. */
export function parsePath(text: string): Path {
  if (text.length > MAX_LENGTH) throw new PathError(`is longer than ${MAX_LENGTH} characters`);
  const reader = new Reader(text);
  const stages: Stage[] = [];
  do stages.push(stageOf(reader));
  while (reader.skip(/\|/y));
  if (!reader.ended) throw reader.lost();
  return stages;
}

/** What the path leads to: as in jq none, one, or one for each element on the way. A step that leads nowhere gives nothing. */
export function follow(path: Path, object: Json): readonly Json[] {
  return path.reduce<readonly Json[]>((values, stage) => values.flatMap((value) => pass(stage, value)), [object]);
}

function pass(stage: Stage, value: Json): readonly Json[] {
  switch (stage.do) {
    case 'walk':
      return walk(stage.steps, value);
    case 'text':
      return [typeof value === 'string' ? value : JSON.stringify(value)];
    case 'select':
      return walk(stage.steps, value).some((found) => found === stage.equals) ? [value] : [];
    default:
      return stage satisfies never;
  }
}

const walk = (steps: readonly Step[], value: Json): readonly Json[] =>
  steps.reduce<readonly Json[]>((values, step) => values.flatMap((node) => take(step, node)), [value]);

function take(step: Step, node: Json): readonly Json[] {
  switch (step.take) {
    case 'member':
      return isStructure(node) && Object.hasOwn(node, step.name) ? [node[step.name] ?? null] : [];
    case 'element':
      return isList(node) ? node.slice(step.at).slice(0, 1) : [];
    case 'each':
      if (isList(node)) return node;
      return isStructure(node) ? Object.values(node) : [];
    default:
      return step satisfies never;
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isStructure = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const LITERAL = new RegExp(String.raw`${STRING}|-?\d+(?:\.\d+)?|true|false|null`, 'y');
const FIRST = /\.(?=\s*(?:\[|\||\)|==|$))/y;
const MEMBER = new RegExp(String.raw`\.([A-Za-z_]\w*)|\.(${STRING})`, 'y');
const BRACKET = new RegExp(String.raw`\.?\[\s*(?:(-?\d+)|(${STRING}))?\s*\]`, 'y');

function stageOf(reader: Reader): Stage {
  if (reader.skip(/tostring\b/y)) return { do: 'text' };
  if (!reader.skip(/select\s*\(/y)) return { do: 'walk', steps: stepsOf(reader) };
  const steps = stepsOf(reader);
  if (!reader.skip(/==/y)) throw reader.lost();
  const literal = reader.read(LITERAL);
  if (!literal || !reader.skip(/\)/y)) throw reader.lost();
  return { do: 'select', steps, equals: reader.json(literal[0]) };
}

/** A bracket that follows no dot makes a list in jq, so the first step needs one. */
function stepsOf(reader: Reader): readonly Step[] {
  const whole = reader.skip(FIRST);
  const steps: Step[] = [];
  for (let step = whole ? stepOf(reader) : memberOf(reader); step; step = stepOf(reader)) {
    steps.push(step);
    reader.skip(/\?/y);
  }
  if (!whole && steps.length === 0) throw reader.lost();
  return steps;
}

function memberOf(reader: Reader): Step | undefined {
  const member = reader.read(MEMBER);
  return member && { take: 'member', name: member[1] ?? (reader.json(member[2] ?? '') as string) };
}

function stepOf(reader: Reader): Step | undefined {
  const member = memberOf(reader);
  if (member) return member;
  const bracket = reader.read(BRACKET);
  if (!bracket) return undefined;
  const [, at, name] = bracket;
  if (at !== undefined) return { take: 'element', at: Number(at) };
  return name === undefined ? { take: 'each' } : { take: 'member', name: reader.json(name) as string };
}

/** A place in the text. White space between its parts means nothing. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get ended(): boolean {
    return this.#text.slice(this.#at).trim() === '';
  }

  read(pattern: RegExp): RegExpExecArray | undefined {
    const blank = /\s*/y;
    blank.lastIndex = this.#at;
    const from = this.#at + (blank.exec(this.#text)?.[0].length ?? 0);
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = from;
    const found = sticky.exec(this.#text) ?? undefined;
    if (found) this.#at = from + found[0].length;
    return found;
  }

  skip(pattern: RegExp): boolean {
    return this.read(pattern) !== undefined;
  }

  /** A string may hold an escape that jq knows and JSON does not, such as an interpolation. */
  json(text: string): Json {
    try {
      return JSON.parse(text) as Json;
    } catch {
      throw this.lost();
    }
  }

  lost(): PathError {
    const rest = this.#text.slice(this.#at).trim();
    return new PathError(
      `'${this.#text}' is not understood at ${rest === '' ? 'its end' : `'${rest.slice(0, 40)}'`}; ${SUPPORTED}`,
    );
  }
}
