import { failureOf } from '../conventions.ts';
import type { AwsError } from '../errors.ts';
import { validationError } from '../errors.ts';
import { arnOf } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import { number, object, pick, text } from '../json.ts';
import type { Call, Handler, Resource, ResourceType } from '../resources/kind.ts';
import { addRecord, withArn } from '../resources/record.ts';
import { tagsFromMap } from '../resources/tags.ts';
import { live } from '../resources/timeline.ts';
import { afterToken, tokenOf } from '../resources/token.ts';
import type { World } from '../world.ts';
import type { Recipe } from './recipe.ts';
import { readRecipe } from './recipe.ts';
import { absent, conflict } from './refusals.ts';
import type { Tokens } from './tokens.ts';

export const componentVersion: ResourceType = { type: 'components', modified: false };

/** How long Greengrass takes to process a recipe. AWS promises nothing. */
const SECONDS = 10;
const NOUN = 'component';

export const versionName = (name: string, version: string): string => `${name}:versions:${version}`;

export function componentHandlers(world: World, tokens: Tokens): [string, Handler][] {
  return [
    ['CreateComponentVersion', (call) => create(world, tokens, call)],
    ['DescribeComponent', (call) => describe(find(world, call))],
    ['GetComponent', (call) => recipeOf(find(world, call))],
    ['ListComponentVersions', (call) => listVersions(world, call)],
    [
      'DeleteComponent',
      (call) => {
        world.store.remove(find(world, call));
        return undefined;
      },
    ],
  ];
}

function create(world: World, tokens: Tokens, call: Call): JsonObject {
  const repeated = tokens.made(call);
  if (repeated !== undefined) return created(repeated);
  const recipe = recipeIn(call.input);
  const unreachable = recipe.artifacts.find((uri) => uri.includes('does-not-exist'));
  // AWS's words, as clients report them.
  if (unreachable !== undefined)
    throw validationError(
      `Invalid Input: Encountered following errors in Artifacts: {${unreachable} = Specified artifact resource cannot be accessed}`,
    );
  const name = versionName(recipe.name, recipe.version);
  const known = world.store.get(call.scope, componentVersion.type, name);
  if (known !== undefined) throw exists(known, recipe, call);
  const component = bring(world, call, recipe);
  tokens.remember(call, component);
  return created(component);
}

/** Both wordings are AWS's, as clients report them. */
function exists({ arn, document, scope }: Resource, { name, version }: Recipe, { input }: Call): AwsError {
  const opening = `Component [${name} : ${version}] for account [${scope.account}] already exists`;
  const state = text(document, 'status.componentState') ?? '';
  const rest = input['tags'] === undefined ? ` with state: [${state}]` : ` and can't be created again with tags.`;
  return conflict(NOUN, arn, opening + rest);
}

/** A component comes from a recipe or a Lambda function; the wording of the refusal is ours. */
function recipeIn(input: JsonObject): Recipe {
  const [inline, lambda] = [text(input, 'inlineRecipe'), object(input, 'lambdaFunction')];
  if ((inline === undefined) === (lambda === undefined))
    throw validationError('Invalid Input: exactly one of inlineRecipe and lambdaFunction must be given.');
  if (inline !== undefined) return readRecipe(inline);
  const [, name = 'function', version = '1'] = /:function:([^:]+)(?::(\d+))?$/.exec(text(lambda, 'lambdaArn') ?? '') ?? [];
  return {
    name: text(lambda, 'componentName') ?? name,
    version: text(lambda, 'componentVersion') ?? `${version}.0.0`,
    platforms: [],
    artifacts: [],
    document: lambda ?? {},
  };
}

function bring(world: World, call: Call, recipe: Recipe): Resource {
  const name = versionName(recipe.name, recipe.version);
  const { description, publisher, platforms } = recipe;
  const arn = arnOf('greengrass', call.scope, `${componentVersion.type}:${name}`);
  const component = addRecord(world, componentVersion, call, {
    name,
    arn,
    tags: tagsFromMap(call.input['tags']),
    bornMember: 'creationTimestamp',
    document: {
      arn,
      componentName: recipe.name,
      componentVersion: recipe.version,
      ...(description === undefined ? {} : { description }),
      ...(publisher === undefined ? {} : { publisher }),
      platforms,
      recipe: recipe.document,
    },
  });
  const failure = failureOf(recipe.document);
  const end = failure === undefined ? { status: 'DEPLOYABLE' } : { status: 'FAILED', message: failure };
  live(world, component, call.at, {
    phases: [
      { status: 'REQUESTED', seconds: SECONDS },
      { ...end, seconds: 0 },
    ],
    enter: ({ status, message = 'NONE' }) => {
      component.document['status'] = { componentState: status, message, errors: {} };
    },
  });
  return component;
}

const created = ({ document }: Resource): JsonObject =>
  pick(document, ['arn', 'componentName', 'componentVersion', 'creationTimestamp', 'status']);

function describe({ document, tags }: Resource): JsonObject {
  const { recipe: _recipe, ...told } = document;
  return { ...told, ...(tags.size === 0 ? {} : { tags: Object.fromEntries(tags) }) };
}

const recipeOf = ({ document }: Resource): JsonObject => ({
  recipeOutputFormat: 'JSON',
  recipe: Buffer.from(JSON.stringify(document['recipe'] ?? {})).toString('base64'),
});

function find(world: World, call: Call): Resource {
  const arn = text(call.input, 'arn') ?? '';
  const component = withArn(world, [componentVersion], call, arn);
  // The wording is ours.
  if (component === undefined) throw absent(NOUN, arn, `The component version ${arn} does not exist.`);
  return component;
}

const PAGE = 50;

/** Newest first. */
function listVersions(world: World, call: Call): JsonObject {
  const arn = text(call.input, 'arn') ?? '';
  const versions = [...world.store.all(call.scope, componentVersion.type)].filter(
    (component) => component.arn.startsWith(`${arn}:versions:`) && component.visibleAt <= call.at,
  );
  const token = text(call.input, 'nextToken');
  const before = token === undefined ? Infinity : Number(afterToken(call.operation, token));
  const rest = versions.filter(({ seq }) => seq < before).toReversed();
  const shown = rest.slice(0, number(call.input, 'maxResults') ?? PAGE);
  const last = shown.at(-1);
  const more = rest.length > shown.length && last !== undefined;
  return {
    componentVersions: shown.map(({ document }) => pick(document, ['componentName', 'componentVersion', 'arn'])),
    ...(more ? { nextToken: tokenOf(call.operation, String(last.seq)) } : {}),
  };
}
