/** The examples of a checkout, as folders of manifests with a README. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kinds } from '../../src/kinds/index.ts';
import { type End, parseCatalogue, parseReadme, type Readme } from './readme.ts';

export interface Example {
  /** Its folder below examples/. */
  readonly id: string;
  /** Made for it. */
  readonly namespace: string;
  /** Whether its manifests name their own namespaces, as those about tenancy do. */
  readonly ownNamespaces: boolean;
  /** All namespaces that hold its objects. */
  readonly namespaces: readonly string[];
  /** Files that are applied together, and only when what was applied before has settled. */
  readonly steps: readonly (readonly string[])[];
  readonly ends: readonly End[];
  /** What the README says or shows that is not so. */
  readonly complaints: readonly string[];
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Every folder two levels below topics/, whether it has a README or not: one that was forgotten is a mistake. */
export function topicsIn(examples: string): readonly Example[] {
  const files = globSync('topics/*/*/*.yaml', { cwd: examples });
  const folders = [...new Set(files.map((file) => dirname(file)))].sort();
  return folders.map((id) => folderExample(examples, id));
}

export function folderExample(examples: string, id: string): Example {
  const folder = join(examples, id);
  const files = globSync('*.yaml', { cwd: folder }).sort();
  const manifests = files.flatMap((file) => manifestsIn(join(folder, file)));
  const readme = readmeOf(folder);
  return {
    ...placeOf(id, manifests),
    steps: stepsOf(files).map((step) => step.map((file) => join(folder, file))),
    ends: readme instanceof Error ? [] : readme.ends,
    complaints: readme instanceof Error ? [readme.message] : deadEnds(readme, examples),
  };
}

/** The single manifests that examples/README.md lists, in one namespace, for they build upon each other. */
export function catalogueIn(examples: string): Example {
  const rows = parseCatalogue(readFileSync(join(examples, 'README.md'), 'utf8'));
  const listed = new Set(rows.map(({ file }) => file));
  const files = ['*.yaml', 'kinds/*.yaml'].flatMap((pattern) => globSync(pattern, { cwd: examples })).sort();
  const ends = rows.flatMap(({ file, as }) =>
    manifestsIn(join(examples, file)).map(({ kind, metadata }) => ({ kind, name: metadata.name, as, because: '' })),
  );
  return {
    ...placeOf('catalogue', []),
    steps: [files.map((file) => join(examples, file))],
    ends,
    complaints: files.filter((file) => !listed.has(file)).map((file) => `${file} is not in the tables of examples/README.md`),
  };
}

function placeOf(id: string, manifests: readonly Manifest[]): Pick<Example, 'id' | 'namespace' | 'ownNamespaces' | 'namespaces'> {
  const named = manifests.flatMap(({ metadata }) => metadata.namespace ?? []);
  const namespace = `example-${id.replace(/^topics\//, '').replaceAll('/', '-')}`;
  return { id, namespace, ownNamespaces: named.length > 0, namespaces: named.length > 0 ? [...new Set(named)] : [namespace] };
}

const manifestsIn = (file: string): readonly Manifest[] =>
  parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Manifest);

/** A file whose name begins with a number waits until those before have settled: 1-live.yaml, 2-next.yaml. */
function stepsOf(files: readonly string[]): readonly (readonly string[])[] {
  const numberOf = (file: string): number => Number(/^(\d+)-/.exec(file)?.[1] ?? 0);
  return [...Map.groupBy(files, numberOf)].sort(([a], [b]) => a - b).map(([, step]) => step);
}

function readmeOf(folder: string): Readme | Error {
  try {
    return parseReadme(readFileSync(join(folder, 'README.md'), 'utf8'));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Commands that lead to files which are not there, and kinds that the operator does not serve. */
function deadEnds({ look, ends }: Readme, examples: string): readonly string[] {
  const root = dirname(examples);
  const paths = look.flatMap((command) => [...command.matchAll(/-f (\S+)/g)].map(([, path = '']) => path));
  const gone = paths.filter((path) => globSync(relative('.', path), { cwd: root }).length === 0);
  const unknown = ends.filter((end) => !kinds.some(({ kind }) => kind === end.kind));
  return [
    ...(look.length === 0 ? ['the README must show how to look at it: a line «$ kubectl …»'] : []),
    ...gone.map((path) => `the README names ${path}, which is not there`),
    ...unknown.map(({ kind }) => `the README's table has a kind that the operator does not serve: ${kind}`),
  ];
}
