/** A page that holds all it shows: it can be sent, and opened where there is no network. Pure. */
import type { Panel } from '../panels.ts';

export interface Picture {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export function pageOf({ title, panels }: Picture, svg: string): string {
  const name = escaped(title);
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${name}</title><style>${STYLE}</style></head><body>`,
    `<figure>${svg}<figcaption>${name}</figcaption></figure>`,
    ...panels.map(tableOf),
    '</body></html>',
    '',
  ].join('\n');
}

const STYLE = [
  'body{font-family:system-ui,sans-serif;margin:2rem;color:#222}',
  'svg{max-width:100%;height:auto}figure{margin:0}figcaption{display:none}',
  'table{border-collapse:collapse;margin:.5rem 0}td,th{padding:.15rem .75rem;text-align:right;border-bottom:1px solid #eee}',
].join('');

function tableOf({ title, unit, x, curves }: Panel): string {
  const first = x.is === 'time' ? 'time' : x.title;
  const place = (at: number): string =>
    x.is === 'time' ? new Date(at).toISOString() : x.is === 'words' ? (x.words[at] ?? '') : String(at);
  const rows = curves.flatMap(({ label, points }) =>
    points.map(
      ([at, value]) => `<tr>${[place(at), label, String(value)].map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`,
    ),
  );
  const head = [first, '', unit.trim() === '' ? 'value' : unit.trim()].map((cell) => `<th>${escaped(cell)}</th>`).join('');
  return `<details><summary>${escaped(title)}</summary><table><tr>${head}</tr>${rows.join('')}</table></details>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
