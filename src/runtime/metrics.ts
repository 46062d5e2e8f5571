/** Prometheus metrics. Names are controller-runtime's and the incumbent's where those exist, so that dashboards go on working. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CallReport } from '../kube/transport.ts';
import type { QueueMetrics } from '../kube/queue.ts';

/** One call to AWS, as it ended. */
export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  readonly ok: boolean;
  readonly code?: string;
  /** What kind of failure it was, of the engine's few. */
  readonly fault?: string;
  readonly ms: number;
}

export const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export class Metrics {
  readonly registry = new Registry();
  readonly #reconciles: Counter<'controller' | 'result'>;
  readonly #reconcileErrors: Counter<'controller'>;
  readonly #reconcileSeconds: Histogram<'controller'>;
  readonly #active: Gauge<'controller'>;
  readonly #restCalls: Counter<'code' | 'method' | 'resource'>;
  readonly #awsCalls: Counter<'service' | 'op_type' | 'op_id'>;
  readonly #awsErrors: Counter<'service' | 'op_id' | 'status_code'>;
  readonly #awsSeconds: Histogram<'service' | 'op_id'>;
  readonly #awsFaults: Counter<'service' | 'op_id' | 'fault'>;
  readonly #leader: Gauge<'name'>;

  constructor(version: string) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#reconciles = new Counter({
      name: 'controller_runtime_reconcile_total',
      help: 'Reconciliations by result.',
      labelNames: ['controller', 'result'],
      registers,
    });
    this.#reconcileErrors = new Counter({
      name: 'controller_runtime_reconcile_errors_total',
      help: 'Reconciliations that failed and are tried again, more and more slowly.',
      labelNames: ['controller'],
      registers,
    });
    this.#active = new Gauge({
      name: 'controller_runtime_active_workers',
      help: 'Reconciliations under way.',
      labelNames: ['controller'],
      registers,
    });
    this.#reconcileSeconds = new Histogram({
      name: 'controller_runtime_reconcile_time_seconds',
      help: 'Length of reconciliations.',
      labelNames: ['controller'],
      buckets: SECONDS,
      registers,
    });
    this.#restCalls = new Counter({
      name: 'rest_client_requests_total',
      help: 'Calls to the apiserver.',
      labelNames: ['code', 'method', 'resource'],
      registers,
    });
    this.#awsCalls = new Counter({
      name: 'ack_outbound_api_requests_total',
      help: 'Calls to AWS.',
      labelNames: ['service', 'op_type', 'op_id'],
      registers,
    });
    this.#awsErrors = new Counter({
      name: 'ack_outbound_api_requests_error_total',
      help: 'Calls to AWS that failed, by error code.',
      labelNames: ['service', 'op_id', 'status_code'],
      registers,
    });
    this.#awsSeconds = new Histogram({
      name: 'sagemaker_operator_aws_request_seconds',
      help: 'Length of calls to AWS.',
      labelNames: ['service', 'op_id'],
      buckets: SECONDS,
      registers,
    });
    this.#awsFaults = new Counter({
      name: 'sagemaker_operator_aws_faults_total',
      help: 'Calls to AWS that failed, by what it means: throttled, quota, denied, invalid, missing, absent, taken, conflict, ambiguous (the reply was lost), transient.',
      labelNames: ['service', 'op_id', 'fault'],
      registers,
    });
    this.#leader = new Gauge({
      name: 'leader_election_master_status',
      help: '1 while this replica leads; a single replica without election always does.',
      labelNames: ['name'],
      registers,
    });
    new Gauge({
      name: 'sagemaker_operator_build_info',
      help: 'Always 1; the labels tell what runs.',
      labelNames: ['version', 'node'],
      registers,
    }).set({ version, node: process.versions.node }, 1);
  }

  reconciling(kind: string): void {
    this.#active.inc({ controller: kind.toLowerCase() });
  }

  reconciled(kind: string, result: 'success' | 'requeue_after' | 'error', ms: number): void {
    const controller = kind.toLowerCase();
    this.#active.dec({ controller });
    this.#reconciles.inc({ controller, result });
    if (result === 'error') this.#reconcileErrors.inc({ controller });
    this.#reconcileSeconds.observe({ controller }, ms / 1_000);
  }

  restCalled({ method, resource, status }: CallReport): void {
    this.#restCalls.inc({ code: status === 0 ? '<error>' : String(status), method, resource });
  }

  awsCalled({ service, operation, ok, code, fault, ms }: AwsCall): void {
    this.#awsCalls.inc({ service, op_type: operationType(operation), op_id: operation });
    this.#awsSeconds.observe({ service, op_id: operation }, ms / 1_000);
    if (ok) return;
    this.#awsErrors.inc({ service, op_id: operation, status_code: code ?? 'unknown' });
    this.#awsFaults.inc({ service, op_id: operation, fault: fault ?? 'unknown' });
  }

  leads(name: string, leading: boolean): void {
    this.#leader.set({ name }, leading ? 1 : 0);
  }

  queue(name: string): QueueMetrics {
    const registers = [this.registry];
    const labelNames = ['name'] as const;
    const depth = new Gauge({ name: 'workqueue_depth', help: 'Keys that wait for a worker.', labelNames, registers });
    const adds = new Counter({ name: 'workqueue_adds_total', help: 'Keys added.', labelNames, registers });
    const retries = new Counter({ name: 'workqueue_retries_total', help: 'Keys added after a failure.', labelNames, registers });
    const waited = new Histogram({
      name: 'workqueue_queue_duration_seconds',
      help: 'How long keys wait.',
      labelNames,
      buckets: SECONDS,
      registers,
    });
    const worked = new Histogram({
      name: 'workqueue_work_duration_seconds',
      help: 'How long keys are worked on.',
      labelNames,
      buckets: SECONDS,
      registers,
    });
    return {
      depth: (ready) => depth.set({ name }, ready),
      added: () => adds.inc({ name }),
      retried: () => retries.inc({ name }),
      waited: (ms) => waited.observe({ name }, ms / 1_000),
      worked: (ms) => worked.observe({ name }, ms / 1_000),
    };
  }
}

/** The incumbent's words for what a call does. */
function operationType(operation: string): string {
  if (operation.startsWith('List')) return 'READ_MANY';
  if (operation.startsWith('Describe') || operation.startsWith('Get')) return 'READ_ONE';
  if (operation.startsWith('Create')) return 'CREATE';
  return operation.startsWith('Delete') || operation.startsWith('Stop') ? 'DELETE' : 'UPDATE';
}
