import { DIRECT, stateInAws } from '../aws-state.ts';
import { differences, type Difference } from '../cluster/differences.ts';
import { findObject } from '../cluster/find.ts';
import { paint } from '../colour.ts';
import { type Context, defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { targetOf } from '../targets.ts';
import { writeAnswer } from '../write.ts';

export const diff = defineCommand({
  usage: 'KIND/NAME',
  about: 'Ends with 1 where there is a difference. What the spec leaves out, AWS fills in: that is none.',
  examples: [{ text: 'has somebody changed the endpoint in the console?', line: 'diff endpoint/churn' }],
  options: DIRECT,
  positionals: ['object'],
  async run(context) {
    const target = targetOf(context.positionals, 'diff KIND/NAME');
    const session = await context.cluster();
    const object = await findObject(session, target, context.signal);
    const { desired, remote } = await stateInAws(context, session, target, object);
    const found = differences(desired, remote);
    await writeAnswer(context, found, () => found.map((each) => linesOf(context, each)).join(''));
    return found.length === 0 ? EXIT.ok : EXIT.no;
  },
});

function linesOf({ stdout }: Pick<Context, 'stdout'>, { path, spec, aws }: Difference): string {
  const there = aws === undefined ? '(not set)' : JSON.stringify(aws);
  return `${path}\n${paint(stdout, 'bad', `- ${JSON.stringify(spec)}`)}\n${paint(stdout, 'good', `+ ${there}`)}\n`;
}
