/**
 * Flags and environment, read once and frozen. The only reader of `process.env` and of the command line. Flags carry the names of the
 * incumbent where it has them, so that one deployment, or one harness, can run either controller.
 */
import { hostname } from 'node:os';
import { z } from 'zod';
import { kinds } from './kinds/index.ts';

/** A value that was given and cannot be used, in words that name the flag and what it takes. The process exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
/** `--help` or `--version` was asked for: the text to print. */
export class HelpRequest extends Error {
  override readonly name = 'HelpRequest';
}

const text = z.string();
const flag = z.enum(['true', 'false']).transform((word) => word === 'true');
const count = z.coerce.number().int().min(1).max(10_000);
const seconds = z.coerce.number().int().min(0).max(31_536_000);
const address = z
  .string()
  .regex(/^[^:]*:\d{1,5}$|^\[.*\]:\d{1,5}$|^0$/)
  .refine((where) => Number(/\d+$/.exec(where)?.[0]) <= 65_535);
const list = z.string().transform((words) =>
  words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== ''),
);
const isServed = (name: string): boolean => kinds.some(({ kind }) => kind === name);
const MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
/** Bounded: of no time at all a loop would be made, and a timer of more than 24 days fires at once. */
const duration = (minMs: number) =>
  z
    .string()
    .regex(/^\d+(?:\.\d+)?(?:ms|s|m|h)$/)
    .transform((word) => Number.parseFloat(word) * MS[word.replace(/^[\d.]+/, '') as keyof typeof MS])
    .refine((ms) => ms >= minMs && ms <= MS.h);
const tags = list
  .refine((pairs) => pairs.every((pair) => /^[^=]+=/.test(pair)))
  .transform((pairs) =>
    Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
  );
const perKind = list
  .refine((pairs) => pairs.every((pair) => /^[A-Za-z]+=\d+$/.test(pair) && isServed(pair.replace(/=.*/, ''))))
  .transform(
    (pairs) => new Map(pairs.map((pair) => pair.split('=') as [string, string]).map(([kind, value]) => [kind, Number(value)])),
  );

/** The incumbent's. Those that are `true` here cannot be turned off: what they bring costs nobody who does not use it. */
const GATES = {
  ResourceAdoption: true,
  ReadOnlyResources: true,
  TeamLevelCARM: false,
  ServiceLevelCARM: false,
  IAMRoleSelector: false,
} as const;
type Gates = { readonly [G in keyof typeof GATES]: boolean };
const gates = list
  .refine((pairs) => pairs.every((pair) => new RegExp(`^(?:${Object.keys(GATES).join('|')})=(?:true|false)$`).test(pair)))
  .transform((pairs): Gates => ({
    ...GATES,
    ...Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.endsWith('=true')])),
  }));

interface FlagRule {
  readonly schema: z.ZodType;
  readonly takes: string;
  readonly help: string;
  /** Environment variables that stand in for the flag, first one first. */
  readonly env?: readonly string[];
  readonly fallback?: string;
  readonly bool?: true;
  /** Given again, it adds to what was given before. */
  readonly many?: true;
}

export const FLAGS = {
  'aws-region': {
    schema: z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/),
    takes: 'a region, such as eu-west-1',
    env: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
    help: 'Region of objects that name none themselves.',
  },
  'aws-endpoint-url': {
    schema: text,
    takes: 'a URL',
    fallback: '',
    env: ['AWS_ENDPOINT_URL'],
    help: "AWS's address, where it is not AWS's own: of all services that the operator calls, since a simulator or proxy stands for all; of SageMaker alone when the host is AWS's (a VPC endpoint).",
  },
  'aws-application-auto-scaling-endpoint-url': {
    schema: text,
    takes: 'a URL',
    fallback: '',
    env: ['AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING'],
    help: "Application Auto Scaling's address, where it is neither AWS's own nor --aws-endpoint-url.",
  },
  'aws-greengrassv2-endpoint-url': {
    schema: text,
    takes: 'a URL',
    fallback: '',
    env: ['AWS_ENDPOINT_URL_GREENGRASSV2'],
    help: "Greengrass V2's address, where it is neither AWS's own nor --aws-endpoint-url.",
  },
  'aws-identity-endpoint-url': {
    schema: text,
    takes: 'a URL',
    fallback: '',
    env: ['AWS_IDENTITY_ENDPOINT_URL'],
    help: "STS's address, where it is not AWS's own.",
  },
  'allow-unsafe-aws-endpoint-urls': {
    schema: flag,
    takes: 'true or false',
    fallback: 'false',
    bool: true,
    help: 'Allow endpoint URLs that are not https.',
  },
  'http-client-timeout': {
    schema: duration(100),
    takes: 'a duration from 100ms to 1h, such as 60s',
    fallback: '60s',
    help: 'Longest time for one call to AWS.',
  },
  'watch-namespace': {
    schema: list,
    takes: 'namespaces, comma-separated',
    fallback: '',
    many: true,
    help: 'Namespaces to serve; all when empty.',
  },
  'watch-selectors': { schema: text, takes: 'a label selector', fallback: '', help: 'Serve only objects with these labels.' },
  'reconcile-resources': {
    schema: list.refine((names) => names.every(isServed)),
    takes: `kinds, comma-separated, of ${kinds.map(({ kind }) => kind).join(', ')}`,
    fallback: '',
    many: true,
    help: 'Kinds to serve; all when empty.',
  },
  'deletion-policy': {
    schema: z.enum(['delete', 'retain']),
    takes: 'delete or retain',
    fallback: 'delete',
    help: 'What a deleted object does to its resource in AWS, where no annotation says.',
  },
  'resource-tags': {
    schema: tags,
    takes: 'key=value pairs, comma-separated',
    fallback:
      'services.k8s.aws/controller-version=%CONTROLLER_SERVICE%-%CONTROLLER_VERSION%,services.k8s.aws/namespace=%K8S_NAMESPACE%',
    many: true,
    help: 'Tags of every resource. %K8S_NAMESPACE%, %K8S_RESOURCE_NAME%, %K8S_RESOURCE_KIND%, %CONTROLLER_SERVICE%, %CONTROLLER_VERSION%, %MANAGED_BY% and %KRO_VERSION% are filled in.',
  },
  'reconcile-default-resync-seconds': {
    schema: seconds,
    takes: 'seconds',
    fallback: '0',
    help: 'Time between looks for drift at a settled service; 0: ten minutes.',
  },
  'reconcile-resource-resync-seconds': {
    schema: perKind,
    takes: 'pairs of a served kind and seconds, comma-separated, such as Endpoint=60',
    fallback: '',
    many: true,
    help: 'The same, for one kind.',
  },
  'reconcile-default-max-concurrent-syncs': {
    schema: count,
    takes: 'a number from 1',
    fallback: '64',
    help: 'Objects worked on at once, over all kinds.',
  },
  'sweep-interval': {
    schema: duration(100),
    takes: 'a duration from 100ms to 1h, such as 5s',
    fallback: '5s',
    help: 'Time between List calls for one account, region and kind with active objects.',
  },
  'progress-interval': {
    schema: duration(0),
    takes: 'a duration up to 1h, such as 20s',
    fallback: '20s',
    help: 'Least time between two status writes that tell of mere progress, such as a secondary status.',
  },
  'status-heartbeat': {
    // lastSyncTime is told in whole seconds: at a faster pace it would not move.
    schema: duration(0).refine((ms) => ms === 0 || ms >= 1_000),
    takes: 'a duration from 1s, or 0s for none',
    fallback: '0s',
    help: "Refresh status.lastSyncTime of settled services that can be updated at this pace, for readers that wait for status to differ after any update, such as Kubeflow's components.",
  },
  'enable-leader-election': {
    schema: flag,
    takes: 'true or false',
    fallback: 'false',
    bool: true,
    help: 'Act only while holding the lease, for more than one replica.',
  },
  'leader-election-namespace': {
    schema: text,
    takes: 'a namespace',
    fallback: '',
    env: ['LEADER_ELECTION_NAMESPACE', 'ACK_SYSTEM_NAMESPACE', 'POD_NAMESPACE'],
    help: "Namespace of the lease; the pod's own when empty.",
  },
  'enable-carm': {
    schema: flag,
    takes: 'true or false',
    fallback: 'true',
    bool: true,
    help: 'Use the role that ConfigMap ack-role-account-map gives for the account a namespace is annotated with.',
  },
  'system-namespace': {
    schema: text,
    takes: 'a namespace',
    fallback: 'ack-system',
    env: ['ACK_SYSTEM_NAMESPACE', 'K8S_NAMESPACE', 'POD_NAMESPACE'],
    help: 'Namespace of the ConfigMaps ack-role-account-map and ack-role-team-map.',
  },
  'feature-gates': {
    schema: gates,
    takes: `Gate=true or Gate=false, comma-separated, with the gates ${Object.keys(GATES).join(', ')}`,
    fallback: '',
    many: true,
    help: 'Turn features on or off.',
  },
  'iam-role-selector-fallback': {
    schema: flag,
    takes: 'true or false',
    fallback: 'false',
    bool: true,
    help: "Where IAMRoleSelectors exist and none matches, use the operator's own role, as the incumbent does, in place of refusing.",
  },
  'enable-field-export-reconciler': {
    schema: flag,
    takes: 'true or false',
    fallback: 'true',
    bool: true,
    help: 'Serve FieldExports.',
  },
  'enable-cross-namespace': {
    schema: flag,
    takes: 'true or false',
    fallback: 'false',
    bool: true,
    help: 'Let a FieldExport write to other namespaces than its own.',
  },
  'metrics-addr': {
    schema: address,
    takes: 'host:port, or 0 for none',
    fallback: '0.0.0.0:8080',
    help: 'Where /metrics is served.',
  },
  'healthz-addr': {
    schema: address,
    takes: 'host:port, or 0 for none',
    fallback: '0.0.0.0:8081',
    help: 'Where /healthz and /readyz are served.',
  },
  'otlp-endpoint': {
    schema: text.refine((url) => url === '' || URL.canParse(url)),
    takes: 'a URL, such as http://collector:4318',
    fallback: '',
    env: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    help: 'Where traces are sent, as OTLP over HTTP to /v1/traces below it; none are made when empty.',
  },
  'log-level': {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    takes: 'trace, debug, info, warn, error, fatal or silent',
    fallback: 'info',
    env: ['ACK_LOG_LEVEL'],
    help: 'Least important log lines to write.',
  },
  kubeconfig: {
    schema: text,
    takes: 'a path',
    fallback: '',
    env: ['KUBECONFIG'],
    help: 'How to reach Kubernetes; the pod itself knows when empty.',
  },
  context: {
    schema: text,
    takes: "a context's name",
    fallback: '',
    help: 'Context of the kubeconfig; its current one when empty.',
  },
} as const satisfies Readonly<Record<string, FlagRule>>;

/** Flags of the incumbent that have no effect here (yet): taken, so that its deployments start, and logged. */
export const ACCEPTED = [
  'enable-webhook-server',
  'webhook-server-addr',
  'enable-development-logging',
  'aws-endpoint-use-path-style',
  'reconcile-resource-max-concurrent-syncs',
] as const;

type Name = keyof typeof FLAGS;
type Flags = { readonly [N in Name]: z.output<(typeof FLAGS)[N]['schema']> };

export interface Config {
  readonly flags: Flags;
  /** Flags that were given and have no effect. */
  readonly ignored: readonly string[];
  /** Set inside a pod. */
  readonly inCluster?: { readonly host: string; readonly port: string };
  /** What tells this process from every other: the pod's name. */
  readonly instance: string;
  readonly version: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the process's own command line and environment. */
export const readConfig = (version: string): Config => parseConfig(process.argv.slice(2), process.env, version);

/** Throws UsageError or HelpRequest. */
export function parseConfig(args: readonly string[], env: Environment, version: string): Config {
  const given = parseArguments(args);
  if (given.has('help')) throw new HelpRequest(usage());
  if (given.has('version')) throw new HelpRequest(version);
  const values = Object.fromEntries(
    Object.entries(FLAGS).map(([name, rule]) => [name, parseFlag(name, rule, given.get(name) ?? fromEnvironment(rule, env))]),
  );
  const flags = Object.freeze(values) as Flags;
  requireSafeUrls(flags);
  const host = env['KUBERNETES_SERVICE_HOST'];
  return Object.freeze({
    flags,
    ignored: [...ACCEPTED.filter((name) => given.has(name)), ...openGates(flags['feature-gates'])],
    ...(host === undefined || flags.kubeconfig !== ''
      ? {}
      : { inCluster: { host, port: env['KUBERNETES_SERVICE_PORT'] ?? '443' } }),
    instance: env['POD_NAME'] ?? hostname(),
    version,
  });
}

/** Gates that were to be closed and cannot be. */
const openGates = (asked: Gates): readonly string[] =>
  (['ResourceAdoption', 'ReadOnlyResources'] as const)
    .filter((gate) => !asked[gate])
    .map((gate) => `feature-gates ${gate}=false`);

/** `--name value`, `--name=value`, and `--name` alone for a boolean. */
function parseArguments(args: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const [, name, joined] = /^--?([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(args[at] ?? '') ?? [];
    if (name === undefined || !isKnown(name)) throw new UsageError(`${args[at]}: no such flag; --help lists them`);
    const value = joined ?? (isBoolean(name) ? 'true' : (args[++at] ?? missingValue(name)));
    const before = ruleOf(name)?.many ? given.get(name) : undefined;
    given.set(name, before === undefined ? value : `${before},${value}`);
  }
  return given;
}

const ruleOf = (name: string): FlagRule | undefined => (FLAGS as Readonly<Record<string, FlagRule>>)[name];
const isKnown = (name: string): boolean =>
  ruleOf(name) !== undefined || (ACCEPTED as readonly string[]).includes(name) || name === 'help' || name === 'version';
const isBoolean = (name: string): boolean =>
  ruleOf(name)?.bool === true || /^(?:help|version|enable-.*|aws-endpoint-use-path-style)$/.test(name);

function missingValue(name: string): never {
  throw new UsageError(`--${name} takes ${ruleOf(name)?.takes ?? 'a value'}, and none was given`);
}

function fromEnvironment(rule: FlagRule, env: Environment): string | undefined {
  return rule.env?.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}

function parseFlag(name: string, rule: FlagRule, given: string | undefined): unknown {
  const value = given ?? rule.fallback;
  if (value === undefined)
    throw new UsageError(`--${name} is required: ${rule.takes}${rule.env ? ` (or set ${rule.env[0]})` : ''}`);
  const parsed = rule.schema.safeParse(value);
  if (!parsed.success) throw new UsageError(`--${name} takes ${rule.takes}, not '${value}'`);
  return parsed.data;
}

const ENDPOINT_FLAGS = [
  'aws-endpoint-url',
  'aws-application-auto-scaling-endpoint-url',
  'aws-greengrassv2-endpoint-url',
  'aws-identity-endpoint-url',
] as const satisfies readonly (keyof Flags)[];

function requireSafeUrls(flags: Flags): void {
  for (const name of ENDPOINT_FLAGS) {
    const url = flags[name];
    if (url === '') continue;
    if (!URL.canParse(url)) throw new UsageError(`--${name} takes a URL, not '${url}'`);
    if (new URL(url).protocol === 'https:' || flags['allow-unsafe-aws-endpoint-urls']) continue;
    throw new UsageError(
      `--${name} must be an https URL, not '${url}'; --allow-unsafe-aws-endpoint-urls allows others, for tests`,
    );
  }
}

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
