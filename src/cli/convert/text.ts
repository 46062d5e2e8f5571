import { stringify } from 'yaml';
import type { OutputFormat } from '../command.ts';
import { listOf } from '../write.ts';
import type { Written } from './objects.ts';

/** Manifests for kubectl: YAML documents, or one List as JSON. */
export const manifestText = (objects: readonly Written[], output: OutputFormat): string =>
  output === 'json'
    ? `${JSON.stringify(listOf(objects), undefined, 2)}\n`
    : objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n');
