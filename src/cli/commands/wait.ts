import { crName } from '../../model/names.ts';
import type { KindDescriptor, KubeObject } from '../../kinds/types.ts';
import { durationOf } from '../arguments.ts';
import { followObject } from '../cluster/follow.ts';
import { messageOf, standingOf, stateOf, toneOf } from '../cluster/state.ts';
import { paint } from '../colour.ts';
import { type Context, defineCommand } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Named, targetOf } from '../targets.ts';

const OPTIONS = {
  for: { type: 'string', choices: ['done', 'end', 'deleted'], takes: 'WHAT', default: 'done', help: 'what to wait for' },
  timeout: { type: 'string', takes: 'DURATION', help: 'give up after this time; never when absent' },
} as const;

export const wait = defineCommand({
  usage: 'KIND/NAME',
  about:
    'done: a job that has completed, a service that is ready. end: any end, good or bad. It stops with 1 as soon as the job has failed, was stopped or was refused, and does not wait for what cannot come any more.',
  examples: [
    { text: 'for a job, two hours at most', line: 'wait trainingjob/churn --timeout 2h' },
    { text: 'until an endpoint is gone', line: 'wait endpoint/churn --for deleted' },
  ],
  options: OPTIONS,
  positionals: ['object'],
  async run(context) {
    const target = targetOf(context.positionals, 'wait KIND/NAME');
    const { timeout } = context.values;
    const deadline = timeout === undefined ? undefined : AbortSignal.timeout(durationOf('timeout', timeout));
    try {
      return await until(context, target, deadline ? AbortSignal.any([context.signal, deadline]) : context.signal);
    } catch (error) {
      if (deadline?.aborted !== true || context.signal.aborted) throw error;
      throw new CliError('timeout', `${target.kind.kind} ${target.name} was not ${wordFor(context)} within ${timeout}`, {
        cause: error,
      });
    }
  },
});

const wordFor = ({ values }: Context<typeof OPTIONS>): string => (values.for === 'end' ? 'at an end' : (values.for ?? 'done'));

async function until(context: Context<typeof OPTIONS>, target: Named, signal: AbortSignal): Promise<ExitCode> {
  const session = await context.cluster();
  let told = '';
  for await (const object of followObject(session, target, signal)) {
    if (!object) return gone(context, target);
    const line = lineOf(target.kind, object);
    if (line !== told) await context.stdout.write(`${paint(context.stdout, toneOf(object), line)}\n`);
    told = line;
    const code = verdict(context, object);
    if (code !== undefined) return code;
  }
  throw new CliError('unreachable', 'the cluster ended the watch');
}

async function gone({ stdout, values }: Context<typeof OPTIONS>, { kind, name }: Named): Promise<ExitCode> {
  await stdout.write(`${kind.kind}/${name}  deleted\n`);
  return values.for === 'deleted' ? EXIT.ok : EXIT.no;
}

/** Undefined while it is still worth waiting. */
function verdict({ values }: Context<typeof OPTIONS>, object: KubeObject): ExitCode | undefined {
  if (values.for === 'deleted' || !isCurrent(object)) return undefined;
  const stands = standingOf(object);
  if (stands === 'done') return EXIT.ok;
  if (stands !== 'ended' && stands !== 'refused') return undefined;
  return values.for === 'end' && stands === 'ended' ? EXIT.ok : EXIT.no;
}

/** What conditions say of an older spec is no answer to this one. */
const isCurrent = ({ metadata, status }: KubeObject): boolean =>
  (status?.conditions ?? []).every(
    ({ observedGeneration }) => (observedGeneration ?? metadata.generation) >= metadata.generation,
  );

function lineOf(kind: KindDescriptor, object: KubeObject): string {
  const detail = object.status?.[crName('SecondaryStatus')];
  const state = stateOf(kind, object);
  const more = typeof detail === 'string' && detail !== state ? ` (${detail})` : '';
  const message = messageOf(object);
  return `${kind.kind}/${object.metadata.name}  ${state}${more}${message === '' ? '' : `  ${message}`}`;
}
