import { DIRECT, stateInAws } from '../aws-state.ts';
import { findObject } from '../cluster/find.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { targetOf } from '../targets.ts';
import { writeAnswer } from '../write.ts';

export const describeAws = defineCommand({
  usage: 'KIND/NAME',
  about: "AWS's own answer to Describe, member by member, asked for now. YAML, unless -o says otherwise.",
  examples: [{ text: 'all that AWS tells of a job', line: 'describe-aws trainingjob/churn' }],
  options: DIRECT,
  positionals: ['object'],
  async run(context) {
    const target = targetOf(context.positionals, 'describe-aws KIND/NAME');
    const session = await context.cluster();
    const object = await findObject(session, target, context.signal);
    const { remote } = await stateInAws(context, session, target, object);
    const output = context.output === 'table' ? 'yaml' : context.output;
    await writeAnswer({ stdout: context.stdout, output }, remote, () => '');
    return EXIT.ok;
  },
});
