import { parse } from 'yaml';
import { validationError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject, object, objects, text } from '../json.ts';

/** What a component version says of itself. */
export interface Recipe {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly publisher?: string;
  readonly platforms: JsonObject[];
  readonly artifacts: readonly string[];
  readonly document: JsonObject;
}

/** Reads a recipe, JSON or YAML, as the wire carries it: base64. That name and version are needed is documented; the wording is ours. */
export function readRecipe(blob: string): Recipe {
  const document = parsed(Buffer.from(blob, 'base64').toString('utf8'));
  const [name, version] = [text(document, 'ComponentName'), text(document, 'ComponentVersion')];
  if (name === undefined || version === undefined)
    throw validationError('Invalid Input: the recipe must have a ComponentName and a ComponentVersion.');
  if (!/^\d+\.\d+\.\d+(?:[-+].+)?$/.test(version))
    throw validationError(`Invalid Input: the ComponentVersion ${version} is not a semantic version.`);
  const manifests = objects(document, 'Manifests');
  const [description, publisher] = [text(document, 'ComponentDescription'), text(document, 'ComponentPublisher')];
  return {
    name,
    version,
    document,
    ...(description === undefined ? {} : { description }),
    ...(publisher === undefined ? {} : { publisher }),
    platforms: manifests.flatMap((manifest) => platformOf(object(manifest, 'Platform'))),
    artifacts: manifests.flatMap((manifest) => objects(manifest, 'Artifacts').flatMap((artifact) => artifactUri(artifact))),
  };
}

function parsed(source: string): JsonObject {
  let value: unknown;
  try {
    value = parse(source);
  } catch {
    throw validationError('Invalid Input: the recipe is neither JSON nor YAML.');
  }
  if (!isObject(value)) throw validationError('Invalid Input: the recipe is neither JSON nor YAML.');
  return value;
}

/** Recipes may spell their keys in any case that their authors like: URI and Uri are both about. */
const artifactUri = (artifact: JsonObject): string[] => [text(artifact, 'URI') ?? text(artifact, 'Uri') ?? []].flat();

function platformOf(platform: JsonObject | undefined): JsonObject[] {
  if (platform === undefined) return [];
  const attributes: JsonObject = Object.fromEntries(
    Object.entries(platform).filter((entry): entry is [string, Json] => typeof entry[1] === 'string'),
  );
  return [{ attributes }];
}
