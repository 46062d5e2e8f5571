import type { MeasureAnswer } from '../../engine/measures.ts';
import { MOVING } from '../../engine/phase.ts';
import type { KubeObject } from '../../kinds/types.ts';
import { sleep } from '../../kube/timing.ts';
import { durationOf } from '../arguments.ts';
import { DIRECT } from '../aws-state.ts';
import { findObject } from '../cluster/find.ts';
import { messageOf, phaseIn, stateOf } from '../cluster/state.ts';
import { paint } from '../colour.ts';
import { type Context, defineCommand } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { direct, type MeasureAccess, throughOperator } from '../metrics/access.ts';
import { chosen } from '../metrics/choose.ts';
import { drawPanel } from '../metrics/draw.ts';
import { measuredPanels, type Panel, partPanels } from '../metrics/panels.ts';
import { openScreen } from '../metrics/screen.ts';
import { findOperator } from '../operator.ts';
import { patiently } from '../patience.ts';
import type { Session } from '../session.ts';
import { cut } from '../table.ts';
import { type Named, targetOf } from '../targets.ts';
import { writeAnswer } from '../write.ts';

const OPTIONS = {
  watch: { type: 'boolean', short: 'w', help: 'draw again until the job ends, or Ctrl-C' },
  metric: { type: 'string', multiple: true, takes: 'NAME', help: 'only this one; may be given several times' },
  since: { type: 'string', takes: 'DURATION', help: 'only what is younger than this; of a service the last 3h when absent' },
  interval: { type: 'string', takes: 'DURATION', default: '15s', help: 'how often -w looks' },
  png: { type: 'string', takes: 'FILE', help: 'save the picture' },
  html: { type: 'string', takes: 'FILE', help: 'save the picture and the numbers as a page' },
  ...DIRECT,
} as const;
const LEAST_MS = 500;
type MetricsContext = Context<typeof OPTIONS>;

export const metrics = defineCommand({
  usage: 'KIND/NAME',
  about:
    'Curves of what CloudWatch measured: the metrics of a training job, CPU, GPU and memory of its instances; invocations, errors and latency of an endpoint; for a search the objective of each trial, and by each hyperparameter. The operator reads it, so that no AWS credentials are needed: a Role that may get trainingjobs/metrics is enough.',
  examples: [
    { text: 'watch a training job learn', line: 'metrics trainingjob/churn -w' },
    { text: 'how a search went, for a report', line: 'metrics hyperparametertuningjob/search --html search.html' },
    { text: 'the latency of an endpoint in the last hour', line: 'metrics endpoint/churn --metric ModelLatency --since 1h' },
  ],
  options: OPTIONS,
  positionals: ['object'],
  async run(context) {
    const target = targetOf(context.positionals, 'metrics KIND/NAME');
    const { kind } = target;
    const isMeasured = kind.measures !== undefined || kind.parts?.some(({ plot }) => plot) === true;
    if (!isMeasured) throw new CliError('usage', `nothing is measured of a ${kind.kind}`);
    const everyMs = durationOf('interval', context.values.interval ?? '15s');
    if (everyMs < LEAST_MS)
      throw new CliError('usage', `--interval takes at least ${LEAST_MS}ms: all who look share CloudWatch’s limits`);
    if (context.values.watch === true && context.output !== 'table')
      throw new CliError('usage', '-w draws for people: leave it, or -o, away');
    const since = context.values.since === undefined ? undefined : durationOf('since', context.values.since);
    const session = await context.cluster();
    const object = await findObject(session, target, context.signal);
    const access = kind.measures === undefined ? undefined : await accessTo(context, session, { target, object });
    const subject: Subject = { session, target, access, since, everyMs };
    return context.values.watch === true ? watch(context, subject, object) : once(context, subject, object);
  },
});

interface Subject {
  readonly session: Session;
  readonly target: Named;
  /** Undefined: the object itself tells all. */
  readonly access: MeasureAccess | undefined;
  /** Milliseconds. */
  readonly since: number | undefined;
  readonly everyMs: number;
}

async function accessTo(
  { values, env, signal, version }: MetricsContext,
  session: Session,
  { target, object }: { readonly target: Named; readonly object: KubeObject },
): Promise<MeasureAccess> {
  if (values.direct === true) return direct(target, object, version);
  return throughOperator(await findOperator(session, env, signal), target);
}

/** What there is now. A name that is not among what is measured is told of; what is not measured yet is not. */
interface Look {
  readonly object: KubeObject;
  readonly panels: readonly Panel[];
  readonly answer: MeasureAnswer | undefined;
}

async function look(context: MetricsContext, { target, access, since }: Subject, object: KubeObject): Promise<Look> {
  const { values, clock, signal } = context;
  const answer = await access?.read(object, since === undefined ? undefined : clock.now() - since, signal);
  const panels = [...(answer ? measuredPanels(answer) : []), ...partPanels(target.kind, object)];
  return { object, answer, panels: chosen(panels, answer, values.metric) };
}

async function once(context: MetricsContext, subject: Subject, object: KubeObject): Promise<ExitCode> {
  const seen = await look(context, subject, object);
  const { kind, name } = subject.target;
  if (seen.panels.length === 0) throw new CliError('absent', emptiness(subject.target, object));
  const data = { object: `${kind.kind}/${name}`, state: stateOf(kind, object), ...dataOf(seen) };
  await save(context, subject.target, seen);
  await writeAnswer(context, data, () => textOf(context, subject.target, seen).join('\n') + '\n');
  return EXIT.ok;
}

async function watch(context: MetricsContext, subject: Subject, first: KubeObject): Promise<ExitCode> {
  const { stdout, stderr, clock, signal } = context;
  const { session, target, everyMs } = subject;
  let object = first;
  let seen = await look(context, subject, object);
  const screen = await openScreen(stdout);
  try {
    for (;;) {
      await screen.show(seen.panels.length === 0 ? [emptiness(target, object)] : textOf(context, target, seen));
      if (hasEnded(target, object)) break;
      await sleep(clock, everyMs * (0.9 + 0.2 * clock.random()), signal);
      [object, seen] = await patiently({ clock, signal, stderr }, async () => {
        const now = await findObject(session, target, signal);
        return [now, await look(context, subject, now)] as const;
      });
    }
  } finally {
    await screen.close();
  }
  await save(context, target, seen);
  const message = messageOf(object);
  await stderr.write(
    `${target.kind.kind}/${target.name} is ${stateOf(target.kind, object)}${message === '' ? '' : `: ${message}`}\n`,
  );
  return phaseIn(target.kind, object) === 'failed' ? EXIT.no : EXIT.ok;
}

function hasEnded({ kind }: Named, object: KubeObject): boolean {
  const phase = phaseIn(kind, object);
  return kind.lifetime === 'job' && phase !== undefined && !MOVING.has(phase);
}

function emptiness({ kind, name }: Named, object: KubeObject): string {
  const message = messageOf(object);
  return `nothing has been measured of ${kind.kind} ${name}: it is ${stateOf(kind, object)}${message === '' ? '' : ` (${message})`}`;
}

/** Lines of a plot where nothing tells how many there are. */
const HEIGHT = 10;
const MIN_HEIGHT = 4;
/** Title, axis, its labels and an empty line. */
const AROUND = 4;

function textOf({ stdout, values }: MetricsContext, { kind, name }: Named, { panels, object }: Look): readonly string[] {
  const columns = Number.isFinite(stdout.columns) ? stdout.columns : 80;
  const room = values.watch === true ? Math.floor((stdout.rows - 2) / panels.length) - AROUND : HEIGHT;
  const height = Math.min(HEIGHT, Math.max(MIN_HEIGHT, room));
  const head = cut(`${paint(stdout, 'strong', `${kind.kind}/${name}`)} is ${stateOf(kind, object)}`, columns);
  return [head, ...panels.flatMap((panel) => ['', ...drawPanel(panel, { colour: stdout.colour, columns, height })])];
}

function dataOf({ panels, answer }: Look): object {
  return {
    ...(answer ? { periodSeconds: answer.period } : {}),
    panels: panels.map(({ title, unit, x, curves }) => ({
      title,
      ...(unit === '' ? {} : { unit: unit.trim() }),
      curves: curves.map(({ label, points }) => ({
        ...(label === '' ? {} : { label }),
        points: points.map(([at, value]) => ({
          ...(x.is === 'time'
            ? { time: new Date(at).toISOString() }
            : { [x.title]: x.is === 'words' ? (x.words[at] ?? '') : at }),
          value,
        })),
      })),
    })),
  };
}

async function save({ values, stderr }: MetricsContext, { kind, name }: Named, { panels }: Look): Promise<void> {
  const { png, html } = values;
  if (png === undefined && html === undefined) return;
  if (panels.length === 0) return;
  const { savePictures } = await import('../metrics/picture/save.ts');
  const files = await savePictures({ title: `${kind.kind} ${name}`, panels }, { png, html });
  await stderr.write(files.map((file) => `written ${file}\n`).join(''));
}
