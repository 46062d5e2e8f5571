import { expect, it } from 'vitest';
import { bench, kindOf, object, scope } from './remote.testkit.ts';

const spec = {
  trainingJobName: 'churn',
  roleARN: 'arn:aws:iam::111122223333:role/r',
  // The CRD lets it through: it is an integer of 64 bits.
  profilerRuleConfigurations: [{ ruleConfigurationName: 'r', ruleEvaluatorImage: 'i', volumeSizeInGB: 2 ** 60 }],
};
const leaving = { deletionTimestamp: '2026-01-01T00:00:00Z' };

it('refuses a value that cannot be sent, by its field', async () => {
  await using b = await bench();
  expect(() => b.remote.target(kindOf('TrainingJob'), object('TrainingJob', { spec }), scope)).toThrow(
    'spec.profilerRuleConfigurations[0].volumeSizeInGB must be between',
  );
});

it('still addresses the resource of an object with such a value when it leaves, or it could never be stopped', async () => {
  await using b = await bench();
  const target = b.remote.target(kindOf('TrainingJob'), object('TrainingJob', { spec, metadata: leaving }), scope);
  expect(target.desired).toEqual({ TrainingJobName: 'churn', RoleArn: spec.roleARN });
});
