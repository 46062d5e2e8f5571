import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Person, questionsFlag } from '../support/person.ts';
import { trainingSpec } from '../support/specs.ts';
import { isReady, Stage } from '../support/stage.ts';

const GROUP = 'sagemaker.services.k8s.aws';
const MAY_LOOK = [{ apiGroups: [GROUP], resources: ['trainingjobs'], verbs: ['get', 'list', 'watch'] }];
/** As the chart gives it to everybody. */
const MAY_REACH = [
  {
    apiGroups: [''],
    resources: ['services/proxy'],
    resourceNames: ['https:sagemaker-operator-questions:questions'],
    verbs: ['get', 'create'],
  },
];
const MAY_READ = [{ apiGroups: [GROUP], resources: ['trainingjobs/logs'], verbs: ['get'] }];

let stage: Stage;
let reader: Person;
let onlooker: Person;
let stranger: Person;
beforeAll(async () => {
  stage = await Stage.set({ operator: false, simulator: { speed: 60 } });
  await stage.startOperator([await questionsFlag(stage)]);
  [reader, onlooker, stranger] = await Promise.all([
    Person.at(stage, { rules: [...MAY_LOOK, ...MAY_REACH, ...MAY_READ] }),
    Person.at(stage, { rules: [...MAY_LOOK, ...MAY_REACH] }),
    Person.at(stage, { rules: [...MAY_LOOK, ...MAY_READ] }),
  ]);
});
afterAll(async () => {
  await Promise.all([reader, onlooker, stranger].map((person) => person[Symbol.asyncDispose]()));
  await stage[Symbol.asyncDispose]();
});

const two = { instanceType: 'ml.m5.large', instanceCount: 2, volumeSizeInGB: 10 };
const linesOf = (out: string): readonly string[] => out.split('\n').filter((line) => line !== '');
const job = async (name: string, over = {}): Promise<void> => {
  await stage.create('TrainingJob', name, trainingSpec({ trainingJobName: name, ...over }));
  await stage.until('TrainingJob', name, ({ status }) => status?.ackResourceMetadata?.arn !== undefined);
};

describe('logs of a job', () => {
  test('are followed to its end, all instances by time, by who has no credentials of AWS', async () => {
    await job('followed', { resourceConfig: two });
    const { code, out, err } = await reader.types('logs trainingjob/followed -f -o json');
    expect({ code, err }).toEqual({ code: 0, err: 'TrainingJob/followed is Completed\n' });
    const lines = linesOf(out).map((line) => JSON.parse(line) as { time: string; stream: string; message: string });
    for (const instance of ['algo-1', 'algo-2']) {
      const own = lines.filter(({ stream }) => stream.startsWith(`followed/${instance}-`)).map(({ message }) => message);
      const steps = own.slice(1, -1).map((message) => Number(/step (\d+) /.exec(message)?.[1]));
      expect(own.at(-1)).toBe('done');
      expect(steps).toEqual(steps.map((_, at) => at + 1));
    }
    const times = lines.map(({ time }) => time);
    expect(times).toEqual(times.toSorted());
  });

  test('that failed end with 1 and its reason', async () => {
    await job('broken', { environment: { SIMULATOR_FAIL: 'out of memory' } });
    const { code, err } = await reader.types('logs smtj/broken -f');
    expect(code).toBe(1);
    expect(err).toMatch(/^TrainingJob\/broken is Failed: .*out of memory/);
  });

  test('can be the last ones, those of one instance, and those since a while', async () => {
    await job('ended', { resourceConfig: two });
    await stage.until('TrainingJob', 'ended', isReady);
    const [tail, one, since] = await Promise.all([
      reader.types('logs trainingjob/ended --tail 3'),
      reader.types('logs trainingjob ended --instance algo-2 --timestamps'),
      reader.types('logs trainingjob/ended --since 1ms'),
    ]);
    expect(linesOf(tail.out)).toHaveLength(3);
    expect(linesOf(tail.out)).toContain('algo-1 done');
    expect(linesOf(one.out).every((line) => /^20\S+Z algo-2 /.test(line))).toBe(true);
    expect(linesOf(one.out).at(-1)).toMatch(/ algo-2 done$/);
    expect({ code: since.code, err: since.err }).toEqual({
      code: 3,
      err: 'error: TrainingJob ended has written nothing since 1ms ago: it is Completed\n',
    });
  });

  test('are not shown to who may see it and not its log, and the rule that would is named', async () => {
    await job('secret');
    const { code, err } = await onlooker.types('logs trainingjob/secret');
    expect(code).toBe(4);
    expect(err).toMatch(
      /cannot get resource "trainingjobs\/logs" .*; it takes a Role with \{apiGroups: \["sagemaker.services.k8s.aws"\], resources: \["trainingjobs\/logs"\], verbs: \["get"\]\}\n$/,
    );
  });

  test('need the way to the operator too, and its rule is named', async () => {
    const { code, err } = await stranger.types('logs trainingjob/secret');
    expect(code).toBe(4);
    expect(err).toContain('it takes a Role with {apiGroups: [""], resources: ["services/proxy"], verbs: ["get"]}');
  });

  test('that nobody has made yet are told of as such', async () => {
    await stage.create('TrainingJob', 'held', trainingSpec(), { 'sagemaker.services.k8s.aws/paused': 'true' });
    const { code, err } = await reader.types('logs trainingjob/held');
    expect({ code, err: err.replace(/: it is .*/s, '') }).toEqual({
      code: 3,
      err: 'error: TrainingJob held has written nothing yet',
    });
  });

  test('are read with credentials of one’s own where that is asked for', async () => {
    const env = {
      AWS_ENDPOINT_URL: stage.simulator.url,
      AWS_ACCESS_KEY_ID: 'own',
      AWS_SECRET_ACCESS_KEY: 'own',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    await stage.until('TrainingJob', 'followed', isReady);
    const { code, out } = await onlooker.types('logs trainingjob/followed --direct --tail 2', env);
    expect(code).toBe(0);
    expect(linesOf(out)).toEqual(['algo-1 done', 'algo-2 done']);
    const none = await onlooker.types('logs trainingjob/followed --direct', { AWS_EC2_METADATA_DISABLED: 'true' });
    expect(none.code).toBe(6);
    expect(none.err).toMatch(/^error: AWS: no AWS credentials/);
  });

  test('of 20,000 lines come whole, in pages, and stop where the reader does', async () => {
    await job('long');
    await stage.until('TrainingJob', 'long', isReady);
    const at = Date.now();
    const lines = Array.from({ length: 20_000 }, (_, number) => ({
      at: at + number,
      message: `line ${number} ${'x'.repeat(80)}`,
    }));
    stage.simulator.control.writeLog('/aws/sagemaker/TrainingJobs', 'long/algo-9-1700000000000', lines);
    const whole = await reader.types('logs trainingjob/long --instance algo-9');
    expect(whole.code).toBe(0);
    expect(linesOf(whole.out)).toHaveLength(20_000);
    const asked = () => stage.simulator.ledger.entries({ operation: 'FilterLogEvents' }).length;
    const before = asked();
    const cut = reader.starts('logs trainingjob/long --instance algo-9');
    await stage.eventually(
      () => cut.out() !== '',
      () => cut.err(),
    );
    cut.closeOutput();
    expect(await cut.ended).toMatchObject({ code: 0, err: '' });
    expect(asked() - before).toBeLessThan(10);
  });

  test('that are followed end with 130 on Ctrl-C, without a word', async () => {
    await job('endless');
    await stage.until('TrainingJob', 'endless', ({ status }) => status?.['secondaryStatus'] === 'Training');
    stage.simulator.control.patch({ type: 'training-job', name: 'endless' }, {}, { hold: true });
    const following = reader.starts('logs trainingjob/endless -f');
    await stage.eventually(
      () => following.out() !== '',
      () => following.err(),
    );
    following.signal('SIGINT');
    expect(await following.ended).toMatchObject({ code: 130, err: '' });
  });
});

test('what writes no log says so', async () => {
  expect(await reader.types('logs model/m')).toMatchObject({
    code: 2,
    err: 'error: a Model writes no log of its own in CloudWatch\n',
  });
});
