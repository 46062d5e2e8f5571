/** The members of what a kind's Create takes, each with its way there: what rules choose from. */
import type { KindDescriptor } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import type { ServiceModel, Shape, StructureShape } from '../model/types.ts';

export interface Step {
  readonly member: string;
  /** The field of the custom resource. */
  readonly field: string;
  /** The step leads to each element. */
  readonly each?: 'list' | 'map';
  /** The field that tells the elements of a list apart. */
  readonly name?: string;
}

export interface Field {
  /** `TrainingJob.InputDataConfig[].ChannelName` */
  readonly path: string;
  readonly steps: readonly Step[];
  readonly type: Shape['type'];
}

interface Walk {
  readonly model: ServiceModel;
  readonly path: string;
  readonly steps: readonly Step[];
  readonly ancestors: readonly string[];
}

export function fieldsOf(kind: KindDescriptor, model: ServiceModel): readonly Field[] {
  const input = model.operations[kind.operations.create]?.input ?? '';
  return membersOf(structure(model, input), { model, path: kind.kind, steps: [], ancestors: [] });
}

const membersOf = ({ members }: StructureShape, walk: Walk): readonly Field[] =>
  Object.entries(members).flatMap(([member, shape]) => fieldsAt(member, shape, walk));

function fieldsAt(member: string, name: string, walk: Walk): readonly Field[] {
  const shape = shapeOf(walk.model, name);
  const step = { member, field: crName(member) };
  const path = `${walk.path}.${member}`;
  const here: Field = { path, steps: [...walk.steps, step], type: shape.type };
  if (walk.ancestors.includes(name)) return [here];
  const below = { ...walk, ancestors: [...walk.ancestors, name] };
  if (shape.type === 'structure') return [here, ...membersOf(shape, { ...below, path, steps: here.steps })];
  if (shape.type !== 'list' && shape.type !== 'map') return [here];
  return [here, ...elementsOf(shape.type, shape.type === 'list' ? shape.of : shape.value, step, { ...below, path })];
}

/** A list within a list ends here: no rule is about one. */
function elementsOf(each: 'list' | 'map', element: string, step: Step, walk: Walk): readonly Field[] {
  const shape = shapeOf(walk.model, element);
  const name = each === 'list' && shape.type === 'structure' ? nameIn(shape) : undefined;
  const steps = [...walk.steps, { ...step, each, ...(name !== undefined && { name }) }];
  const path = `${walk.path}${each === 'list' ? '[]' : '{}'}`;
  const here: Field = { path, steps, type: shape.type };
  return shape.type === 'structure' ? [here, ...membersOf(shape, { ...walk, path, steps })] : [here];
}

/** By what people tell the elements apart: VariantName, ChannelName, ContainerHostname. */
function nameIn({ members }: StructureShape): string | undefined {
  const found = Object.keys(members).find((member) => /(?:Name|Hostname)$/.test(member));
  return found === undefined ? undefined : crName(found);
}

function shapeOf(model: ServiceModel, name: string): Shape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`the service model has no shape ${name}`);
  return shape;
}

function structure(model: ServiceModel, name: string): StructureShape {
  const shape = shapeOf(model, name);
  if (shape.type !== 'structure') throw new Error(`the service model has no structure ${name}`);
  return shape;
}
