/** What the rules ask of an object. Every field may be absent, and an empty one counts as absent, as everywhere in these kinds. */
import type { Finding, Job } from './cel.ts';
import type { Cel } from './types.ts';

const at = (holder: Cel, path: string): Cel => `${holder}.?${path.replaceAll('.', '.?')}`;

export const isTrue = (holder: Cel, path: string): Cel => `${at(holder, path)}.orValue(false)`;
export const isEmpty = (holder: Cel, path: string): Cel => `${at(holder, path)}.orValue('') == ''`;
export const isZero = (holder: Cel, path: string): Cel => `${at(holder, path)}.orValue(0) == 0`;
export const isOne = (holder: Cel, path: string): Cel => `${at(holder, path)}.orValue(0) == 1`;
export const hasOne = (holder: Cel, path: string): Cel => `${at(holder, path)}.orValue([]).size() == 1`;
export const isIn = (holder: Cel, path: string, values: readonly string[]): Cel =>
  `${at(holder, path)}.orValue('') in [${values.map((value) => `'${value}'`).join(', ')}]`;

export const isSpot = ({ value }: Job): Cel => isTrue(value, 'enableManagedSpotTraining');

/** A file system stands in one zone, and a job that reads it belongs there. */
export const readsFileSystem = ({ value }: Job): Cel =>
  `${value}.?inputDataConfig.orValue([]).exists(c, ${at('c', 'dataSource.fileSystemDataSource.fileSystemID')}.orValue('') != '')`;

/** Instances are asked for by number or by groups; for trials there is a second place for either. */
export function runsOnOneInstance({ value, isTrial }: Job): Cel {
  const groups = `${at(value, 'resourceConfig.instanceGroups')}.orValue([])`;
  const ways = [
    `${groups}.size() == 0 && ${isOne(value, 'resourceConfig.instanceCount')}`,
    `${groups}.size() == 1 && ${isOne(`${groups}[0]`, 'instanceCount')}`,
  ];
  const configs = `${at(value, 'hyperParameterTuningResourceConfig.instanceConfigs')}.orValue([])`;
  const trialWays = [
    isOne(value, 'hyperParameterTuningResourceConfig.instanceCount'),
    `${configs}.size() > 0 && ${configs}.all(i, ${isOne('i', 'instanceCount')})`,
  ];
  return `(${(isTrial ? [...ways, ...trialWays] : ways).map((way) => `(${way})`).join(' || ')})`;
}

/** A little under a thousand: most decimal fractions have no exact binary form. */
const THREE_DECADES = '999.999';
/** What double() takes and does not overflow on: its error would silence the rule for the ranges beside it. */
const NUMBER = '^[+-]?([0-9]{1,64}[.]?[0-9]{0,64}|[.][0-9]{1,64})([eE][+-]?[0-9]{1,2})?$';

/** The ranges over three decades or more with a linear scale, or none. */
export function wideLinearRanges(holder: Cel, path: string): readonly Finding[] {
  const bounds = ['minValue', 'maxValue'].map((bound) => `r.?${bound}.orValue('').matches('${NUMBER}')`);
  const wide = `double(r.minValue) > 0.0 && double(r.maxValue) >= ${THREE_DECADES} * double(r.minValue)`;
  const condition = [isIn('r', 'scalingType', ['', 'Linear']), ...bounds, wide].join(' && ');
  return [`${path}.continuousParameterRanges`, `${path}.integerParameterRanges`].map((list) =>
    named(list, `${at(holder, list)}.orValue([]).filter(r, ${condition}).map(r, r.?name.orValue(''))`),
  );
}

/** Entries of maps that name something in S3, while the flag is set. */
export function mapsNamingS3(holder: Cel, flag: string, maps: readonly string[]): readonly Finding[] {
  return maps.map((map) => {
    const { when, field } = named(map, `${at(holder, map)}.orValue({}).filter(k, ${holder}.${map}[k].contains('s3://'))`);
    return { when: `${isTrue(holder, flag)} && ${when}`, field };
  });
}

export function listsNamingS3(holder: Cel, flag: string, lists: readonly string[]): readonly Finding[] {
  return lists.map((list) => ({
    when: `${isTrue(holder, flag)} && ${at(holder, list)}.orValue([]).exists(a, a.contains('s3://'))`,
    field: `'${list}'`,
  }));
}

/** `list[name, name]`, when there are such names. */
const named = (path: string, names: Cel): Finding => ({
  when: `${names}.size() > 0`,
  field: `'${path}[' + ${names}.join(', ') + ']'`,
});
