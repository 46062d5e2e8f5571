/** From words to a configuration: pure, so that a test can give any command line and environment. */
import { hostname } from 'node:os';
import { HelpRequest, UsageError } from './errors.ts';
import { ACCEPTED, FLAGS, type FlagRule, type Flags } from './flags.ts';
import { type ProxyEnvironment, proxyFrom } from './proxy.ts';
import { usage } from './usage.ts';
import type { Gates } from './words.ts';

export interface Config {
  readonly flags: Flags;
  /** Flags that were given and have no effect. */
  readonly ignored: readonly string[];
  /** Set inside a pod. */
  readonly inCluster?: { readonly host: string; readonly port: string };
  /** Ways out of the network, in Node's words for them. Kubernetes is reached without: it is in the same network. */
  readonly proxy: ProxyEnvironment;
  /** What tells this process from every other: the pod's name. */
  readonly instance: string;
  readonly version: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

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
    proxy: proxyFrom(env),
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
  'aws-sqs-endpoint-url',
  'aws-identity-endpoint-url',
  'aws-event-queue-url',
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
