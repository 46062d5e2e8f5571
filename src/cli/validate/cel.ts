/** CEL as the API server evaluates it: with the functions of Kubernetes that the rules use and the library lacks. */
import { Environment } from '@marcbachmann/cel-js';
import { celField, type Schema } from '../../crd/schema.ts';
import { isFields, type PlainFields } from './values.ts';

export interface Cel {
  /** Throws where the API server would call it an error. */
  evaluate(expression: string, variables: PlainFields): unknown;
}

export function createCel(): Cel {
  const environment = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true });
  environment.registerFunction('list.sum(): dyn', (list: readonly unknown[]) => sum(list));
  environment.registerFunction('string.matchesRE2(string): bool', matches);
  const compiled = new Map<string, ReturnType<Environment['parse']>>();
  return {
    evaluate(expression, variables) {
      const program = compiled.get(expression) ?? environment.parse(forLibrary(expression));
      compiled.set(expression, program);
      return program({ ...variables }) as unknown;
    },
  };
}

/**
 * Two things that the API server's CEL has and the library has not: an entry of a map that was optional is optional itself, and RE2 takes
 * flags at the beginning of an expression.
 */
const forLibrary = (expression: string): string =>
  expression.replaceAll(/(?<=\.orValue\(\{\}\)\[)(?=\w+\]\.orValue\()/g, '?').replaceAll('.matches(', '.matchesRE2(');

function matches(text: string, pattern: string): boolean {
  const flagged = pattern.startsWith('(?i)');
  return new RegExp(flagged ? pattern.slice(4) : pattern, flagged ? 'iu' : 'u').test(text);
}

const sum = (list: readonly unknown[]): bigint | number =>
  list.every((each) => typeof each === 'bigint')
    ? list.reduce((total, each) => total + each, 0n)
    : list.reduce<number>((total, each) => total + Number(each), 0);

/** With whole numbers as CEL's, and the names that CEL reserves wrapped, as the API server declares them to a rule of the schema. */
export function celValue(schema: Schema, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => (schema.items ? celValue(schema.items, item) : celAny(item)));
  if (!isFields(value)) return schema.type === 'number' ? value : celAny(value);
  const { properties, additionalProperties } = schema;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (additionalProperties) return [key, celValue(additionalProperties, item)];
      const inner = properties?.[key];
      return [celField(key), inner ? celValue(inner, item) : celAny(item)];
    }),
  );
}

/** Where no schema tells: an admission policy sees a whole number as one. */
export function celAny(value: unknown): unknown {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(celAny);
  return isFields(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, celAny(item)])) : value;
}
