/** Options that every command takes, called as kubectl calls them. */
import type { Options } from './command.ts';

export const GLOBAL_OPTIONS = {
  namespace: { type: 'string', short: 'n', takes: 'NAMESPACE', help: "namespace; the context's own when absent" },
  kubeconfig: { type: 'string', takes: 'PATH', help: 'kubeconfig; $KUBECONFIG or ~/.kube/config when absent' },
  context: { type: 'string', takes: 'NAME', help: 'context of the kubeconfig; its current one when absent' },
  output: { type: 'string', short: 'o', takes: 'FORMAT', choices: ['table', 'json', 'yaml'], help: 'how the answer is written' },
  help: { type: 'boolean', short: 'h', help: 'tell how the command is used' },
} as const satisfies Options;
