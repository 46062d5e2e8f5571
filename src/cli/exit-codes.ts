/** How the program ends, for scripts. docs/cli.md prints this table; a code that was given out once keeps its meaning. */
export const EXIT = {
  ok: 0,
  /** It was asked and answered, and the answer is bad: a job that failed, a difference, a manifest that is wrong. */
  no: 1,
  usage: 2,
  absent: 3,
  forbidden: 4,
  unreachable: 5,
  login: 6,
  timeout: 7,
  /** AWS, or the operator, gave no answer. */
  remote: 8,
  bug: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** One line each, in the order of the codes. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done',
  no: 'asked and answered, and the answer is bad: a failed job, a difference, a wrong manifest, something that doctor found',
  usage: 'the command line is wrong',
  absent: 'no such kind, object, log or metric',
  forbidden: 'Kubernetes does not let you; the message names the rule that would',
  unreachable: 'no cluster: no kubeconfig, or no answer',
  login: 'the login has expired or was never valid, or there are no AWS credentials',
  timeout: 'it was not so in the time given',
  remote: 'AWS or the operator did not answer, or refused',
  bug: 'a bug of this program',
  interrupted: 'interrupted with Ctrl-C',
};
