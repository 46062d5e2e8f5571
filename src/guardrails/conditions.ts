/** What the rules ask of one value, which may be absent; an empty one counts as absent. */
import type { Cel } from '../advice/types.ts';
import type { Test } from './cel.ts';
import type { ParameterName } from './parameters.ts';

export const param = (name: ParameterName): Cel => `params.spec.${name}`;
export const listParam = (name: ParameterName): Cel => `params.spec.?${name}.orValue([])`;

export const isUnset = (value: Cel): Cel => `${value}.orValue('') == ''`;
export const isSet = (value: Cel): Cel => `${value}.orValue('') != ''`;
export const isNotTrue = (value: Cel): Cel => `!${value}.orValue(false)`;
export const isTrue = (value: Cel): Cel => `${value}.orValue(false)`;
export const isNot =
  (word: string): Test =>
  (value) =>
    `${value}.orValue('') != '${word}'`;

/** Entries end in `*` to mean all that begins so, and are meant to the letter otherwise. */
export const isAmong = (value: Cel, list: Cel): Cel =>
  `[${value}].exists(v, ${list}.exists(p, p.endsWith('*') ? v.startsWith(p.substring(0, p.size() - 1)) : v == p))`;

export const isOutside =
  (name: ParameterName): Test =>
  (value) =>
    `${isSet(value)} && !${isAmong(`${value}.orValue('')`, param(name))}`;

export const isAbove =
  (name: ParameterName): Test =>
  (value) =>
    `${value}.orValue(0) > ${param(name)}`;

/** Unset, or above. */
export const isUnbounded =
  (name: ParameterName): Test =>
  (value) =>
    `(${value}.orValue(0) == 0 || ${value}.orValue(0) > ${param(name)})`;
