/** A process on a machine that is not as it should be: its clock is wrong, or its memory is too small. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OperatorProcess } from '../support/operator-process.ts';
import { endpointConfigSpec, modelSpec, trainingSpec } from '../support/specs.ts';
import { isReady, Stage } from '../support/stage.ts';

const HOUR_MS = 3_600_000;
const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

let stage: Stage;
const started: OperatorProcess[] = [];
beforeEach(async () => {
  started.splice(0);
  stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
});
afterEach(async () => {
  await Promise.all(started.map((operator) => operator[Symbol.asyncDispose]()));
  await stage[Symbol.asyncDispose]();
});

function start(nodeOptions: string, flags: readonly string[] = []): OperatorProcess {
  const all = [...stage.operatorFlags, '--metrics-addr=0', '--healthz-addr=0', ...flags];
  const operator = new OperatorProcess(all, { ...KEYS, NODE_OPTIONS: nodeOptions });
  started.push(operator);
  return operator;
}

/** Loaded before the program: whoever asks for the time of day is told another. What counts time, as timers do, is right. */
function offBy(ms: number): string {
  const source = `
    const Truth = Date;
    globalThis.Date = class Date extends Truth {
      constructor(...of) { if (of.length === 0) super(Truth.now() + ${ms}); else super(...of); }
      static now() { return Truth.now() + ${ms}; }
    };`;
  return `--import=data:text/javascript,${encodeURIComponent(source)}`;
}

test('two replicas whose clocks are an hour ahead and an hour behind make everything once, and hand over as ever', async () => {
  const election = ['--enable-leader-election', `--leader-election-namespace=${stage.namespace}`];
  const create = (name: string) => stage.create('TrainingJob', name, trainingSpec({ trainingJobName: name }));
  const ahead = start(offBy(HOUR_MS), election);
  await ahead.says('working');
  const behind = start(offBy(-HOUR_MS), election);
  await behind.says('caches are filled');
  await create('first');
  await stage.create('Model', 'service', modelSpec({ modelName: 'service' }));
  await stage.create('EndpointConfig', 'service', endpointConfigSpec('service', { endpointConfigName: 'service' }));
  await stage.create('Endpoint', 'service', { endpointName: 'service', endpointConfigName: 'service' });
  const first = await stage.until('TrainingJob', 'first', isReady);
  await stage.until('Endpoint', 'service', isReady);
  const [condition] = first.status?.conditions ?? [];
  // Else the clock of that process was right.
  expect(Math.abs(Date.parse(condition?.lastTransitionTime ?? '') - Date.now() - HOUR_MS)).toBeLessThan(HOUR_MS / 2);

  await ahead.stop('SIGTERM');
  await behind.says('working');
  await create('second');
  await stage.until('TrainingJob', 'second', isReady);
  for (const [kind, name] of [
    ['Endpoint', 'service'],
    ['EndpointConfig', 'service'],
    ['Model', 'service'],
    ['TrainingJob', 'first'],
  ] as const) {
    await stage.delete(kind, name);
    await stage.untilGone(kind, name);
  }
  const { ledger, control } = stage.simulator;
  const made = ledger.entries({ ok: true }).filter(({ operation }) => operation.startsWith('Create'));
  expect(made.map(({ operation, requestName }) => `${operation} ${requestName}`).sort()).toEqual([
    'CreateEndpoint service',
    'CreateEndpointConfig service',
    'CreateModel service',
    'CreateTrainingJob first',
    'CreateTrainingJob second',
  ]);
  expect(
    control
      .resources()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['first', 'second']);
});

test('a process whose memory is too small says so and ends, and asks AWS for nothing, however often it is started', async () => {
  await stage.create('TrainingJob', 'waits', trainingSpec({ trainingJobName: 'waits' }));
  for (const _ of [1, 2]) {
    const operator = start('--max-old-space-size=16');
    const code = await operator.exit();
    expect([code === 0, operator.output]).toEqual([false, expect.stringContaining('JavaScript heap out of memory')]);
  }
  expect(stage.simulator.ledger.entries()).toEqual([]);
});
