import type { Phase } from '../../kinds/types.ts';
import { findObject } from '../cluster/find.ts';
import { phaseIn, stateOf } from '../cluster/state.ts';
import { defineCommand } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { findOperator, pathOf } from '../operator.ts';
import { targetsOf } from '../targets.ts';

const OVER: ReadonlySet<Phase> = new Set<Phase>(['succeeded', 'failed', 'stopped']);

export const stop = defineCommand({
  usage: 'KIND/NAME …',
  about:
    'The operator asks AWS to stop it; the object stays, and tells how it ended. kubectl delete stops it as well, and takes the object away.',
  examples: [
    {
      text: 'stop a job and wait until it has stopped',
      line: 'stop trainingjob/churn && kubectl sagemaker wait trainingjob/churn --for end',
    },
  ],
  options: {},
  positionals: ['object'],
  async run(context) {
    const { positionals, signal, env, stdout } = context;
    const targets = targetsOf(positionals, 'stop KIND/NAME …');
    for (const { kind } of targets)
      if (kind.operations.stop === undefined)
        throw new CliError('usage', `AWS cannot stop a ${kind.kind}; kubectl delete ends it`);
    const session = await context.cluster();
    for (const target of targets) {
      const object = await findObject(session, target, signal);
      const phase = phaseIn(target.kind, object);
      if (phase !== undefined && OVER.has(phase))
        throw new CliError('no', `${target.kind.kind} ${target.name} has ended already: it is ${stateOf(target.kind, object)}`);
      const operator = await findOperator(session, env, signal);
      await operator.ask({ method: 'POST', path: pathOf(target, object.metadata.namespace, 'stop') }, signal);
      await stdout.write(`${target.kind.kind}/${target.name} is being stopped\n`);
    }
    return EXIT.ok;
  },
});
