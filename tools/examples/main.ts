/** `make examples`: applies every example, and fails unless each settles as its README says. Arguments are folders, to try only those. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Interrupted, listenForInterrupts } from '../demo/interrupt.ts';
import { openScreen } from '../demo/screen.ts';
import { catalogueIn, type Example, topicsIn } from './find.ts';
import { indexOf, INDEX } from './index.ts';
import { linesOf, runExamples } from './run.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--index')) {
    await writeFile(`${EXAMPLES}/${INDEX}`, indexOf(EXAMPLES));
    return 0;
  }
  const chosen = choose([catalogueIn(EXAMPLES), ...topicsIn(EXAMPLES)], args);
  const screen = openScreen(process.stdout, process.env);
  const results = await runExamples(chosen, { screen, signal: listenForInterrupts() });
  for (const line of results.flatMap(linesOf)) screen.say(line);
  const wrong = results.filter(({ complaints }) => complaints.length > 0);
  screen.say(`${results.length - wrong.length} of ${results.length} examples settled as they say.`);
  return wrong.length === 0 ? 0 : 1;
}

function choose(all: readonly Example[], args: readonly string[]): readonly Example[] {
  if (args.length === 0) return all;
  const chosen = all.filter(({ id }) => args.some((arg) => id === arg || id.includes(`/${arg}/`) || id.endsWith(`/${arg}`)));
  if (chosen.length === 0)
    throw new Error(`No example is called ${args.join(' or ')}. There are: ${all.map(({ id }) => id).join(', ')}`);
  return chosen;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
}
