import { parseArgs } from 'node:util';

/** A command line that cannot be followed; the message says what would. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Options {
  /** `own`: started and removed by the demo. `yours`: one that exists, named by a flag and never by chance. */
  readonly cluster:
    | { readonly kind: 'own' }
    | { readonly kind: 'yours'; readonly kubeconfig: string | undefined; readonly context: string | undefined };
  readonly aws: Aws;
  readonly region: string;
  /** Folder or file to apply. */
  readonly manifests: string;
  /** The project's examples, of which the demo knows which one is meant to fail. */
  readonly areExamples: boolean;
  /** Made and removed by the demo in a cluster of yours; `default` in its own. */
  readonly namespace: string;
  /** Leaves everything up until Ctrl-C. */
  readonly keep: boolean;
  /** Does not ask before it touches a cluster or an account of yours. */
  readonly yes: boolean;
  /** Longest time for all objects to settle. */
  readonly timeoutSeconds: number;
}

/** Who plays SageMaker, and with whose credentials: only `real` ever uses yours. */
export type Aws =
  | { readonly kind: 'simulated' }
  | { readonly kind: 'endpoint'; readonly url: string }
  | { readonly kind: 'real'; readonly url: string | undefined };

export const USAGE = `Usage: make demo [KEEP=1] [ARGS="..."]

Without arguments: a Kubernetes API and a SageMaker of its own, both local, both gone afterwards.

  --keep                    leave everything up until Ctrl-C (KEEP=1)
  --kubeconfig FILE         use your cluster instead of its own
  --context NAME            ... and this context of it
  --namespace NAME          namespace made in your cluster, and removed again (sagemaker-demo)
  --aws-endpoint-url URL    use the SageMaker that listens there, with made-up credentials
  --real                    use AWS itself with your credentials, and the cluster of your KUBECONFIG; this costs money
  --aws-region REGION       us-east-1; required with --real
  --manifests PATH          apply these instead of examples/; required with --real
  --timeout SECONDS         longest time for all objects to settle (120; 3600 with --real)
  --yes                     do not ask before your cluster or account is used`;

const EXAMPLES = 'examples';

type Environment = Readonly<Record<string, string | undefined>>;

export function parseOptions(args: readonly string[], env: Environment): Options {
  const values = parse(args);
  const aws = awsOf(values);
  const { real = false, manifests = EXAMPLES } = values;
  if (real && values.manifests === undefined)
    throw new UsageError('--real needs --manifests: copy examples/ and put in your own account, role and bucket.');
  const region = values['aws-region'] ?? (real ? env['AWS_REGION'] : 'us-east-1');
  if (region === undefined) throw new UsageError('--real needs --aws-region (or AWS_REGION): it is where the jobs will run.');
  const yours = real || values.kubeconfig !== undefined || values.context !== undefined;
  return {
    cluster: yours ? { kind: 'yours', kubeconfig: values.kubeconfig, context: values.context } : { kind: 'own' },
    aws,
    region,
    manifests,
    areExamples: values.manifests === undefined,
    namespace: yours ? (values.namespace ?? 'sagemaker-demo') : 'default',
    keep: values.keep ?? false,
    yes: values.yes ?? false,
    timeoutSeconds: secondsOf(values.timeout, real ? 3600 : 120),
  };
}

function parse(args: readonly string[]): ReturnType<typeof parseArgs<typeof CONFIG>>['values'] {
  try {
    return parseArgs({ ...CONFIG, args: [...args] }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

const CONFIG = {
  strict: true,
  allowPositionals: false,
  options: {
    keep: { type: 'boolean' },
    kubeconfig: { type: 'string' },
    context: { type: 'string' },
    namespace: { type: 'string' },
    'aws-endpoint-url': { type: 'string' },
    real: { type: 'boolean' },
    'aws-region': { type: 'string' },
    manifests: { type: 'string' },
    timeout: { type: 'string' },
    yes: { type: 'boolean' },
    help: { type: 'boolean' },
  },
} as const;

function awsOf({ real = false, 'aws-endpoint-url': url }: { real?: boolean; 'aws-endpoint-url'?: string }): Aws {
  if (url !== undefined && !URL.canParse(url)) throw new UsageError(`--aws-endpoint-url takes a URL, not '${url}'.`);
  if (real) return { kind: 'real', url };
  return url === undefined ? { kind: 'simulated' } : { kind: 'endpoint', url };
}

function secondsOf(given: string | undefined, otherwise: number): number {
  const seconds = given === undefined ? otherwise : Number(given);
  if (!Number.isFinite(seconds) || seconds <= 0) throw new UsageError(`--timeout takes a number of seconds, not '${given}'.`);
  return seconds;
}
