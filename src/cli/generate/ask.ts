/** Questions on a terminal, one a line. Enter keeps what stands there; the end of input keeps all the rest. */
import type { Sink } from '../command.ts';
import { structureComplaints } from '../validate/structure.ts';
import { pathText } from '../validate/complaint.ts';
import type { Leaf } from './skeleton.ts';
import { type Answer, remark } from './write.ts';

type Input = AsyncIterable<string | Uint8Array>;

export async function ask(leaves: readonly Leaf[], stdin: Input, stderr: Sink): Promise<readonly Answer[]> {
  const lines = linesOf(stdin);
  const answers: Answer[] = [];
  for (const leaf of leaves) {
    const answer = await askOne(leaf, lines, stderr);
    if (answer === undefined) break;
    answers.push({ path: leaf.path, value: answer });
  }
  return answers;
}

async function askOne(
  { path, value, schema }: Leaf,
  lines: AsyncIterator<string>,
  stderr: Sink,
): Promise<Leaf['value'] | undefined> {
  const words = remark(schema);
  for (;;) {
    await stderr.write(`${pathText(path)}${words === '' ? '' : ` (${words})`} [${String(value)}]: `);
    const next = await lines.next();
    if (next.done) return undefined;
    const typed = next.value.trim();
    if (typed === '') return value;
    const read = readAs(typed, schema.type);
    const [complaint] = structureComplaints(schema, read, path);
    if (!complaint) return read;
    await stderr.write(`  ${complaint.message}\n`);
  }
}

function readAs(typed: string, type: Leaf['schema']['type']): Leaf['value'] {
  if (type === 'boolean' && /^(?:true|false)$/.test(typed)) return typed === 'true';
  return type === 'integer' || type === 'number' ? Number(typed) : typed;
}

async function* linesOf(stdin: Input): AsyncGenerator<string, void> {
  let rest = '';
  for await (const part of stdin) {
    rest += typeof part === 'string' ? part : Buffer.from(part).toString('utf8');
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
