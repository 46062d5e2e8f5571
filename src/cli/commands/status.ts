import { kinds } from '../../kinds/index.ts';
import { takeInventory } from '../cluster/inventory.ts';
import { paint } from '../colour.ts';
import { type Context, defineCommand } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { OperatorAnswer } from '../health/checks.ts';
import { leaderIn } from '../health/leader.ts';
import { type Health, healthOf, type Metric } from '../health/measures.ts';
import { type Stuck, stuckAmong } from '../health/stuck.ts';
import { findOperator } from '../operator.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { writeAnswer } from '../write.ts';

const OPTIONS = { 'all-namespaces': { type: 'boolean', short: 'A', help: 'objects of all namespaces' } } as const;

export const status = defineCommand({
  usage: '',
  about:
    'How the operator is: version, who leads, what waits, how fresh its picture of AWS is, how often AWS refused or slowed it down; and the objects that do not go on, with the reason. Ends with 1 if there are any.',
  examples: [{ text: 'what is stuck anywhere, and why', line: 'status -A' }],
  options: OPTIONS,
  positionals: [],
  async run(context) {
    const session = await context.cluster();
    const { signal, clock, values } = context;
    const selection = values['all-namespaces'] === true ? {} : { namespace: session.namespace };
    const [operator, { items }] = await Promise.all([
      operatorHealth(context, session),
      takeInventory(session, kinds, selection, signal),
    ]);
    const stuck = stuckAmong(items, clock.now());
    await writeAnswer(context, { ...operator, stuck }, () => textOf(context, operator, stuck));
    return stuck.length === 0 && operator.problem === undefined ? EXIT.ok : EXIT.no;
  },
});

export interface Seen extends OperatorAnswer {
  readonly leader?: string;
}

/** What is wrong with the operator must not keep what is known of the objects from being shown. */
export async function operatorHealth({ env, signal }: Pick<Context, 'env' | 'signal'>, session: Session): Promise<Seen> {
  try {
    const operator = await findOperator(session, env, signal);
    const [answer, leader] = await Promise.all([
      operator.ask({ path: 'metrics' }, signal),
      leaderIn(session, operator.namespace, signal),
    ]);
    const { instance, metrics } = answer as { readonly instance: string; readonly metrics: readonly Metric[] };
    return { operator: healthOf(instance, metrics), ...(leader === undefined ? {} : { leader }) };
  } catch (error) {
    signal.throwIfAborted();
    const { failureOf } = await import('../failures.ts');
    const failure = failureOf(error);
    if (failure instanceof CliError && failure.failure === 'bug') throw error;
    return { problem: failure.message, failure: failure.failure };
  }
}

function textOf({ stdout }: Pick<Context, 'stdout'>, { operator, leader, problem }: Seen, stuck: readonly Stuck[]): string {
  const facts = operator ? factsOf(operator, leader) : [['operator', paint(stdout, 'bad', problem ?? 'unknown')]];
  const rows = stuck.map(({ namespace, object, state, since, message }) => [
    namespace,
    object,
    paint(stdout, 'bad', state),
    since,
    message,
  ]);
  const list = rows.length === 0 ? 'nothing is stuck\n' : table(['NAMESPACE', 'OBJECT', 'STATE', 'SINCE', 'WHY'], rows, stdout);
  return `${table(['', ''], facts, { columns: stdout.columns, headers: false })}\n${list}`;
}

function factsOf(health: Health, leader: string | undefined): string[][] {
  const { replica, version, leads, queue, sweep, watch, aws } = health;
  const counts = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .map(([word, count]) => `${count} ${word}`)
      .join(', ') || 'none';
  return [
    ['operator', `${version}, answered by ${replica}, which ${leads ? 'leads' : 'waits for the lease'}`],
    ...(leader === undefined ? [] : [['leader', leader]]),
    ['objects', counts(health.objects)],
    ['queue', `${queue.waiting} waiting, longest pass ${queue.longestSeconds} s`],
    ['sweeps', sweep ? `the oldest, of ${sweep.kind}, ${sweep.seconds} s ago` : 'none: nothing is busy'],
    ['watches', watch ? `the most silent, of ${watch.kind}, heard ${watch.seconds} s ago` : 'none'],
    ['AWS', `${aws.calls} calls; refused or slowed down: ${counts(aws.faults)}`],
  ];
}
