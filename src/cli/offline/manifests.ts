/** Manifests as people write them: YAML or JSON, several in a file, or a List; with the place in the text of every field. */
import { type Document, isAlias, isCollection, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';

export type Path = readonly (string | number)[];
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Manifest {
  readonly file: string;
  /** Plain JSON, whatever it may be. */
  readonly value: unknown;
  /** Of the field, or of the nearest one around it that is there. */
  locate(path: Path): Position;
}

export interface Trouble extends Position {
  readonly file: string;
  readonly message: string;
}

export interface Parsed {
  readonly manifests: readonly Manifest[];
  readonly troubles: readonly Trouble[];
}

/** kubectl reads YAML 1.1, where `yes` is true; but a date is a text to it. */
const OPTIONS = {
  version: '1.1',
  merge: true,
  customTags: (tags: readonly unknown[]) => tags.filter((tag) => !isTimestamp(tag)) as [],
} as const;
const isTimestamp = (tag: unknown): boolean => (tag as { tag?: string }).tag === 'tag:yaml.org,2002:timestamp';

export function parseManifests(file: string, text: string): Parsed {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { ...OPTIONS, lineCounter: lines }) as readonly Document.Parsed[];
  const troubles = documents.flatMap(({ errors }) =>
    errors.map(({ message, pos }): Trouble => ({
      file,
      message: message.split(/ at line \d/)[0] ?? message,
      ...at(lines, pos[0]),
    })),
  );
  const manifests = documents
    .filter(({ errors, contents }) => errors.length === 0 && contents !== null)
    .flatMap((document) => expand({ file, value: document.toJS() as unknown, locate: (path) => locate(document, lines, path) }))
    .filter(({ value }) => value !== null);
  return { manifests, troubles };
}

/** What `kubectl get -o yaml` prints of several objects. */
function expand(manifest: Manifest): readonly Manifest[] {
  const { kind, items } = (manifest.value ?? {}) as { readonly kind?: unknown; readonly items?: unknown };
  if (kind !== 'List' || !Array.isArray(items)) return [manifest];
  return items.map((value: unknown, index) => ({
    ...manifest,
    value,
    locate: (path) => manifest.locate(['items', index, ...path]),
  }));
}

function at(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function locate(document: Document.Parsed, lines: LineCounter, path: Path): Position {
  let node: unknown = document.contents;
  let found = start(node);
  for (const step of path) {
    const inner = isAlias(node) ? node.resolve(document) : node;
    const next = isMap(inner)
      ? inner.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(step))
      : undefined;
    if (isPair(next)) {
      found = start(next.key) ?? found;
      node = next.value;
    } else if (isSeq(inner) && typeof step === 'number' && step < inner.items.length) {
      node = inner.items[step];
      found = start(node) ?? found;
    } else break;
  }
  return at(lines, found ?? 0);
}

const start = (node: unknown): number | undefined =>
  isScalar(node) || isCollection(node) || isAlias(node) ? node.range?.[0] : undefined;
