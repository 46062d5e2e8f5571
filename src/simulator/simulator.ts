import { kinds as registry } from '../kinds/index.ts';
import type { KindDescriptor } from '../kinds/types.ts';
import { loadModel } from '../model/load.ts';
import { createApi } from './api.ts';
import type { SimulatorClock } from './clock.ts';
import { isVirtual, realClock } from './clock.ts';
import { createControl } from './control.ts';
import type { Control } from './control.ts';
import { controlPort } from './control-port.ts';
import { Faults } from './faults.ts';
import { greengrassOperations } from './greengrass/index.ts';
import { Ledger } from './ledger.ts';
import type { RateLimit } from './limits.ts';
import { RateLimits } from './limits.ts';
import { logOperations, type Written } from './logs/index.ts';
import { logsModel } from './logs/model.ts';
import { type Measured, monitoringOperations } from './monitoring/index.ts';
import { monitoringModel } from './monitoring/model.ts';
import { Principals } from './principals.ts';
import { kindsOf, operationsOf } from './resources/index.ts';
import { scalingOperations } from './scaling/index.ts';
import { serve } from './server.ts';
import { createService } from './service.ts';
import { sqsJson } from './dialect.ts';
import { EventQueue } from './sqs/index.ts';
import { sqsModel } from './sqs/model.ts';
import { World } from './world.ts';

export interface SimulatorOptions {
  /** Default: a free one. */
  readonly port?: number;
  readonly host?: string;
  readonly clock?: SimulatorClock;
  /**
   * Seconds of a resource's life that pass in one second of the clock. Default: 60 with the real clock, where a training job takes
   * 8 s; 1 with any other. Time stamps are the clock's; durations that AWS counts (TrainingTimeInSeconds) are the resource's.
   */
  readonly speed?: number;
  /** Account of callers whose access key does not tell another. */
  readonly accountId?: string;
  /** Decides everything that looks random. */
  readonly seed?: string;
  /** `ml.m5.large for training job usage` → instances. What is not named is not limited. */
  readonly quotas?: Readonly<Record<string, number>>;
  /** Request rates by operation, `*` for all others. Default: none. */
  readonly limits?: Readonly<Record<string, RateLimit>>;
  /** For how long, in milliseconds, a new resource is not seen by reads and references. */
  readonly lagMs?: number;
  /** Name of a queue of SQS to which EventBridge delivers SageMaker's events, in each account and region. Default: none. */
  readonly eventQueue?: string;
  /** Kinds to serve besides those that the simulator knows by itself. Default: the operator's registry. */
  readonly kinds?: readonly KindDescriptor[];
}

export interface Simulator {
  readonly url: string;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly control: Control;
  /** Moves a virtual clock, and lives through what happens meanwhile. */
  advance(ms: number): void;
  stop(): Promise<void>;
}

/** Starts SageMaker, and the services that work with it, on one address. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = options.clock ?? realClock();
  const seed = options.seed ?? 'simulator';
  const world = new World({ model: loadModel('sagemaker'), clock, speed: options.speed ?? (isVirtual(clock) ? 1 : 60), seed });
  for (const kind of kindsOf(world, options.kinds ?? registry)) world.add(kind);
  const written: Written = new Map();
  const measured: Measured = new Map();
  const [ledger, limits, faults] = [new Ledger(), new RateLimits(), new Faults(seed)];
  const events = new EventQueue(world, options.eventQueue);
  const control = createControl({ world, ledger, limits, faults, written, measured, events, options });
  const service = createService({
    world,
    clock,
    seed,
    ledger,
    limits,
    faults,
    apis: [
      createApi('sagemaker', world.model, operationsOf(world)),
      createApi('application-autoscaling', loadModel('application-autoscaling'), scalingOperations(world)),
      createApi('greengrassv2', loadModel('greengrassv2'), greengrassOperations(world)),
      createApi('logs', logsModel, logOperations(world, written)),
      createApi('monitoring', monitoringModel, monitoringOperations(world, measured)),
      createApi('sqs', sqsModel, events.operations, {
        dialect: sqsJson,
        wait: (call, signal) => events.wait(call, signal),
      }),
    ],
    principals: new Principals(options.accountId ?? '123456789012'),
  });
  const { host = '127.0.0.1', port = 0 } = options;
  const http = await serve({ service, control: controlPort(control), now: () => clock.now(), host, port });
  return { url: http.url, ledger, faults, control, advance: (ms) => control.advance(ms), stop: () => http.stop() };
}
