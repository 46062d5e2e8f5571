/** The three ways in which an answer is written. */
import type { OutputFormat, Sink } from './command.ts';

/** Writes `data` as JSON or YAML; for a table `table` makes the text. */
export async function writeAnswer(
  { stdout, output }: { readonly stdout: Sink; readonly output: OutputFormat },
  data: unknown,
  table: () => string,
): Promise<void> {
  switch (output) {
    case 'table':
      return stdout.write(table());
    case 'json':
      return stdout.write(`${JSON.stringify(data, null, 2)}\n`);
    case 'yaml': {
      const { stringify } = await import('./yaml.ts');
      return stdout.write(stringify(data, { aliasDuplicateObjects: false }));
    }
    default:
      return output satisfies never;
  }
}

export const listOf = (items: readonly object[]): object => ({ apiVersion: 'v1', kind: 'List', items });
