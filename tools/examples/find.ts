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
  /** Objects of the operator's kinds that its manifests make, as `Kind/name`. No two examples make the same: in AWS names are everybody's. */
  readonly makes: readonly string[];
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
  const steps = stepsOf(files).map((step) => step.map((file) => join(folder, file)));
  const about = { ...placeOf(id, manifests), steps };
  if (readme instanceof Error) return { ...about, ends: [], complaints: [readme.message] };
  return { ...about, ends: readme.ends, complaints: [...deadEnds(readme, examples), ...untold(about.makes, readme.ends)] };
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
    ...placeOf(
      'catalogue',
      files.flatMap((file) => manifestsIn(join(examples, file))),
    ),
    steps: [files.map((file) => join(examples, file))],
    ends,
    complaints: files.filter((file) => !listed.has(file)).map((file) => `${file} is not in the tables of examples/README.md`),
  };
}

function placeOf(id: string, manifests: readonly Manifest[]): Pick<Example, 'id' | 'namespace' | 'ownNamespaces' | 'makes'> {
  const served = manifests.filter((manifest) => kinds.some(({ kind }) => kind === manifest.kind));
  return {
    id,
    namespace: `example-${id.replace(/^topics\//, '').replaceAll('/', '-')}`,
    ownNamespaces: manifests.some(({ metadata }) => metadata.namespace !== undefined),
    makes: [...new Set(served.map(({ kind, metadata }) => `${kind}/${metadata.name}`))],
  };
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

/** Objects of which the README's table does not say how they end. */
function untold(makes: readonly string[], ends: readonly End[]): readonly string[] {
  const told = new Set(ends.map(({ kind, name }) => `${kind}/${name}`));
  return makes.filter((id) => !told.has(id)).map((id) => `${id} is not in the README's table`);
}

/** Commands that lead to files which are not there. */
function deadEnds({ look }: Readme, examples: string): readonly string[] {
  const root = dirname(examples);
  const paths = look.flatMap((command) => [...command.matchAll(/-f (\S+)/g)].map(([, path = '']) => path));
  const gone = paths.filter((path) => globSync(relative('.', path), { cwd: root }).length === 0);
  return [
    ...(look.length === 0 ? ['the README must show how to look at it: a line «$ kubectl …»'] : []),
    ...gone.map((path) => `the README names ${path}, which is not there`),
  ];
}
