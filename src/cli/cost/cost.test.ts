import { describe, expect, it } from 'vitest';
import { kinds } from '../../kinds/index.ts';
import { loadModels } from '../../model/load.ts';
import { objectSchema } from '../../crd/definition.ts';
import type { Schema } from '../../crd/schema.ts';
import type { PlainFields } from '../validate/values.ts';
import { BILLING, type Billing, billingOf } from './billing.ts';
import { billOf, type Charge } from './charge.ts';
import { estimate } from './estimate.ts';
import { defaultPrices, type Prices, readPrices } from './prices.ts';
import { recorded, type Recorded } from './recorded.ts';
import { linesOf, totalOf } from './report.ts';

const PRICES: Prices = {
  source: 'test',
  asOf: '2026',
  currency: 'USD',
  perHour: new Map([
    ['a', 2],
    ['b', 10],
  ]),
};
const NOW = Date.parse('2026-01-01T01:00:00Z');
const charge = (parts: Partial<Charge>): Charge => ({
  kind: 'TrainingJob',
  name: 'x',
  namespace: 'n',
  labels: {},
  uses: [],
  standing: [],
  savedSeconds: 0,
  notes: [],
  ...parts,
});
const atMost = (kind: string, spec: PlainFields): number | undefined => billOf(charge(estimate(kind, spec) ?? {}), PRICES).cost;
const on = (instanceType: string, instanceCount = 1): PlainFields => ({ instanceType, instanceCount });
const within = (maxRuntimeInSeconds: number): PlainFields => ({ stoppingCondition: { maxRuntimeInSeconds } });

describe('before it runs', () => {
  it.each<[what: string, kind: string, spec: PlainFields, cost: number]>([
    ['a job', 'TrainingJob', { resourceConfig: on('a', 3), ...within(1800) }, 3],
    ['a job without a bound, that may run a day', 'TrainingJob', { resourceConfig: on('a') }, 48],
    [
      'a job of several groups',
      'TrainingJob',
      { resourceConfig: { instanceGroups: [on('a', 1), on('b', 2)] }, ...within(3600) },
      22,
    ],
    ['a processing job', 'ProcessingJob', { processingResources: { clusterConfig: on('b') }, ...within(360) }, 1],
    [
      'a search: all its trials',
      'HyperParameterTuningJob',
      {
        hyperParameterTuningJobConfig: { resourceLimits: { maxNumberOfTrainingJobs: 10, maxParallelTrainingJobs: 2 } },
        trainingJobDefinition: { resourceConfig: on('a', 2), ...within(900) },
      },
      10,
    ],
    [
      'a search of several definitions: as if all were the dearest',
      'HyperParameterTuningJob',
      {
        hyperParameterTuningJobConfig: { resourceLimits: { maxNumberOfTrainingJobs: 10 } },
        trainingJobDefinitions: [
          { resourceConfig: on('a'), ...within(360) },
          { hyperParameterTuningResourceConfig: on('a'), ...within(3600) },
        ],
      },
      20,
    ],
    [
      'a search that is bounded as a whole',
      'HyperParameterTuningJob',
      {
        hyperParameterTuningJobConfig: {
          resourceLimits: { maxNumberOfTrainingJobs: 100, maxParallelTrainingJobs: 2, maxRuntimeInSeconds: 3600 },
        },
        trainingJobDefinition: { resourceConfig: on('a'), ...within(3600) },
      },
      4,
    ],
  ])('%s costs at most what its instances cost in the longest time', (_what, kind, spec, cost) => {
    expect(atMost(kind, spec)).toBeCloseTo(cost);
  });

  it('what has no end is told by the hour', () => {
    const spec = {
      productionVariants: [{ variantName: 'm', instanceType: 'a', initialInstanceCount: 2 }, { serverlessConfig: {} }],
    };
    const told = estimate('EndpointConfig', spec);
    expect([billOf(charge(told ?? {}), PRICES).perHour, told?.notes.length]).toEqual([4, 1]);
  });

  it('a record costs nothing', () => {
    expect(estimate('Model', {})).toBeUndefined();
  });
});

const object = (kind: string, spec: PlainFields, status: PlainFields): Recorded => ({ kind, spec, status, namespace: 'n' });
const spent = (it: Recorded, others: readonly Recorded[] = []) => billOf(charge(recorded(it, others, NOW) ?? {}), PRICES);

describe('afterwards', () => {
  const job = { resourceConfig: on('a', 2) };

  it('a job costs what AWS billed, on each instance, and spot saved the rest', () => {
    const bill = spent(
      object('TrainingJob', job, { trainingTimeInSeconds: 3600, billableTimeInSeconds: 900, trainingEndTime: 'x' }),
    );
    expect([bill.cost, bill.instanceSeconds, bill.savedSeconds]).toEqual([1, 1800, 5400]);
  });

  it('a job that runs costs what it has run until now, and says so', () => {
    const bill = spent(object('TrainingJob', job, { trainingStartTime: '2026-01-01T00:30:00Z' }));
    expect([bill.cost, bill.notes]).toEqual([2, ['still running']]);
  });

  it('a job that has not begun costs nothing', () => {
    expect(spent(object('TransformJob', { transformResources: on('a') }, {})).cost).toBe(0);
  });

  it('a search costs what its trials cost, and tells how many of them it knows', () => {
    const trial = { trainingStartTime: '2026-01-01T00:00:00Z', trainingEndTime: '2026-01-01T00:30:00Z' };
    const spec = {
      trainingJobDefinitions: [
        { definitionName: 'one', resourceConfig: on('a') },
        { definitionName: 'two', resourceConfig: on('b') },
      ],
    };
    const status = {
      trainingJobStatusCounters: { completed: 3 },
      trainingJobSummaries: [
        { ...trial, trainingJobDefinitionName: 'one' },
        { ...trial, trainingJobDefinitionName: 'two' },
      ],
    };
    const bill = spent(object('HyperParameterTuningJob', spec, status));
    expect([bill.cost, bill.notes]).toEqual([6, ['only 2 of 3 trials: status keeps no more']]);
  });

  it('an endpoint costs by the hour what it runs on now, whatever its config began with', () => {
    const config = object(
      'EndpointConfig',
      { endpointConfigName: 'c', productionVariants: [{ variantName: 'm', instanceType: 'a', initialInstanceCount: 1 }] },
      {},
    );
    const status = {
      endpointStatus: 'InService',
      endpointConfigName: 'c',
      productionVariants: [{ variantName: 'm', currentInstanceCount: 3 }],
    };
    expect(spent(object('Endpoint', {}, status), [config]).perHour).toBe(6);
    expect(spent(object('Endpoint', {}, status)).notes).toEqual(['no EndpointConfig c beside it tells on what it runs']);
  });

  it('a service that is stopped costs nothing', () => {
    expect(spent(object('NotebookInstance', on('a'), { notebookInstanceStatus: 'Stopped' })).perHour).toBe(0);
    expect(spent(object('NotebookInstance', { instanceType: 'a' }, { notebookInstanceStatus: 'InService' })).perHour).toBe(2);
  });
});

describe('the bill', () => {
  const use = (type: string) => [{ instances: [{ type, count: 1 }], seconds: 3600 }];
  const bills = [
    billOf(charge({ labels: { team: 'x' }, uses: use('a') }), PRICES),
    billOf(charge({ labels: { team: 'x' }, uses: use('b') }), PRICES),
    billOf(charge({ namespace: 'm', uses: use('unknown') }), PRICES),
  ];

  it('is summed up by label or namespace, and the dearest stands first', () => {
    expect(linesOf(bills, { label: 'team' }).map(({ of, cost }) => [of, cost])).toEqual([
      ['x', 12],
      ['(none)', undefined],
    ]);
    expect(linesOf(bills, 'namespace').map(({ of }) => of)).toEqual(['n', 'm']);
  });

  it('names what has no price, and never calls it free', () => {
    expect(bills[2]?.cost).toBeUndefined();
    expect(totalOf(bills)).toMatchObject({ cost: 12, unpriced: ['unknown'] });
  });
});

describe('prices', () => {
  it('come along with a source and a date, and can be replaced', () => {
    expect(defaultPrices().perHour.get('ml.m5.xlarge')).toBeGreaterThan(0);
    expect(defaultPrices().source).toMatch(/us-east-1/);
    expect(readPrices('p.yaml', 'currency: EUR\nperHour: {ml.m5.large: 0.2}').perHour.get('ml.m5.large')).toBe(0.2);
  });
  it.each(['[', 'a: 1', 'perHour: {a: x}', 'perHour: {a: -1}'])(
    '%s is no price file, and the message says what is expected',
    (text) => {
      expect(() => readPrices('p.yaml', text)).toThrow(/^p\.yaml: .*expected: currency/);
    },
  );
});

/** Every path in the billing table, held against the schemas, so that a slip of the pen is not a job for free. */
describe('how kinds are billed', () => {
  const models = loadModels();
  const schemaOf = (kind: string): Schema => {
    const found = kinds.find((each) => each.kind === kind);
    if (!found) throw new Error(`no kind ${kind}`);
    return objectSchema(found, models[found.service.id]);
  };
  const has = (schema: Schema | undefined, path: string): boolean => {
    const [step = '', ...rest] = path.split('.');
    const inner = (schema?.items ?? schema)?.properties?.[step];
    return inner !== undefined && (rest.length === 0 || has(inner, rest.join('.')));
  };
  const paths = (billing: Billing): readonly string[] => {
    switch (billing.as) {
      case 'job':
        return [
          ...[billing.cluster, billing.bound].flatMap((path) => (path === undefined ? [] : [`spec.${path}`])),
          ...[billing.billed, billing.used, billing.started, billing.ended].flatMap((path) =>
            path === undefined ? [] : [`status.${path}`],
          ),
        ];
      case 'search':
        return [
          ...[billing.trials, billing.atOnce, billing.wholeBound].map((path) => `spec.${path}`),
          ...billing.definitions.flatMap((place) =>
            [...billing.trial.clusters, billing.trial.bound ?? ''].map((path) => `spec.${place}.${path}`),
          ),
          ...['trainingStartTime', 'trainingEndTime', 'trainingJobDefinitionName'].map(
            (path) => `status.${billing.summaries}.${path}`,
          ),
          `status.${billing.counters}`,
        ];
      case 'variants':
        return billing.variants.flatMap((place) => [`spec.${place}.instanceType`, `spec.${place}.initialInstanceCount`]);
      case 'service':
        return [
          `status.${billing.status}`,
          ...(billing.by
            ? [`spec.${billing.by.field}`, `status.${billing.by.counts}.currentInstanceCount`]
            : ['spec.instanceType']),
        ];
      default:
        return billing satisfies never;
    }
  };
  it.each(Object.keys(BILLING))('every field that tells the costs of a %s is there', (kind) => {
    const billing = billingOf(kind);
    const told = billing ? paths(billing) : [];
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter((path) => !has(schemaOf(kind), path))).toEqual([]);
  });
});
