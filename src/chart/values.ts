/** What values of the chart may be, beyond what their defaults tell: by flag where they become one, else in words of JSON Schema. */
import type { FlagName } from '../config/flags.ts';
import { kinds } from '../kinds/index.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The values that become a flag of the operator. */
export const FLAG_OF = {
  'aws.region': 'aws-region',
  'aws.endpoint_url': 'aws-endpoint-url',
  'aws.identity_endpoint_url': 'aws-identity-endpoint-url',
  'aws.event_queue_url': 'aws-event-queue-url',
  'aws.allow_unsafe_aws_endpoint_urls': 'allow-unsafe-aws-endpoint-urls',
  watchNamespace: 'watch-namespace',
  watchSelectors: 'watch-selectors',
  resourceTags: 'resource-tags',
  deletionPolicy: 'deletion-policy',
  'reconcile.defaultResyncPeriod': 'reconcile-default-resync-seconds',
  'reconcile.resourceResyncPeriods': 'reconcile-resource-resync-seconds',
  'reconcile.defaultMaxConcurrentSyncs': 'reconcile-default-max-concurrent-syncs',
  'reconcile.resources': 'reconcile-resources',
  'leaderElection.enabled': 'enable-leader-election',
  'leaderElection.namespace': 'leader-election-namespace',
  enableCARM: 'enable-carm',
  enableCrossNamespace: 'enable-cross-namespace',
  featureGates: 'feature-gates',
  'fieldExport.enabled': 'enable-field-export-reconciler',
  'log.level': 'log-level',
  'questions.port': 'questions-addr',
  'deployment.containerPort': 'metrics-addr',
} as const satisfies Readonly<Record<string, FlagName>>;

/** Flags that the chart answers for itself: the pod knows them, or its probes depend on them. */
const FIXED = ['kubeconfig', 'context', 'system-namespace', 'healthz-addr'] as const satisfies readonly FlagName[];

/** Flags that no value stands for, and that are not to be set past one. */
export const TAKEN: ReadonlySet<string> = new Set([...Object.values(FLAG_OF), ...FIXED]);

const DNS_LABEL = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';
const port: JsonSchema = { minimum: 1, maximum: 65_535 };
const url: JsonSchema = { pattern: '^$|^https?://' };
const namespace: JsonSchema = { type: 'string', pattern: DNS_LABEL, maxLength: 63 };
const kind: JsonSchema = { type: 'string', enum: kinds.map((each) => each.kind) };
/** A member for each kind, and no other: `propertyNames` would say the same, and helm tells the wrong place for it. */
const secondsByKind: JsonSchema = {
  additionalProperties: false,
  properties: Object.fromEntries(kinds.map((each) => [each.kind, { type: 'integer', minimum: 0, maximum: 31_536_000 }])),
};

const labels: JsonSchema = { additionalProperties: { type: 'string' } };
/** `off` without quotes is YAML's false. */
const mode: JsonSchema = { type: ['string', 'boolean'], enum: ['off', 'advise', 'enforce', false] };
/** Ids are the template's to judge: it knows the files. */
const guardrail: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { mode, namespaceSelector: { type: 'object' } },
};

/** Added to what a default and a flag tell of a value. */
export const CONSTRAINTS: Readonly<Record<string, JsonSchema>> = {
  'image.repository': { minLength: 1 },
  'image.digest': { pattern: '^$|^sha256:[0-9a-f]{64}$' },
  'image.pullPolicy': { enum: ['Always', 'IfNotPresent', 'Never'] },
  'image.pullSecrets': { items: { type: 'string' } },
  'aws.endpoint_url': url,
  'aws.identity_endpoint_url': url,
  installScope: { enum: ['cluster', 'namespace'] },
  watchNamespace: { pattern: '^$|^ *[a-z0-9]([-a-z0-9]*[a-z0-9])?( *, *[a-z0-9]([-a-z0-9]*[a-z0-9])?)* *$' },
  resourceTags: { items: { type: 'string', pattern: '^[^=,]+=[^,]*$' } },
  'reconcile.resourceResyncPeriods': secondsByKind,
  'reconcile.resourceMaxConcurrentSyncs': secondsByKind,
  'reconcile.resources': { items: kind },
  'fieldExport.secretNamespaces': { items: namespace },
  'proxy.http': url,
  'proxy.https': url,
  'deployment.replicas': { minimum: 1, maximum: 10 },
  'questions.port': port,
  'questions.reachableBy': { items: { type: 'string', minLength: 1 } },
  'deployment.containerPort': port,
  'deployment.runAsUser': { minimum: 0 },
  'deployment.terminationGracePeriodSeconds': { minimum: 1, maximum: 600 },
  'deployment.dnsPolicy': { enum: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'] },
  'podDisruptionBudget.maxUnavailable': { type: ['integer', 'string'], minimum: 0 },
  'networkPolicy.apiServerPorts': { items: { type: 'integer', ...port } },
  'monitoring.serviceMonitor.interval': { pattern: '^[0-9]+(ms|s|m|h)$' },
  'monitoring.serviceMonitor.labels': labels,
  'monitoring.rules.labels': labels,
  'monitoring.rules.runbookURL': url,
  'monitoring.dashboard.labels': labels,
  'guardrails.mode': mode,
  'guardrails.policies': { additionalProperties: guardrail },
  'metrics.service.type': { enum: ['ClusterIP', 'NodePort', 'LoadBalancer'] },
};
