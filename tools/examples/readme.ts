/**
 * What an example says of itself. Its README is for people, and what it claims is checked: so there is one text, and it is held to a form.
 */
import { plain, tablesOf, targetOf } from './markdown.ts';

/** How one object is to end. */
export interface End {
  readonly kind: string;
  readonly name: string;
  /** The reason of its Ready condition: AWS's status, or `Available` for a kind that has none. */
  readonly as: string;
  /** What its message must tell; empty where anything will do. */
  readonly because: string;
}

export interface Readme {
  readonly title: string;
  readonly shows: string;
  readonly costs: string;
  readonly ends: readonly End[];
  /** Commands to look at it. */
  readonly look: readonly string[];
}

/** A README that lacks what its readers need; the message says what to write. */
export class ReadmeError extends Error {
  override readonly name = 'ReadmeError';
}

const COST = 'Cost: ';
/** In AWS a record has no status of its own. */
const RECORD = 'Available';
const asStatus = (word: string): string => (word === 'ready' ? RECORD : word);

export function parseReadme(text: string): Readme {
  const [title, shows, ...more] = text.trim().split('\n\n');
  const costs = [shows, ...more].find((paragraph) => paragraph?.startsWith(COST) === true);
  const ends = tablesOf(text).flat().map(endOf);
  if (ends.length === 0) throw new ReadmeError('the README needs a table «Object | Ends as | Because», one row for each object');
  return {
    title: title?.startsWith('# ') ? title.slice(2) : missing('begin with a title: # What it is'),
    shows:
      shows !== undefined && /^\w/.test(shows) && shows !== costs
        ? oneLine(shows)
        : missing('tell below its title what the example shows'),
    costs: costs === undefined ? missing('have a paragraph «Cost: …»') : oneLine(costs.slice(COST.length)),
    ends,
    look: [...text.matchAll(/^\$ (.+)$/gm)].map(([, command = '']) => command),
  };
}

function missing(what: string): never {
  throw new ReadmeError(`the README must ${what}`);
}

const oneLine = (paragraph: string): string => paragraph.replaceAll('\n', ' ').trim();

function endOf(row: Readonly<Record<string, string>>): End {
  const [kind, name] = plain(row['object'] ?? '').split('/');
  const as = plain(row['ends as'] ?? '');
  if (kind === undefined || name === undefined || as === '')
    throw new ReadmeError('each row of the table must be «Kind/name | status | text of its message, or nothing»');
  return { kind, name, as: asStatus(as), because: plain(row['because'] ?? '') };
}

/** How the one object of a file is to end. */
export interface FileEnd {
  readonly file: string;
  readonly as: string;
}

/** The page that lists single manifests: a table with the columns Manifest and Ends as. */
export function parseCatalogue(text: string): readonly FileEnd[] {
  return tablesOf(text)
    .flat()
    .filter((row) => row['manifest'] !== undefined)
    .map((row) => ({ file: targetOf(row['manifest'] ?? '') ?? '', as: asStatus(plain(row['ends as'] ?? '')) }));
}
