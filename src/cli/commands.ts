/** The list of commands: what help and completion tell, in this order. Code is loaded when it is wanted. */
import type { CommandEntry } from './command.ts';

export const commands: readonly CommandEntry[] = [
  {
    name: 'validate',
    summary: 'Check manifests without a cluster: fields, rules, guardrails and advice, by line',
    load: async () => (await import('./commands/validate.ts')).validation,
  },
  {
    name: 'convert',
    summary: "Turn first-generation manifests and AWS's requests into manifests, and manifests into requests",
    load: async () => (await import('./commands/convert.ts')).conversion,
  },
  {
    name: 'completion',
    summary: 'Print the script that completes commands, kinds and names in a shell',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
];
