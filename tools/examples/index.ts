/** The page that leads to every example, written from what each says of itself. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { topicsIn } from './find.ts';
import { parseReadme } from './readme.ts';

export const INDEX = 'topics/README.md';

const HEAD = `# Examples by topic

Each folder is one example: manifests, and a README that tells what it shows, what it costs and how its objects end. \`make examples\` applies
them all to a simulated SageMaker and fails where one ends otherwise; \`make examples ARGS=training\` takes those of one topic. Account, roles and
buckets are placeholders: [examples](../README.md#in-your-own-account) tells what to replace.

To add one, make a folder with manifests and a README of the same form: a title, what it shows, «Cost: …», a table of objects and how they end
(AWS's status, or «ready» for what has none; what the message must tell, where that matters), and commands to look at it. Names are not to be used twice.
Manifests whose names begin with a number are applied one after the other, each when the last has settled.

This page is written by \`make examples ARGS=--index\`.
`;

export function indexOf(examples: string): string {
  const areas = Map.groupBy(topicsIn(examples), ({ id }) => basename(dirname(id)));
  const sections = [...areas].map(([area, list]) => {
    const rows = list.map(({ id }) => rowOf(id, readFileSync(join(examples, id, 'README.md'), 'utf8')));
    return `\n## ${area.charAt(0).toUpperCase()}${area.slice(1).replaceAll('-', ' ')}\n\n| Example | What it shows | Cost |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  return HEAD + sections.join('');
}

function rowOf(id: string, text: string): string {
  const { title, shows, costs } = parseReadme(text);
  return `| [${title}](${id.replace('topics/', '')}/) | ${shows} | ${costs} |`;
}
