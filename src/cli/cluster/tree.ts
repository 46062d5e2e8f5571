/** What objects are to each other: each stands above what it refers to. Pure. */
import { handlesOf, referencesOf, type Use } from '../../engine/handles.ts';
import type { Item } from './inventory.ts';

export interface Branch {
  /** Absent: what is referred to has no object here. */
  readonly item?: Item;
  readonly label: string;
  readonly below: readonly Branch[];
}

const idOf = ({ kind, object }: Item): string => `${kind.kind}/${object.metadata.namespace}/${object.metadata.name}`;
export const labelOf = ({ kind, object }: Item): string => `${kind.kind}/${object.metadata.name}`;

/** From those that nobody refers to; or from the ones that are asked for. A circle is shown once. */
export function treesOf(items: readonly Item[], wanted?: (item: Item) => boolean): readonly Branch[] {
  const links = linksOf(items);
  const referred = new Set(items.flatMap((item) => (links.get(idOf(item)) ?? []).flatMap(({ to }) => (to ? [idOf(to)] : []))));
  const roots = wanted ? items.filter(wanted) : items.filter((item) => !referred.has(idOf(item)));
  const shown = new Set<string>();
  const grown = roots.map((root) => grow(root, links, shown));
  // What is only in a circle has no root of its own.
  const left = wanted ? [] : items.filter((item) => !shown.has(idOf(item)));
  return [...grown, ...left.flatMap((item) => (shown.has(idOf(item)) ? [] : [grow(item, links, shown)]))];
}

interface Link {
  readonly to?: Item;
  readonly label: string;
}
type Links = ReadonlyMap<string, readonly Link[]>;

function linksOf(items: readonly Item[]): Links {
  const byHandle = new Map<string, Item>();
  for (const item of items)
    for (const handle of handlesOf(item.kind, item.object)) byHandle.set(handleIn(item, { kind: item.kind.kind, handle }), item);
  return new Map(
    items.map((item) => {
      const links = referencesOf(item.kind, item.object).map((use): Link => {
        const to = byHandle.get(handleIn(item, use));
        return to ? { to, label: labelOf(to) } : { label: missing(use) };
      });
      return [idOf(item), [...new Map(links.map((link) => [link.label, link])).values()]] as const;
    }),
  );
}

const handleIn = ({ object }: Item, { kind, handle }: Use): string => `${object.metadata.namespace} ${kind} ${handle}`;

/** A name may be that of a resource that is in AWS and has no object; an object that is named as such must be here. */
function missing({ kind, handle }: Use): string {
  const isObject = handle.startsWith('object ');
  return `${kind}/${handle.replace(/^(?:object|value) /, '')} ${isObject ? '(not here)' : '(no object here)'}`;
}

function grow(item: Item, links: Links, shown: Set<string>, above: ReadonlySet<string> = new Set()): Branch {
  const id = idOf(item);
  shown.add(id);
  const path = new Set([...above, id]);
  const below = (links.get(id) ?? []).map(({ to, label }): Branch => {
    if (!to) return { label, below: [] };
    return path.has(idOf(to)) ? { item: to, label, below: [] } : grow(to, links, shown, path);
  });
  return { item, label: labelOf(item), below };
}

export interface TreeLine {
  readonly prefix: string;
  readonly branch: Branch;
}

/** With the lines that lead from one to the next. */
export function* linesOf(branches: readonly Branch[], prefix?: string): Generator<TreeLine> {
  for (const [at, branch] of branches.entries()) {
    const isLast = at === branches.length - 1;
    yield { prefix: prefix === undefined ? '' : `${prefix}${isLast ? '└─ ' : '├─ '}`, branch };
    yield* linesOf(branch.below, prefix === undefined ? '' : `${prefix}${isLast ? '   ' : '│  '}`);
  }
}
