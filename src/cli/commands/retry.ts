import { attemptOf } from '../cluster/attempt.ts';
import { findObject } from '../cluster/find.ts';
import { phaseIn, standingOf, stateOf } from '../cluster/state.ts';
import { takeInventory } from '../cluster/inventory.ts';
import { defineCommand } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { targetOf } from '../targets.ts';
import { writeAnswer } from '../write.ts';

export const retry = defineCommand({
  usage: 'KIND/NAME',
  about:
    'A job runs once for an object, so another attempt is another object: a copy with the next number behind its name, in Kubernetes and, where the spec names it, in AWS. The failed one stays as it is.',
  examples: [
    { text: 'run a failed job again, as churn-2', line: 'retry trainingjob/churn' },
    { text: 'see the manifest and change it first', line: 'retry trainingjob/churn --dry-run -o yaml > churn-2.yaml' },
  ],
  options: {
    name: { type: 'string', takes: 'NAME', help: "the new object's name" },
    'dry-run': { type: 'boolean', help: 'only print the object' },
    force: { type: 'boolean', help: 'also of a job that has completed or still runs' },
  },
  positionals: ['object'],
  async run(context) {
    const target = targetOf(context.positionals, 'retry KIND/NAME');
    const { kind, name } = target;
    const { values, signal } = context;
    if (kind.lifetime !== 'job')
      throw new CliError(
        'usage',
        `${kind.kind} is no job: the operator keeps it alive by itself, and an edit of its spec is tried at once`,
      );
    const session = await context.cluster();
    const object = await findObject(session, target, signal);
    if (values.force !== true && !['ended', 'refused'].includes(standingOf(object)))
      throw new CliError(
        'no',
        `${kind.kind} ${name} has not failed: it is ${stateOf(kind, object)}; --force runs it again all the same`,
      );
    if (values.force !== true && phaseIn(kind, object) === 'succeeded')
      throw new CliError('no', `${kind.kind} ${name} has completed; --force runs it again all the same`);
    const { items } = await takeInventory(session, [kind], { namespace: session.namespace }, signal);
    const attempt = attemptOf(kind, object, new Set(items.map((item) => item.object.metadata.name)), values.name);
    if (values['dry-run'] === true) {
      await writeAnswer(
        { stdout: context.stdout, output: context.output === 'table' ? 'yaml' : context.output },
        attempt,
        () => '',
      );
      return EXIT.ok;
    }
    const created = await session.objects(kind).create(attempt, { signal });
    await writeAnswer(context, created, () => `${kind.kind}/${created.metadata.name} created, another attempt of ${name}\n`);
    return EXIT.ok;
  },
});
