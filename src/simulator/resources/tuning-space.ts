import type { JsonObject } from '../json.ts';
import { at, objects, text } from '../json.ts';

/** One hyperparameter that is searched. */
export type Parameter =
  | {
      readonly type: 'integer' | 'continuous';
      readonly name: string;
      readonly min: number;
      readonly max: number;
      readonly scale: Scale;
    }
  | { readonly type: 'categorical'; readonly name: string; readonly values: readonly string[] };

type Scale = 'Linear' | 'Logarithmic' | 'ReverseLogarithmic';

/** A point of the search space: a place in [0, 1) for each parameter. */
export type Point = Readonly<Record<string, number>>;

/** The parameters of a ParameterRanges structure. */
export function spaceOf(ranges: JsonObject): Parameter[] {
  return [
    ...objects(ranges, 'IntegerParameterRanges').map((range) => numeric('integer', range)),
    ...objects(ranges, 'ContinuousParameterRanges').map((range) => numeric('continuous', range)),
    ...objects(ranges, 'CategoricalParameterRanges').map((range): Parameter => ({
      type: 'categorical',
      name: nameOf(range),
      values: valuesOf(range),
    })),
    ...objects(ranges, 'AutoParameters').map(around),
  ];
}

const nameOf = (range: JsonObject): string => text(range, 'Name') ?? '';

function valuesOf(range: JsonObject): string[] {
  const values = at(range, 'Values');
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}

function numeric(type: 'integer' | 'continuous', range: JsonObject): Parameter {
  const [min, max] = [Number(text(range, 'MinValue')), Number(text(range, 'MaxValue'))];
  return { type, name: nameOf(range), min, max, scale: scaleOf(text(range, 'ScalingType'), min, max) };
}

/** `Auto` leaves the choice to SageMaker: a range over three orders of magnitude is taken to be searched on a logarithmic scale. */
function scaleOf(asked: string | undefined, min: number, max: number): Scale {
  if (asked === 'Linear' || asked === 'Logarithmic' || asked === 'ReverseLogarithmic') return asked;
  return min > 0 && max / min >= 1000 ? 'Logarithmic' : 'Linear';
}

/** A parameter whose range SageMaker chooses from a hint. */
function around(parameter: JsonObject): Parameter {
  const hint = text(parameter, 'ValueHint') ?? '';
  const value = Number(hint);
  if (hint === '' || !Number.isFinite(value) || value <= 0)
    return { type: 'categorical', name: nameOf(parameter), values: [hint] };
  const type = Number.isInteger(value) ? 'integer' : 'continuous';
  return {
    type,
    name: nameOf(parameter),
    min: Math.max(value / 10, type === 'integer' ? 1 : 0),
    max: value * 10,
    scale: 'Logarithmic',
  };
}

/** The value at a place, as the training job is given it. */
export function render(parameter: Parameter, place: number): string {
  if (parameter.type === 'categorical') return parameter.values[Math.floor(place * parameter.values.length)] ?? '';
  const value = unscale(parameter, place);
  return parameter.type === 'integer' ? String(Math.round(value)) : String(Number(value.toPrecision(10)));
}

/** The place of a value that `render` has given. */
export function placeOf(parameter: Parameter, value: string): number {
  if (parameter.type === 'categorical') return (Math.max(0, parameter.values.indexOf(value)) + 0.5) / parameter.values.length;
  const { min, max, scale } = parameter;
  if (max === min) return 0;
  const x = Number(value);
  switch (scale) {
    case 'Linear':
      return (x - min) / (max - min);
    case 'Logarithmic':
      return Math.log(x / min) / Math.log(max / min);
    case 'ReverseLogarithmic':
      return Math.log((1 - min) / (1 - x)) / Math.log((1 - min) / (1 - max));
    default:
      throw new Error(`unknown scale ${String(scale satisfies never)}`);
  }
}

function unscale(
  { min, max, scale }: { readonly min: number; readonly max: number; readonly scale: Scale },
  place: number,
): number {
  switch (scale) {
    case 'Linear':
      return min + place * (max - min);
    case 'Logarithmic':
      return min * (max / min) ** place;
    case 'ReverseLogarithmic':
      return 1 - (1 - min) * ((1 - max) / (1 - min)) ** place;
    default:
      throw new Error(`unknown scale ${String(scale satisfies never)}`);
  }
}

/** How many combinations a grid search goes through; infinite where a parameter is not categorical. */
export const gridSize = (space: readonly Parameter[]): number =>
  space.reduce((size, parameter) => size * (parameter.type === 'categorical' ? parameter.values.length : Infinity), 1);

/** The n-th combination of a grid. */
export function gridPoint(space: readonly Parameter[], n: number): Point {
  const point: Record<string, number> = {};
  let rest = n;
  for (const parameter of space) {
    const choices = parameter.type === 'categorical' ? parameter.values.length : 1;
    point[parameter.name] = ((rest % choices) + 0.5) / choices;
    rest = Math.floor(rest / choices);
  }
  return point;
}
