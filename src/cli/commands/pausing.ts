/** suspend and resume: the operator leaves an object alone, or takes it up again. */
import { annotationsOf } from '../../engine/policy.ts';
import type { KindDescriptor } from '../../kinds/types.ts';
import { findObject } from '../cluster/find.ts';
import { type Context, defineCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { targetsOf } from '../targets.ts';

export const suspend = defineCommand({
  usage: 'KIND/NAME …',
  about:
    'What is not in AWS yet is not made, and what is there is neither changed nor deleted, until resume. A job that runs goes on running: stop ends it.',
  examples: [{ text: 'hold an endpoint as it is', line: 'suspend endpoint/churn' }],
  options: {},
  positionals: ['object'],
  run: (context) => annotate(context, 'suspend', 'true'),
});

export const resume = defineCommand({
  usage: 'KIND/NAME …',
  examples: [{ text: 'let the operator go on', line: 'resume endpoint/churn' }],
  options: {},
  positionals: ['object'],
  run: (context) => annotate(context, 'resume', null),
});

async function annotate(context: Context, verb: 'suspend' | 'resume', value: 'true' | null): Promise<ExitCode> {
  const { positionals, signal, stdout } = context;
  const targets = targetsOf(positionals, `${verb} KIND/NAME …`);
  const session = await context.cluster();
  for (const target of targets) {
    const { kind, name } = target;
    const object = await findObject(session, target, signal);
    const is = object.metadata.annotations?.[pausedBy(kind)] ?? null;
    const at = { name, namespace: object.metadata.namespace };
    if (is !== value)
      await session
        .objects(kind)
        .patch(at, { type: 'merge', body: { metadata: { annotations: { [pausedBy(kind)]: value } } } }, { signal });
    await stdout.write(
      `${kind.kind}/${name} ${verb === 'suspend' ? 'suspended' : 'resumed'}${is === value ? ' (it was already)' : ''}\n`,
    );
  }
  return EXIT.ok;
}

const pausedBy = (kind: KindDescriptor): string => annotationsOf(kind).paused;
