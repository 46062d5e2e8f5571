/** A row of a table by its headings, in lower case. */
export type Row = Readonly<Record<string, string>>;

/** Every table of a page, in order. */
export function tablesOf(markdown: string): readonly (readonly Row[])[] {
  const blocks = markdown.split(/\n(?!\|)/).map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  return blocks.filter((lines) => lines.length > 2).map(rowsOf);
}

function rowsOf([head = '', , ...body]: readonly string[]): readonly Row[] {
  const headings = cellsOf(head).map((heading) => heading.toLowerCase());
  return body.map((line) => Object.fromEntries(cellsOf(line).map((cell, index) => [headings[index] ?? '', cell])));
}

const cellsOf = (line: string): readonly string[] =>
  line
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split('|')
    .map((cell) => cell.trim());

/** Without the marks of code. */
export const plain = (cell: string): string => cell.replaceAll('`', '');

/** Where `[text](target)` leads. */
export const targetOf = (cell: string): string | undefined => /\]\(([^)]+)\)/.exec(cell)?.[1];
