import { kinds as registry } from '../../kinds/index.ts';
import type { KubeObject } from '../../kinds/types.ts';
import { findObject } from '../cluster/find.ts';
import { type Item, takeInventory } from '../cluster/inventory.ts';
import { partTables } from '../cluster/parts.ts';
import { ageOf, messageOf, nameInAws, stateOf, toneOf } from '../cluster/state.ts';
import { labelOf } from '../cluster/tree.ts';
import { paint, type Tone } from '../colour.ts';
import { type Context, defineCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { kindNamed, type Named, targetsOf } from '../targets.ts';
import { listOf, writeAnswer } from '../write.ts';

const OPTIONS = {
  'all-namespaces': { type: 'boolean', short: 'A', help: 'of all namespaces' },
  selector: { type: 'string', short: 'l', takes: 'LABELS', help: 'only objects with these labels' },
} as const;
const USAGE = 'get [KIND | KIND/NAME …]';

export const get = defineCommand({
  usage: '[KIND | KIND/NAME …]',
  about: 'A tuning job is shown with its trials, the best first; an endpoint with its variants, their weights and counts.',
  examples: [
    { text: 'everything in the namespace', line: 'get' },
    { text: 'the training jobs of all namespaces', line: 'get smtj -A' },
    { text: 'a tuning job with its trials', line: 'get hyperparametertuningjob/search' },
  ],
  options: OPTIONS,
  positionals: ['object'],
  async run(context) {
    const { positionals, signal } = context;
    const session = await context.cluster();
    const [first] = positionals;
    if (first !== undefined && (first.includes('/') || positionals.length > 1))
      return named(context, session, targetsOf(positionals, USAGE));
    const kinds = first === undefined ? registry : [kindNamed(first)];
    const everywhere = context.values['all-namespaces'] === true;
    const { selector } = context.values;
    const selection = {
      ...(everywhere ? {} : { namespace: session.namespace }),
      ...(selector === undefined ? {} : { labelSelector: selector }),
    };
    const { items, hidden } = await takeInventory(session, kinds, selection, signal);
    if (hidden.length > 0)
      await context.stderr.write(`you may not list ${hidden.map(({ plural }) => plural).join(', ')}: they are not shown\n`);
    return show(context, items, { everywhere, where: everywhere ? 'any namespace' : `namespace ${session.namespace}` });
  },
});

async function named(context: Context<typeof OPTIONS>, session: Session, targets: readonly Named[]): Promise<ExitCode> {
  const items = await Promise.all(
    targets.map(async (target) => ({ kind: target.kind, object: await findObject(session, target, context.signal) })),
  );
  return show(context, items, { everywhere: false, where: '' });
}

interface Scope {
  readonly everywhere: boolean;
  readonly where: string;
}

async function show(context: Context<typeof OPTIONS>, items: readonly Item[], { everywhere, where }: Scope): Promise<ExitCode> {
  const { stdout, stderr } = context;
  if (items.length === 0 && context.output === 'table') {
    await stderr.write(`nothing found in ${where}\n`);
    return EXIT.ok;
  }
  const objects = items.map(({ object }) => plain(object));
  const [only] = objects;
  await writeAnswer(context, objects.length === 1 && where === '' ? only : listOf(objects), () => {
    const headers = [...(everywhere ? ['NAMESPACE'] : []), 'OBJECT', 'STATE', 'AGE', 'AWS NAME', 'MESSAGE'];
    const overview = table(
      headers,
      items.map((item) => rowOf(context, item, everywhere)),
      stdout,
    );
    return overview + items.map((item) => details(context, item)).join('');
  });
  return EXIT.ok;
}

function rowOf({ stdout, clock }: Context<typeof OPTIONS>, item: Item, everywhere: boolean): readonly string[] {
  const { kind, object } = item;
  const say = (tone: Tone, text: string): string => paint(stdout, tone, text);
  return [
    ...(everywhere ? [object.metadata.namespace] : []),
    labelOf(item),
    say(toneOf(object), stateOf(kind, object)),
    ageOf(object, clock.now()),
    nameInAws(kind, object),
    messageOf(object),
  ];
}

function details({ stdout }: Context<typeof OPTIONS>, item: Item): string {
  return partTables(item.kind, item.object)
    .map(
      ({ title, headers, rows }) =>
        `\n${paint(stdout, 'strong', `${title} of ${labelOf(item)}`)}\n${table(headers, rows, stdout)}`,
    )
    .join('');
}

/** What the apiserver keeps for itself is no use to a reader. */
function plain(object: KubeObject): object {
  const { managedFields: _managed, ...metadata } = object.metadata as KubeObject['metadata'] & { managedFields?: unknown };
  return { ...object, metadata };
}
