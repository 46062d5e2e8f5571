/** Every member of a create input that looks like the name or the ARN of a kind of ours is a reference, or is known not to be one. */
import { describe, expect, test } from 'vitest';
import { loadModels } from '../model/load.ts';
import type { ServiceModel } from '../model/types.ts';
import { kinds } from './index.ts';
import type { KindDescriptor } from './types.ts';

const models = loadModels();

/** Shapes that look like a name or an ARN of ours and are not: what they name is of no kind that is served, or of any. */
const NOT_OURS: Readonly<Record<string, string>> = {
  TrainingPlanArn: 'a training plan',
  StudioResourceSpecTrainingPlanArn: 'a training plan',
  HubDataSetArn: 'a data set in a hub',
  ServerlessJobBaseModelArn: 'a model in a hub',
  MlReservationArn: 'a capacity reservation',
  MlFlowResourceArn: 'a tracking server of MLflow',
};

/** Members that look like a reference and are none, by where they stand. */
const NO_REFERENCES: readonly (readonly [RegExp, string])[] = [
  [/DisplayName$/, 'is text for people'],
  [/^ExperimentConfig\.RunName$/, 'is a run of an experiment, which is no resource of its own'],
  [/^ValidationSpecification\.ValidationProfiles\[\]\.ProfileName$/, 'is a label within the object'],
  [/^AdditionalInferenceSpecifications\[\]\.Name$/, 'is a label within the object'],
  [/^ModelDeployConfig\.EndpointName$/, 'is the endpoint that the job makes'],
  [/^OutputConfig\.SageMakerModel\.ModelName$/, 'is the model that the job makes'],
  [/\.BuiltInLifecycleConfigArn$/, 'is a script of AWS’s own'],
  [/^ModelLifeCycle\.(Stage|StageStatus)$/, 'is a word of the user’s'],
];
/** EdgePackagingJob gives the packaged model this name, for devices to ask for it. */
const OF_ONE_KIND: readonly string[] = ['EdgePackagingJob ModelName'];

interface Member {
  readonly path: string;
  readonly shape: string;
}

/** Each plain member of a structure, however deep; `[]` steps into a list. */
function* membersOf(model: ServiceModel, shape: string, path = '', above: readonly string[] = []): Generator<Member> {
  const facts = model.shapes[shape];
  if (facts === undefined || above.includes(shape)) return;
  const within = [...above, shape];
  if (facts.type === 'structure') {
    for (const [member, of] of Object.entries(facts.members))
      yield* membersOf(model, of, path === '' ? member : `${path}.${member}`, within);
  } else if (facts.type === 'list') yield* membersOf(model, facts.of, `${path}[]`, within);
  else if (facts.type === 'string') yield { path, shape };
}

/** The shape of a member of what an operation takes or tells. */
function shapeIn(model: ServiceModel, structure: string | undefined, member: string): string | undefined {
  const facts = model.shapes[structure ?? ''];
  return facts?.type === 'structure' ? facts.members[member] : undefined;
}

/** Shapes in which the API of a kind writes its name and its ARN; a shape that may hold any text tells nothing. */
function shapesOf({ service, operations, name, arnMember }: KindDescriptor): readonly string[] {
  const model = models[service.id];
  const { input, output } = model.operations[operations.create] ?? {};
  const described = model.operations[operations.describe]?.output;
  const arn = shapeIn(model, described, arnMember) ?? shapeIn(model, output, arnMember);
  const shapes = [name && shapeIn(model, input, name.member), arn];
  return shapes.filter((shape) => shape !== undefined && /(Name|Arn)$/.test(shape)) as readonly string[];
}

const telling = new Set(kinds.flatMap((kind) => shapesOf(kind).map((shape) => `${kind.service.id} ${shape}`)));

function looksLikeOne({ service }: KindDescriptor, { shape }: Member): boolean {
  if (NOT_OURS[shape] !== undefined) return false;
  const facts = models[service.id].shapes[shape];
  const isArn = facts?.type === 'string' && facts.pattern?.includes(':sagemaker:') === true;
  return isArn || telling.has(`${service.id} ${shape}`);
}

const isException = ({ kind }: KindDescriptor, path: string): boolean =>
  OF_ONE_KIND.includes(`${kind} ${path}`) || NO_REFERENCES.some(([where]) => where.test(path));

const inputOf = ({ service, operations }: KindDescriptor): readonly Member[] => {
  const model = models[service.id];
  return [...membersOf(model, model.operations[operations.create]?.input ?? '')];
};

/** Members by which the resource itself is addressed, and those that the spec does not offer. */
const isOwn = ({ name, id, crd }: KindDescriptor, path: string): boolean =>
  [name?.member, id?.member, ...(crd.omits ?? [])].includes(path.split(/[.[]/)[0]);

describe.each(kinds)('$kind', (kind) => {
  const candidates = inputOf(kind).filter((member) => looksLikeOne(kind, member) && !isOwn(kind, member.path));
  const referred = new Set(kind.references.map(({ path }) => path));

  test('refers by each member that names a resource of ours', () => {
    const forgotten = candidates.filter(({ path }) => !referred.has(path) && !isException(kind, path));
    expect(
      forgotten.map(({ path, shape }) => `${path} (${shape})`),
      'add them to `references` of the descriptor, or here to what is no reference',
    ).toEqual([]);
  });
});

test('what is no reference is still there to be none', () => {
  const paths = kinds.flatMap((kind) => inputOf(kind).map(({ path }) => [`${kind.kind} ${path}`, path] as const));
  expect(NO_REFERENCES.filter(([where]) => !paths.some(([, path]) => where.test(path)))).toEqual([]);
  expect(OF_ONE_KIND.filter((place) => !paths.some(([named]) => named === place))).toEqual([]);
});
