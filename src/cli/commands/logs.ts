import { logSources } from '../../engine/logs.ts';
import { MOVING } from '../../engine/phase.ts';
import type { KubeObject, LogRule } from '../../kinds/types.ts';
import { countOf, durationOf } from '../arguments.ts';
import { DIRECT } from '../aws-state.ts';
import { findObject } from '../cluster/find.ts';
import { messageOf, phaseIn, stateOf } from '../cluster/state.ts';
import { paint } from '../colour.ts';
import { type Context, defineCommand } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { direct, type LogAccess, throughOperator } from '../logs/access.ts';
import type { Labelled } from '../logs/merge.ts';
import { keepNurserySmall } from '../logs/nursery.ts';
import { followLog, readLog, type ReadOptions, type Writers } from '../logs/read.ts';
import { findOperator } from '../operator.ts';
import { patiently } from '../patience.ts';
import type { Session } from '../session.ts';
import { type Named, targetOf } from '../targets.ts';

const OPTIONS = {
  follow: { type: 'boolean', short: 'f', help: 'go on until the job ends, or Ctrl-C' },
  since: { type: 'string', takes: 'DURATION', help: 'only lines that are younger than this' },
  tail: { type: 'string', takes: 'COUNT', help: 'only the last so many lines' },
  instance: { type: 'string', takes: 'NAME', help: 'only of instances, variants or trials whose name begins so' },
  container: { type: 'string', takes: 'NAME', help: 'the same as --instance' },
  timestamps: { type: 'boolean', help: 'put the time in front of each line' },
  ...DIRECT,
} as const;
type LogContext = Context<typeof OPTIONS>;

export const logs = defineCommand({
  usage: 'KIND/NAME',
  about:
    'What the programs of a job, an endpoint or a notebook wrote to CloudWatch, all instances merged by time. The operator reads it, so that no AWS credentials are needed: a Role that may get trainingjobs/logs is enough.',
  examples: [
    { text: 'follow a training job', line: 'logs trainingjob/churn -f' },
    { text: 'the last lines of one variant of an endpoint', line: 'logs endpoint/churn --instance blue --tail 50' },
    { text: 'all trials of a search, from one of them', line: 'logs hyperparametertuningjob/search --instance search-abc-003' },
  ],
  options: OPTIONS,
  positionals: ['object'],
  async run(context) {
    const target = targetOf(context.positionals, 'logs KIND/NAME');
    if (!target.kind.logs) throw new CliError('usage', `a ${target.kind.kind} writes no log of its own in CloudWatch`);
    const session = await context.cluster();
    const object = await findObject(session, target, context.signal);
    const access =
      context.values.direct === true
        ? await direct(object, context.version)
        : await viaOperator(context, session, { target, object });
    return show(context, { session, target, object, access });
  },
});

async function viaOperator(
  { env, signal }: LogContext,
  session: Session,
  { target, object }: { readonly target: Named; readonly object: KubeObject },
): Promise<LogAccess> {
  return throughOperator(await findOperator(session, env, signal), target, object);
}

interface Subject {
  readonly session: Session;
  readonly target: Named;
  readonly object: KubeObject;
  readonly access: LogAccess;
}

async function show(context: LogContext, subject: Subject): Promise<ExitCode> {
  const { values, clock, signal, stdout, stderr } = context;
  const options: ReadOptions = {
    patiently: (ask) => patiently({ clock, signal, stderr }, ask),
    access: subject.access,
    clock,
    signal,
    instance: subject.target.kind.logs?.of === undefined ? wanted(context) : undefined,
    since: values.since === undefined ? undefined : clock.now() - durationOf('since', values.since),
    tail: values.tail === undefined ? undefined : countOf('tail', values.tail),
  };
  const lines =
    values.follow === true
      ? followLog(options, () => writersNow(context, subject))
      : readLog({ ...options, patiently: (ask) => ask() }, writersOf(context, subject, subject.object));
  keepNurserySmall();
  let count = 0;
  for await (const line of lines) {
    count += 1;
    await stdout.write(`${lineOf(context, subject, line)}\n`);
    signal.throwIfAborted();
  }
  return ended(context, subject, count);
}

const wanted = ({ values }: LogContext): string | undefined => values.instance ?? values.container;

function writersOf(context: LogContext, { target }: Subject, object: KubeObject): Writers {
  const all = logSources(target.kind, object);
  const word = wanted(context);
  const sources =
    target.kind.logs?.of === undefined || word === undefined ? all : all.filter(({ label }) => label.startsWith(word));
  const phase = phaseIn(target.kind, object);
  return { sources, ended: target.kind.lifetime === 'job' && phase !== undefined && !MOVING.has(phase) };
}

/** What is deleted while its log is followed has ended. */
async function writersNow(context: LogContext, subject: Subject): Promise<Writers> {
  const { session, target } = subject;
  return writersOf(context, subject, await findObject(session, target, context.signal));
}

function lineOf({ stdout, values, output }: LogContext, { target }: Subject, line: Labelled): string {
  const { at, source, stream, message } = line;
  const text = message.replace(/\s+$/, '');
  if (output !== 'table') return JSON.stringify({ time: new Date(at).toISOString(), source, stream, message: text });
  const time = values.timestamps === true ? [paint(stdout, 'quiet', new Date(at).toISOString())] : [];
  const writer = writerOf(target.kind.logs, line);
  const who = writer === '' ? [] : [paint(stdout, 'busy', writer)];
  return [...time, ...who, text].join(' ');
}

/** `algo-1` of `churn/algo-1-1700000000`: the job is known, but for a trial, and the time of its start tells nothing. */
function writerOf(rule: LogRule | undefined, { source, stream }: Labelled): string {
  if (rule?.form === 'stream') return '';
  const own = stream.startsWith(`${source}/`) && rule?.of === undefined ? stream.slice(source.length + 1) : stream;
  return own.replace(/-\d{10,}$/, '');
}

/** An empty log has a reason, and a job that failed a bad end. */
async function ended(context: LogContext, { session, target, object }: Subject, count: number): Promise<ExitCode> {
  const { stderr, values, signal } = context;
  const { kind, name } = target;
  const now = values.follow === true ? await findObject(session, target, signal) : object;
  const state = stateOf(kind, now);
  const message = messageOf(now);
  if (count === 0)
    throw new CliError(
      'absent',
      `${kind.kind} ${name} has written nothing${values.since === undefined ? ' yet' : ` since ${values.since} ago`}: it is ${state}${message === '' ? '' : ` (${message})`}`,
    );
  if (values.follow !== true) return EXIT.ok;
  await stderr.write(`${kind.kind}/${name} is ${state}${message === '' ? '' : `: ${message}`}\n`);
  return phaseIn(kind, now) === 'failed' ? EXIT.no : EXIT.ok;
}
