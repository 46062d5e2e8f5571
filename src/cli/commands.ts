/** The list of commands: what help and completion tell, in this order. Code is loaded when it is wanted. */
import type { CommandEntry } from './command.ts';

export const commands: readonly CommandEntry[] = [
  {
    name: 'get',
    summary: 'Show objects with their state in AWS, trials and variants',
    load: async () => (await import('./commands/get.ts')).get,
  },
  {
    name: 'tree',
    summary: 'Show what objects refer to, as a tree',
    load: async () => (await import('./commands/tree.ts')).tree,
  },
  {
    name: 'logs',
    summary: 'Print or follow what a job, an endpoint or a notebook writes',
    load: async () => (await import('./commands/logs.ts')).logs,
  },
  {
    name: 'metrics',
    summary: 'Draw what was measured of a job, a search or an endpoint',
    load: async () => (await import('./commands/metrics.ts')).metrics,
  },
  {
    name: 'wait',
    summary: 'Wait until a job is done, a service is ready, or an object is gone',
    load: async () => (await import('./commands/wait.ts')).wait,
  },
  {
    name: 'stop',
    summary: 'Have AWS stop a job or a service; its object stays',
    load: async () => (await import('./commands/stop.ts')).stop,
  },
  {
    name: 'suspend',
    summary: 'Have the operator leave objects alone',
    load: async () => (await import('./commands/pausing.ts')).suspend,
  },
  {
    name: 'resume',
    summary: 'Have the operator take objects up again',
    load: async () => (await import('./commands/pausing.ts')).resume,
  },
  {
    name: 'retry',
    summary: 'Run a failed job again, as a new object',
    load: async () => (await import('./commands/retry.ts')).retry,
  },
  {
    name: 'diff',
    summary: 'Show where AWS has something else than the spec',
    load: async () => (await import('./commands/diff.ts')).diff,
  },
  {
    name: 'describe-aws',
    summary: 'Show all that AWS tells of an object',
    load: async () => (await import('./commands/describe-aws.ts')).describeAws,
  },
  {
    name: 'status',
    summary: 'Show how the operator is, and what is stuck and why',
    load: async () => (await import('./commands/status.ts')).status,
  },
  {
    name: 'doctor',
    summary: 'Check cluster, CRDs, rights, operator and AWS, and say what to do',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    name: 'validate',
    summary: 'Check manifests without a cluster: fields, rules, guardrails and advice, by line',
    load: async () => (await import('./commands/validate.ts')).validation,
  },
  {
    name: 'convert',
    summary: 'Turn first-generation manifests and AWS requests into manifests, and back',
    load: async () => (await import('./commands/convert.ts')).conversion,
  },
  {
    name: 'cost',
    summary: 'Tell what objects have cost, and what manifests may cost at most',
    load: async () => (await import('./commands/cost.ts')).cost,
  },
  {
    name: 'generate',
    summary: 'Print a manifest of a kind; on a terminal, ask for its values',
    load: async () => (await import('./commands/generate.ts')).generate,
  },
  {
    name: 'adopt',
    summary: 'Print manifests that take over resources which exist in AWS',
    load: async () => (await import('./commands/adopt.ts')).adopt,
  },
  {
    name: 'completion',
    summary: 'Print the script that completes commands, kinds and names in a shell',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
];
