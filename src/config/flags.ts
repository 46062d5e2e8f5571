/**
 * The operator's flags, as data: the command line, `--help` and the chart's schema are all read from here. They carry the names of the
 * incumbent where it has them, so that one deployment, or one harness, can run either controller.
 */
import { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import {
  address,
  count,
  duration,
  flag,
  GATES,
  gates,
  isServed,
  list,
  perKind,
  queueUrl,
  rates,
  seconds,
  tags,
  text,
} from './words.ts';

export interface FlagRule {
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
  'aws-sqs-endpoint-url': {
    schema: text,
    takes: 'a URL',
    fallback: '',
    env: ['AWS_ENDPOINT_URL_SQS'],
    help: "SQS's address, where it is neither that of --aws-event-queue-url nor --aws-endpoint-url.",
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
  'aws-event-queue-url': {
    schema: queueUrl,
    takes: 'the URL of an SQS queue, such as https://sqs.eu-west-1.amazonaws.com/123456789012/sagemaker-events',
    fallback: '',
    help: 'Queue to which EventBridge delivers events of SageMaker: what ends is seen at once, and not with the next sweep. None when empty.',
  },
  'aws-request-rates': {
    schema: rates,
    takes: 'pairs of an operation and calls per second from 0.1 to 1000, comma-separated, such as CreateTrainingJob=5',
    fallback: '',
    many: true,
    help: 'Most calls of an operation in one account and region. The operator finds out by itself how many AWS takes; this leaves some of them to others. A List that serves all objects of a kind is made at most twice a second where this does not say otherwise.',
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
  'questions-addr': {
    schema: address,
    takes: 'host:port, or 0 for none',
    fallback: '0',
    help: 'Where kubectl-sagemaker is answered, over TLS: logs and state of resources in AWS, to whom RBAC lets ask.',
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

export type FlagName = keyof typeof FLAGS;
export type Flags = { readonly [N in FlagName]: z.output<(typeof FLAGS)[N]['schema']> };
