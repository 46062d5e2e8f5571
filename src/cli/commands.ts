/** The list of commands: what help and completion tell, in this order. Code is loaded when it is wanted. */
import type { CommandEntry } from './command.ts';

export const commands: readonly CommandEntry[] = [
  {
    name: 'completion',
    summary: 'Print the script that completes commands, kinds and names in a shell',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
];
