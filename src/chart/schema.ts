/**
 * The schema of the chart's values. Their shape, defaults and descriptions are read from values.yaml, which people read too; what a flag
 * takes is read from the flag. So neither can say something else than the schema.
 */
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { type FlagName, type FlagRule, FLAGS } from '../config/flags.ts';
import { CONSTRAINTS, FLAG_OF, type JsonSchema, TAKEN } from './values.ts';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

export function valuesSchema(valuesYaml: string): JsonSchema {
  const { contents } = parseDocument(valuesYaml);
  if (!isMap(contents)) throw new Error('values.yaml holds no values');
  return { $schema: DRAFT, title: 'Values of sagemaker-operator', ...group(contents, '') };
}

/** A map with members is a group of values: another member is a mistake. Helm itself gives `global` to each chart. */
function group(map: YAMLMap, path: string): JsonSchema {
  const members = map.items.map((pair) => member(pair, path));
  if (path === '') members.push(['global', { type: 'object' }]);
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(members) };
}

function member(pair: Pair, above: string): [string, JsonSchema] {
  const name = isScalar(pair.key) ? String(pair.key.value) : '';
  const path = above === '' ? name : `${above}.${name}`;
  return [name, { ...described(path, pair), ...shape(path, pair.value), ...CONSTRAINTS[path] }];
}

function shape(path: string, value: unknown): JsonSchema {
  if (path === 'flags') return { type: 'object', additionalProperties: false, properties: freeFlags() };
  if (isMap(value)) return isGroup(path, value) ? group(value, path) : { type: 'object' };
  const fromFlag = isScalar(value) ? flagShape(path) : {};
  return { ...typed(isScalar(value) ? value.value : []), ...fromFlag };
}

/** What only shows a default (resources, a selector) is Kubernetes' own, or has a constraint that says what its members are. */
function isGroup(path: string, map: YAMLMap): boolean {
  return map.items.length > 0 && path !== 'resources' && CONSTRAINTS[path] === undefined;
}

function typed(value: unknown): JsonSchema {
  if (typeof value === 'string') return { type: 'string', default: value };
  if (typeof value === 'boolean') return { type: 'boolean', default: value };
  if (typeof value === 'number') return { type: 'integer', default: value };
  return { type: 'array' };
}

/** Type and default are the value's: the chart may keep a number, or nothing, where the command line has a word. */
function flagShape(path: string): JsonSchema {
  const flag = (FLAG_OF as Readonly<Record<string, FlagName>>)[path];
  if (flag === undefined || FLAGS[flag].schema === FLAGS['metrics-addr'].schema) return {};
  const { type: _type, enum: words, pattern, ...rest } = takes(flag);
  return {
    ...rest,
    ...(words && !isSwitch(flag) ? { enum: words } : {}),
    ...(typeof pattern === 'string' ? { pattern: pattern.startsWith('^$|') ? pattern : `^$|${pattern}` } : {}),
  };
}

/** Flags that have no value of their own. A number or a switch may be written as YAML does. */
function freeFlags(): Readonly<Record<string, JsonSchema>> {
  const free = (Object.keys(FLAGS) as FlagName[]).filter((name) => !TAKEN.has(name));
  return Object.fromEntries(
    free.map((name) => {
      const { type, ...rest } = takes(name);
      const description = helpOf(name);
      return [name, isSwitch(name) ? { description, type: 'boolean' } : { description, type: type ?? 'string', ...rest }];
    }),
  );
}

function described(path: string, { key }: Pair): JsonSchema {
  const flag = (FLAG_OF as Readonly<Record<string, FlagName>>)[path];
  const comment = isScalar(key) ? (key.commentBefore ?? '') : '';
  const own = (comment.split('\n\n').at(-1) ?? '').replaceAll(/\s*\n\s*/g, ' ').trim();
  const description = [own, flag ? helpOf(flag) : ''].filter((text) => text !== '').join(' ');
  return description === '' ? {} : { description };
}

const rule = (name: FlagName): FlagRule => FLAGS[name];
const isSwitch = (name: FlagName): boolean => rule(name).bool === true;
const helpOf = (name: FlagName): string => `${rule(name).help} Takes ${rule(name).takes}.`;

function takes(name: FlagName): JsonSchema {
  const { $schema: _schema, ...schema } = z.toJSONSchema(rule(name).schema, { io: 'input', unrepresentable: 'any' });
  return schema;
}
