/** Wires one operator together from its configuration. Everything that it starts ends when the signal aborts. */
import type { Config } from '../config/parse.ts';
import type { Engine, PassReport } from '../engine/engine.ts';
import { ClusterFault } from '../engine/fault.ts';
import { type Key, kindOf, namespaceOf, type Reconcile } from '../engine/ports.ts';
import { createReconcile } from '../engine/reconcile.ts';
import { PACE } from '../engine/verdict.ts';
import { createRemote } from '../aws/remote.ts';
import { createFieldExports } from '../fieldexport/reconcile.ts';
import { FIELD_EXPORT } from '../fieldexport/watch.ts';
import { createWriter } from '../fieldexport/write.ts';
import { kinds as registry } from '../kinds/index.ts';
import type { KindDescriptor } from '../kinds/types.ts';
import { type KindAccess, KubeCluster } from '../kube/cluster.ts';
import { EventRecorder, EVENTS } from '../kube/events.ts';
import type { Connection } from '../kube/connection.ts';
import { fromKubeconfig, inCluster } from '../kube/login.ts';
import { PRIORITY, WorkQueue } from '../kube/queue.ts';
import { ResourceClient } from '../kube/rest.ts';
import { monotonicClock, systemClock } from '../kube/timing.ts';
import { Transport, type TransportOptions } from '../kube/transport.ts';
import { registerGauges } from './gauges.ts';
import { endedBy, JobMetrics } from './jobs.ts';
import { createLeadership } from './leadership.ts';
import type { Logger } from './log.ts';
import { runManager } from './manager.ts';
import { Metrics } from './metrics.ts';
import { openPush, PushMetrics } from './push.ts';
import { type AwsOptions, openQuestions } from './questions/open.ts';
import { awsSpan, kubeSpan } from './spans.ts';
import type { TenancyRules } from './tenancy.ts';
import { createTracing } from './tracing.ts';
import { Watching } from './watching.ts';

/** For what must get through however busy the work is: the lease, and Events of what was done. */
const ASIDE_CONNECTIONS = 4;

/** `compose`: another composition of the engine, with which tests show that they would notice. */
export async function runOperator(
  config: Config,
  log: Logger,
  stop: AbortSignal,
  compose: (engine: Engine) => Reconcile = createReconcile,
): Promise<void> {
  const { flags } = config;
  const wanted = flags['reconcile-resources'];
  const kinds = wanted.length === 0 ? registry : registry.filter(({ kind }) => wanted.includes(kind));
  const metrics = new Metrics(config.version);
  const jobs = new JobMetrics(metrics.registry);
  const kindsByName = new Map(kinds.map((kind) => [kind.kind, kind]));
  const tracing = await createTracing(config);
  const connection = await connect(config);
  const line: TransportOptions = {
    connection,
    clock: systemClock,
    userAgent: `sagemaker-operator/${config.version}`,
    onCall: (report) => metrics.restCalled(report),
  };
  const aside = new Transport({ ...line, connections: ASIDE_CONNECTIONS });
  const leadership = createLeadership(config, { transport: aside, namespace: connection.namespace, metrics, log });
  const mayAct = (): boolean => leadership.mayAct();
  const transport = new Transport({
    ...line,
    mayWrite: mayAct,
    onCall: (report) => {
      metrics.restCalled(report);
      tracing?.called(kubeSpan(report));
    },
  });
  const queue = new WorkQueue<Key>({ clock: monotonicClock, laneOf: namespaceOf, metrics: metrics.queue('sagemaker') });
  const watching = new Watching({
    kinds,
    transport,
    queue,
    log,
    namespaces: flags['watch-namespace'],
    labelSelector: flags['watch-selectors'],
    tenancy: tenancyRules(config),
    fieldExports: flags['enable-field-export-reconciler'],
  });
  const recorder = new EventRecorder({
    client: new ResourceClient(aside, EVENTS),
    clock: systemClock,
    instance: config.instance,
  });
  const aws = awsOptions(config);
  const remote = createRemote({
    ...aws,
    clients: { ...aws.clients, mayAct },
    sweepIntervalMs: flags['sweep-interval'],
    onMove: (key, after = 0) => queue.add(key, { after }),
    onCall: (report) => {
      metrics.awsCalled(report);
      tracing?.called(awsSpan(report));
    },
  });
  const cluster = new KubeCluster({
    kinds: writable(watching),
    recorder,
    namespaces: watching.tenancy.namespaces.store,
    roles: watching.tenancy.directory,
    onStatus: (before, written) => {
      const kind = kindsByName.get(written.kind);
      const ended = kind && endedBy(kind, before, written);
      if (ended) jobs.ended(ended);
    },
  });
  registerGauges(metrics.registry, {
    objects: () => watching.objects(),
    sweepLags: () => remote.sweepLags(),
    silences: () => watching.silences(),
    longestPassMs: () => queue.longestMs,
  });
  const resources = compose({
    kinds: kindsByName,
    remote,
    cluster,
    clock: systemClock,
    defaults: { deletion: flags['deletion-policy'], region: flags['aws-region'] },
    resyncMs: (kind) => resyncMs(config, kind),
    progressMs: flags['progress-interval'],
    heartbeatMs: flags['status-heartbeat'],
    othersWait: () => queue.waits(PRIORITY.normal),
    onPass: (report) => logPass(log, report),
  });
  const fieldExports = createFieldExports({
    cluster,
    write: createWriter(transport),
    clock: systemClock,
    rules: { crossNamespace: flags['enable-cross-namespace'], reserved: watching.tenancy.maps },
    groups: new Set(registry.map(({ service }) => service.group)),
    served: kinds.map(({ kind }) => kind),
    known: registry.map(({ kind }) => kind),
  });
  const questions = openQuestions(flags['questions-addr'], {
    aws,
    kinds,
    cluster,
    transport: aside,
    defaults: { deletion: flags['deletion-policy'], region: flags['aws-region'] },
    measure: () => metrics.registry.getMetricsAsJSON(),
    instance: config.instance,
    log,
  });
  const push = openPush({
    url: flags['aws-event-queue-url'],
    clients: { ...aws.clients, clock: systemClock, mayAct },
    timeoutMs: aws.timeoutMs,
    heard: (arn, detail) => remote.heard(arn, detail),
    metrics: new PushMetrics(metrics.registry),
    log,
  });
  const reconcile: Reconcile = (key, ...rest) => (kindOf(key) === FIELD_EXPORT ? fieldExports : resources)(key, ...rest);
  const ended = new AbortController();
  try {
    await runManager(
      {
        watching,
        queue,
        reconcile,
        workers: flags['reconcile-default-max-concurrent-syncs'],
        metrics,
        log,
        tracing,
        addresses: { metrics: flags['metrics-addr'], health: flags['healthz-addr'] },
        listenForQuestions: questions?.listen,
        leadership,
        onLead: () => {
          void introduce(remote.identity(stop), log);
          push?.start(AbortSignal.any([stop, ended.signal, leadership.lost]));
        },
      },
      stop,
    );
  } finally {
    ended.abort();
    await push?.close();
    remote.close();
    questions?.close();
    await recorder.flush();
    await Promise.all([transport.close(), aside.close(), tracing?.close()]);
  }
}

/** What does not depend on who leads. */
function awsOptions({ flags, proxy, version, instance }: Config): AwsOptions {
  const identity = flags['aws-identity-endpoint-url'];
  return {
    clock: systemClock,
    clients: {
      region: flags['aws-region'],
      proxy,
      userAgent: ['sagemaker-operator', version],
      instance,
      endpointUrl: flags['aws-endpoint-url'],
      endpointUrls: {
        'application-autoscaling': flags['aws-application-auto-scaling-endpoint-url'],
        greengrassv2: flags['aws-greengrassv2-endpoint-url'],
        sqs: flags['aws-sqs-endpoint-url'],
      },
      ...(identity === '' ? {} : { identityEndpointUrl: identity }),
    },
    limits: { rates: flags['aws-request-rates'] },
    tags: { formats: flags['resource-tags'], controllerVersion: version },
    timeoutMs: flags['http-client-timeout'],
  };
}

function writable({ access, fieldExports }: Watching): ReadonlyMap<string, KindAccess> {
  return fieldExports ? new Map([...access, [FIELD_EXPORT, fieldExports.access]]) : access;
}

async function connect({ flags, inCluster: pod }: Config): Promise<Connection> {
  if (pod) return inCluster({ ...pod, now: () => monotonicClock.now() });
  return fromKubeconfig({
    ...(flags.kubeconfig === '' ? {} : { path: flags.kubeconfig }),
    ...(flags.context === '' ? {} : { context: flags.context }),
  });
}

function resyncMs({ flags }: Config, kind: KindDescriptor): number {
  const seconds = flags['reconcile-resource-resync-seconds'].get(kind.kind) ?? flags['reconcile-default-resync-seconds'];
  return seconds > 0 ? seconds * 1_000 : (kind.poll?.settledMs ?? PACE.settledMs);
}

function tenancyRules({ flags }: Config): TenancyRules {
  const gates = flags['feature-gates'];
  return {
    systemNamespace: flags['system-namespace'],
    accounts: flags['enable-carm'],
    teams: flags['enable-carm'] && gates.TeamLevelCARM,
    serviceKeys: gates.ServiceLevelCARM,
    selectors: gates.IAMRoleSelector,
    fallback: flags['iam-role-selector-fallback'],
  };
}

/** Says at start whose power is used. Not having any is not the end: the objects say so, and a role may still come. */
async function introduce(identity: Promise<{ readonly accountId: string; readonly arn: string }>, log: Logger): Promise<void> {
  try {
    const { accountId, arn } = await identity;
    log.info({ account: accountId, arn }, 'AWS knows us');
  } catch (error) {
    log.warn({ error }, 'AWS does not tell who we are; objects will wait until it does');
  }
}

function logPass(log: Logger, { key, step, verdict, fault }: PassReport): void {
  const line = { key, ...(step ? { step } : {}), ...(verdict ? { verdict: verdict.is, reason: verdict.reason } : {}) };
  if (fault instanceof ClusterFault && fault.kind === 'conflict') log.debug({ ...line, fault: fault.kind }, fault.message);
  else if (fault?.kind === 'pending') log.debug({ ...line, code: fault.code }, fault.message);
  else if (fault?.kind === 'bug') log.error({ ...line, error: fault.cause }, 'this is a bug of the operator: please report it');
  else if (fault) log.warn({ ...line, fault: fault.kind, ...('code' in fault ? { code: fault.code } : {}) }, fault.message);
  else log.debug(line, 'reconciled');
}
