import { ACCEPTED, FLAGS, type FlagRule } from './flags.ts';

export function usage(): string {
  const rows = Object.entries(FLAGS as Readonly<Record<string, FlagRule>>).map(([name, { takes, help, env, fallback }]) => {
    const notes = [
      takes,
      fallback === undefined ? 'required' : fallback === '' ? '' : `default ${fallback}`,
      env ? `env ${env.join(', ')}` : '',
    ];
    return `  --${name}\n      ${help}\n      (${notes.filter((note) => note !== '').join('; ')})`;
  });
  return `Usage: sagemaker-operator [flags]

Runs Amazon SageMaker from Kubernetes objects. Kubernetes: the pod's service account, or KUBECONFIG. AWS: the pod's role, or AWS_* variables.
Ends with 0 when asked to stop, 1 when it failed, 2 when a flag is wrong.

Flags, as --name value or --name=value:
${rows.join('\n')}
  --help, --version
      Print this, or the version, and end.

Flags of the ACK controller that are taken and have no effect: ${ACCEPTED.map((name) => `--${name}`).join(', ')}.`;
}
