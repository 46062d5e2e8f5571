/** What an hour of an instance costs. AWS tells prices only to who has credentials for that, so they stand in a file that anyone can replace. */
import { parse } from 'yaml';
import { CliError } from '../errors.ts';
import { isFields, text } from '../validate/values.ts';
import defaults from './prices.json' with { type: 'json' };

export interface Prices {
  readonly source: string;
  readonly asOf: string;
  readonly currency: string;
  readonly perHour: ReadonlyMap<string, number>;
}

export const defaultPrices = (): Prices => ({ ...defaults, perHour: new Map(Object.entries(defaults.perHour)) });

/** YAML or JSON. Throws a CliError that names what is wrong with it. */
export function readPrices(file: string, content: string): Prices {
  const bad = (what: string): CliError =>
    new CliError('usage', `${file}: ${what}; expected: currency, asOf, source, and perHour with prices by instance type`);
  const value = parsed(content);
  if (!isFields(value) || !isFields(value['perHour'])) throw bad('no price file');
  const entries = Object.entries(value['perHour']).map(([type, price]) => {
    if (typeof price !== 'number' || !Number.isFinite(price) || price < 0) throw bad(`the price of ${type} is no number`);
    return [type, price] as const;
  });
  return {
    source: text(value['source']) || file,
    asOf: text(value['asOf']),
    currency: text(value['currency']) || 'USD',
    perHour: new Map(entries),
  };
}

function parsed(content: string): unknown {
  try {
    return parse(content) as unknown;
  } catch {
    return undefined;
  }
}
