import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { widthOf } from '../../src/cli/table.ts';
import { Person, questionsFlag } from '../support/person.ts';
import { endpointConfigSpec, modelSpec, trainingSpec, tuningSpec } from '../support/specs.ts';
import { isReady, Stage } from '../support/stage.ts';

const GROUP = 'sagemaker.services.k8s.aws';
const kinds = ['trainingjobs', 'endpoints', 'hyperparametertuningjobs', 'models'];
const MAY_LOOK = [
  { apiGroups: [GROUP], resources: kinds, verbs: ['get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['services/proxy'], verbs: ['get', 'create'] },
];
const MAY_MEASURE = [{ apiGroups: [GROUP], resources: kinds.map((kind) => `${kind}/metrics`), verbs: ['get'] }];
const algorithm = {
  trainingImage: '123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1',
  trainingInputMode: 'File',
  metricDefinitions: [{ name: 'validation:loss', regex: 'val=([0-9.]+)' }],
};

let stage: Stage;
let reader: Person;
let onlooker: Person;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metrics-'));
  stage = await Stage.set({ operator: false, simulator: { speed: 60 } });
  await stage.startOperator([await questionsFlag(stage)]);
  [reader, onlooker] = await Promise.all([
    Person.at(stage, { rules: [...MAY_LOOK, ...MAY_MEASURE] }),
    Person.at(stage, { rules: MAY_LOOK }),
  ]);
  await stage.create('Model', 'm', modelSpec({ modelName: 'm' }));
  await stage.create('EndpointConfig', 'c', endpointConfigSpec('m', { endpointConfigName: 'c' }));
  await stage.create('Endpoint', 'e', { endpointName: 'e', endpointConfigName: 'c' });
  await stage.create('HyperParameterTuningJob', 'search', tuningSpec({ hyperParameterTuningJobName: 'search' }));
  const resourceConfig = { instanceType: 'ml.m5.large', instanceCount: 2, volumeSizeInGB: 10 };
  await stage.create(
    'TrainingJob',
    'churn',
    trainingSpec({ trainingJobName: 'churn', algorithmSpecification: algorithm, resourceConfig }),
  );
  await Promise.all([
    stage.until('Endpoint', 'e', isReady),
    stage.until('TrainingJob', 'churn', isReady),
    stage.until('HyperParameterTuningJob', 'search', isReady),
  ]);
});
afterAll(async () => {
  await Promise.all([reader, onlooker].map((person) => person[Symbol.asyncDispose]()));
  await stage[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Told {
  readonly panels: readonly {
    readonly title: string;
    readonly curves: readonly { readonly label?: string; readonly points: readonly Readonly<Record<string, unknown>>[] }[];
  }[];
}
const told = async (line: string): Promise<Told> => JSON.parse((await reader.types(`${line} -o json`)).out) as Told;
const titles = ({ panels }: Told): readonly string[] => panels.map(({ title }) => title);

describe('metrics of a training job', () => {
  test('are those that it defines and those of its instances, for who has no credentials of AWS', async () => {
    const answer = await told('metrics trainingjob/churn');
    expect(titles(answer)).toEqual(['validation:loss', 'CPUUtilization', 'MemoryUtilization', 'DiskUtilization']);
    expect(answer.panels[1]?.curves.map(({ label }) => label)).toEqual(['algo-1', 'algo-2']);
    const values = answer.panels[0]?.curves[0]?.points.map(({ value }) => value as number) ?? [];
    expect(values.length).toBeGreaterThan(1);
    expect(values.at(-1)).toBeLessThan(values[0] ?? 0);
  });

  test('are drawn in 80 columns without colour or any other control character where nobody looks at a terminal', async () => {
    const { code, out, err } = await reader.types('metrics trainingjob/churn');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^TrainingJob\/churn is Completed\n\nvalidation:loss +0\.\d+\n/);
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(Math.max(...out.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
  });

  test('are saved as a picture and as a page that needs nothing else', async () => {
    const [png, html] = [join(folder, 'churn.png'), join(folder, 'churn.html')];
    const { code, err } = await reader.types(`metrics trainingjob/churn --png ${png} --html ${html}`);
    expect({ code, err }).toEqual({ code: 0, err: `written ${html}\nwritten ${png}\n` });
    expect((await readFile(png)).subarray(0, 8)).toEqual(Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'));
    const page = await readFile(html, 'utf8');
    expect(page).toContain('<svg');
    expect(page).toContain('validation:loss');
    expect(page).not.toMatch(/<script|(?:src|href)="/);
    const nowhere = await reader.types('metrics trainingjob/churn --png /no/such/folder/churn.png');
    expect(nowhere).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error: --png \/no\/such\/folder\/churn.png cannot be written/),
    });
  });

  test('of a name that it has not are told the nearest that it has', async () => {
    expect(await reader.types('metrics trainingjob/churn --metric validation:los')).toMatchObject({
      code: 3,
      err: 'error: no metric validation:los; did you mean validation:loss?\n',
    });
  });

  test('are not shown to who may see it and not its metrics, and the rule that would is named', async () => {
    const { code, err } = await onlooker.types('metrics trainingjob/churn');
    expect(code).toBe(4);
    expect(err).toMatch(/resources: \["trainingjobs\/metrics"\], verbs: \["get"\]\}\n$/);
  });

  test('are read with credentials of one’s own where that is asked for', async () => {
    const env = {
      AWS_ENDPOINT_URL: stage.simulator.url,
      AWS_ACCESS_KEY_ID: 'own',
      AWS_SECRET_ACCESS_KEY: 'own',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const { code, out } = await onlooker.types('metrics trainingjob/churn --direct --metric cpuutilization -o json', env);
    expect(code).toBe(0);
    expect(titles(JSON.parse(out) as Told)).toEqual(['CPUUtilization']);
  });

  test('that there are none of yet say so', async () => {
    await stage.create('TrainingJob', 'held', trainingSpec(), { 'sagemaker.services.k8s.aws/paused': 'true' });
    const { code, err } = await reader.types('metrics trainingjob/held');
    expect(code).toBe(3);
    expect(err).toMatch(/^error: nothing has been measured of TrainingJob held: it is (?:Held|Pending)/);
  });
});

describe('metrics that are watched', () => {
  test('are drawn again while the job runs, and end with it', async () => {
    const name = 'watched';
    const { control } = stage.simulator;
    await stage.create('TrainingJob', name, trainingSpec({ trainingJobName: name, algorithmSpecification: algorithm }));
    await stage.until('TrainingJob', name, ({ status }) => status?.['secondaryStatus'] === 'Training');
    control.patch({ type: 'training-job', name }, {}, { hold: true });
    const watching = reader.starts(`metrics trainingjob/${name} -w --interval 500ms --metric validation:loss`);
    const shows = (text: string): Promise<void> =>
      stage.eventually(
        () => watching.out().includes(text),
        () => watching.out() + watching.err(),
      );
    await shows('watched is InProgress');
    const loss = { namespace: '/aws/sagemaker/TrainingJobs', metric: 'validation:loss', dimensions: { TrainingJobName: name } };
    control.writeMetric(loss, [{ at: Date.now(), value: 777_000 }]);
    // The axis: what else was measured in that second has a part in the value.
    await shows('00k');
    const ended = { TrainingJobStatus: 'Completed', SecondaryStatus: 'Completed', TrainingEndTime: Date.now() / 1_000 };
    control.patch({ type: 'training-job', name }, ended, { hold: true });
    const { code, out, err } = await watching.ended;
    expect({ code, err }).toEqual({ code: 0, err: 'TrainingJob/watched is Completed\n' });
    expect(out).toContain('TrainingJob/watched is Completed');
    expect(out).not.toContain('\u001b');
  });

  test('leave the terminal on Ctrl-C as they found it, and are never wider than it', async () => {
    const watching = reader.startsInTerminal('metrics trainingjob/churn -w --interval 1s', { columns: 40, rows: 50 });
    const endpoint = reader.startsInTerminal('metrics endpoint/e -w --interval 1s', { columns: 40, rows: 20 });
    const ended = await watching.ended;
    expect(ended.code).toBe(0);
    const [, after = ''] = ended.out.split('\u001b[?25h\u001b[?1049l');
    expect(after).toContain('validation:loss');
    expect(Math.max(...after.split('\r\n').map(widthOf))).toBeLessThanOrEqual(40);
    await stage.eventually(
      () => endpoint.out().includes('\u001b[?1049h\u001b[?25l') && endpoint.out().includes('Endpoint/e'),
      () => endpoint.out(),
    );
    endpoint.presses('\u0003');
    const { code, out } = await endpoint.ended;
    expect(code).toBe(130);
    expect(out.indexOf('\u001b[?25h\u001b[?1049l')).toBeGreaterThan(out.indexOf('\u001b[?1049h'));
  });

  test('end with 130 on Ctrl-C, without a word', async () => {
    const watching = reader.starts('metrics endpoint/e -w');
    await stage.eventually(
      () => watching.out() !== '',
      () => watching.err(),
    );
    watching.signal('SIGINT');
    expect(await watching.ended).toMatchObject({ code: 130, err: '' });
  });
});

test('metrics of an endpoint are calls, errors, latency and its instances, by variant', async () => {
  const dimensions = { EndpointName: 'e', VariantName: 'main' };
  const now = Date.now();
  stage.simulator.control.writeMetric(
    { namespace: 'AWS/SageMaker', metric: 'ModelLatency', dimensions },
    Array.from({ length: 5 }, (_, nth) => ({ at: now - nth * 60_000, value: 20_000 })),
  );
  const answer = await told('metrics endpoint/e');
  expect(titles(answer)).toEqual([
    'Invocations in 1m',
    'Invocation4XXErrors in 1m',
    'Invocation5XXErrors in 1m',
    'ModelLatency',
    'OverheadLatency',
    'CPUUtilization',
    'MemoryUtilization',
    'DiskUtilization',
  ]);
  expect(answer.panels[3]).toMatchObject({ unit: 'ms', curves: [{ label: 'main' }] });
});

test('metrics of a search are the objective of each trial, and by each hyperparameter', async () => {
  const answer = await told('metrics hyperparametertuningjob/search');
  expect(titles(answer)).toEqual(['objective of each trial', 'objective by lr']);
  const [each, byRate] = answer.panels;
  expect(each?.curves.map(({ label }) => label)).toEqual(['best so far', 'trial']);
  expect(each?.curves[1]?.points.map(({ trial }) => trial)).toEqual([1, 2, 3, 4]);
  expect(byRate?.curves[0]?.points).toHaveLength(4);
  const { code, out } = await reader.types('metrics smhpo/search --metric lr');
  expect(code).toBe(0);
  expect(out).toMatch(/^objective by lr/m);
});

test.each([
  ['-w -o json', 2, /^error: -w draws for people/],
  ['-w --interval 0s', 2, /^error: --interval takes at least 500ms/],
  ['--since 5x', 2, /^error: --since takes a duration/],
  ['--png', 2, /^error: --png takes FILE, and none was given/],
])('metrics that are asked for with %s are told of what is wrong', async (words, code, message) => {
  expect(await reader.types(`metrics trainingjob/churn ${words}`)).toMatchObject({ code, err: expect.stringMatching(message) });
});

test('of what nothing is measured it is said', async () => {
  expect(await reader.types('metrics model/m')).toMatchObject({ code: 2, err: 'error: nothing is measured of a Model\n' });
});
