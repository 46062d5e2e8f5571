import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, blocksOf, linksOf, pages, read, ROOT } from './markdown.ts';

const isOutside = (link: string): boolean => /^[a-z]+:/.test(link);

/** What is wrong with a link, if anything. */
function fault(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(ROOT, target))) return `${page}: ${link}: there is no ${target}`;
  if (anchor === undefined || !target.endsWith('.md') || anchorsOf(read(target)).has(anchor)) return undefined;
  return `${page}: ${link}: ${target} has no heading «${anchor}»`;
}

describe('the documentation', () => {
  test('links to what is there', () => {
    const links = pages().flatMap((page) => linksOf(read(page)).map((link) => ({ page, link })));
    const inside = links.filter(({ link }) => !isOutside(link));
    expect(inside.length).toBeGreaterThan(100);
    expect(inside.flatMap(({ page, link }) => fault(page, link) ?? [])).toEqual([]);
  });

  test('can be reached from the README, page by page', () => {
    const reached = new Set<string>();
    const queue = ['README.md'];
    for (let page = queue.pop(); page !== undefined; page = queue.pop()) {
      if (reached.has(page)) continue;
      reached.add(page);
      for (const link of linksOf(read(page))) {
        const target = normalize(join(dirname(page), link.split('#')[0] ?? ''));
        // A link to a folder shows its README.
        const shown = target.endsWith('.md') ? target : join(target, 'README.md');
        if (!isOutside(link) && existsSync(join(ROOT, shown))) queue.push(shown);
      }
    }
    const all = pages().filter((page) => !page.startsWith('docs/decisions/'));
    expect(all.filter((page) => !reached.has(page))).toEqual([]);
  });
});

describe('what is read of a page', () => {
  const PAGE = ['# A `b`: c!', '[x](y.md#z) `[no](link)`', '', '  ```yaml values', '  a: 1', '  ```', '# A b c'].join('\n');

  test('is its links, without those in code', () => {
    expect(linksOf(PAGE)).toEqual(['y.md#z']);
  });

  test('is its headings, as GitHub names them, each once', () => {
    expect([...anchorsOf(PAGE)]).toEqual(['a-b-c', 'a-b-c-1']);
  });

  test('is its blocks, with their lines', () => {
    expect(blocksOf('p.md', PAGE)).toEqual([{ page: 'p.md', line: 4, language: 'yaml values', text: 'a: 1\n' }]);
  });
});
