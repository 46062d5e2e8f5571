import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trainingSpec } from '../support/specs.ts';
import { Stage } from '../support/stage.ts';
import { Person, questionsFlag } from '../support/person.ts';

const GROUP = 'sagemaker.services.k8s.aws';
const MAY_LOOK = [
  { apiGroups: [GROUP], resources: ['trainingjobs'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['services/proxy'], verbs: ['get'] },
];
const MAY_READ = [...MAY_LOOK, { apiGroups: [GROUP], resources: ['trainingjobs/logs'], verbs: ['get'] }];

let stage: Stage;
let admin: Person;
let reader: Person;
let onlooker: Person;
beforeAll(async () => {
  stage = await Stage.set({ operator: false, simulator: { speed: 60 } });
  await stage.startOperator([await questionsFlag(stage)]);
  [admin, reader, onlooker] = await Promise.all([
    Person.at(stage),
    Person.at(stage, { rules: MAY_READ }),
    Person.at(stage, { rules: MAY_LOOK }),
  ]);
});
afterAll(async () => {
  await Promise.all([admin, reader, onlooker].map((person) => person[Symbol.asyncDispose]()));
  await stage[Symbol.asyncDispose]();
});

describe('logs', () => {
  test('of a job are followed to its end, through the operator, by who may get them and has no credentials of AWS', async () => {
    await stage.create(
      'TrainingJob',
      'followed',
      trainingSpec({
        trainingJobName: 'followed',
        resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 2, volumeSizeInGB: 10 },
      }),
    );
    await stage.until('TrainingJob', 'followed', ({ status }) => status?.ackResourceMetadata?.arn !== undefined);
    const { code, out, err } = await reader.types('logs trainingjob/followed -f');
    expect({ code, err }).toEqual({ code: 0, err: 'TrainingJob/followed is Completed\n' });
    const lines = out.trim().split('\n');
    expect(lines.filter((line) => line === 'algo-1 done')).toHaveLength(1);
    expect(lines.filter((line) => line === 'algo-2 done')).toHaveLength(1);
    expect(lines.filter((line) => line.includes('algo-1: step 3 '))).toHaveLength(1);
    expect(lines.findIndex((line) => line.includes('step 3 '))).toBeGreaterThan(
      lines.findIndex((line) => line.includes('step 2 ')),
    );
  });
});
