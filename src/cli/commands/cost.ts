import type { KindDescriptor } from '../../kinds/types.ts';
import { kinds } from '../../kinds/index.ts';
import { type Item, takeInventory } from '../cluster/inventory.ts';
import { findObject } from '../cluster/find.ts';
import { type Context, defineCommand } from '../command.ts';
import { billingOf } from '../cost/billing.ts';
import { type Bill, billOf, type Charge } from '../cost/charge.ts';
import { estimate } from '../cost/estimate.ts';
import { defaultPrices, type Prices, readPrices } from '../cost/prices.ts';
import { recorded, type Recorded } from '../cost/recorded.ts';
import { costTable, type Grouping, linesOf, totalOf } from '../cost/report.ts';
import { CliError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readInputs, readText } from '../offline/files.ts';
import { parseManifests } from '../offline/manifests.ts';
import { targetsOf } from '../targets.ts';
import { identityOf, isFields, type PlainFields } from '../validate/values.ts';
import { writeAnswer } from '../write.ts';

const OPTIONS = {
  filename: {
    type: 'string',
    short: 'f',
    multiple: true,
    takes: 'FILE',
    help: 'estimate what manifests cost at most; no cluster is asked',
  },
  prices: { type: 'string', takes: 'FILE', help: 'prices to reckon with, in place of the approximate ones that come along' },
  by: { type: 'string', takes: 'WHAT', help: 'sum up by namespace, or by label=KEY' },
  selector: { type: 'string', short: 'l', takes: 'LABELS', help: 'only objects with these labels' },
  'all-namespaces': { type: 'boolean', short: 'A', help: 'of all namespaces' },
} as const;
type CostContext = Context<typeof OPTIONS>;
const USAGE = 'cost [KIND/NAME …]';

export const cost = defineCommand({
  usage: '[KIND/NAME …] [-f FILE]',
  about:
    'Instances alone are counted: no volumes, no transfer, no discounts. Jobs by what AWS billed, or the time that they ran; services by the hour. ' +
    'With -f it is the most that manifests can cost: instances times the longest time, for a tuning job times its trials.',
  examples: [
    { text: 'before it runs', line: 'cost -f job.yaml' },
    { text: 'the namespace', line: 'cost' },
    { text: 'by team, everywhere', line: 'cost -A --by label=team --prices prices.yaml' },
  ],
  options: OPTIONS,
  positionals: ['object'],
  async run(context) {
    const { values } = context;
    const prices = values.prices === undefined ? defaultPrices() : readPrices(values.prices, await readText(values.prices));
    const by = groupingOf(values.by);
    if (values.filename === undefined) return report(context, { prices, by, bound: false, bills: await spent(context, prices) });
    return report(context, { prices, by, bound: true, bills: await expected(context, values.filename, prices) });
  },
});

function groupingOf(by: string | undefined): Grouping {
  if (by === undefined || by === 'object') return 'object';
  if (by === 'namespace') return by;
  if (by.startsWith('label=') && by.length > 6) return { label: by.slice(6) };
  throw new CliError('usage', `--by takes namespace or label=KEY, not '${by}'`);
}

async function expected({ stdin, stderr }: CostContext, files: readonly string[], prices: Prices): Promise<readonly Bill[]> {
  const parsed = (await readInputs(files, stdin)).map(({ name, text }) => parseManifests(name, text));
  const [trouble] = parsed.flatMap(({ troubles }) => troubles);
  if (trouble) throw new CliError('usage', `${trouble.file}:${trouble.line}:${trouble.column}: ${trouble.message}`);
  const charges = parsed.flatMap(({ manifests }) => manifests).flatMap(({ value }) => chargesOf(value));
  if (charges.length === 0) await stderr.write('nothing here is paid for by the instance\n');
  return charges.map((charge) => billOf(charge, prices));
}

function chargesOf(value: unknown): readonly Charge[] {
  const spec = isFields(value) && isFields(value['spec']) ? value['spec'] : {};
  const { kind, name, namespace } = identityOf(value);
  const estimated = estimate(kind, spec);
  const metadata = isFields(value) && isFields(value['metadata']) ? value['metadata'] : {};
  return estimated ? [{ kind, name, namespace, labels: labelsIn(metadata), savedSeconds: 0, ...estimated }] : [];
}

const labelsIn = ({ labels }: PlainFields): Readonly<Record<string, string>> =>
  isFields(labels) ? (labels as Record<string, string>) : {};

async function spent(context: CostContext, prices: Prices): Promise<readonly Bill[]> {
  const { clock } = context;
  const { items, asked } = await found(context);
  const all = items.map(recordOf);
  return asked.flatMap((item): readonly Bill[] => {
    const usage = recorded(recordOf(item), all, clock.now());
    if (!usage) return [];
    const { kind, metadata } = item.object;
    const { name, namespace, labels = {} } = metadata;
    return [billOf({ kind, name, namespace, labels, ...usage }, prices)];
  });
}

const recordOf = ({ kind, object }: Item): Recorded => ({
  kind: kind.kind,
  spec: object.spec,
  status: object.status ?? {},
  namespace: object.metadata.namespace,
});

const PAID: readonly KindDescriptor[] = kinds.filter(({ kind }) => billingOf(kind) !== undefined);

interface Found {
  readonly asked: readonly Item[];
  /** With what may tell on what they run. */
  readonly items: readonly Item[];
}

async function found(context: CostContext): Promise<Found> {
  const { positionals, values, signal, stderr } = context;
  const session = await context.cluster();
  const scope = values['all-namespaces'] === true ? {} : { namespace: session.namespace };
  if (positionals.length > 0) {
    const asked = await Promise.all(
      targetsOf(positionals, USAGE).map(async (target) => ({
        kind: target.kind,
        object: await findObject(session, target, signal),
      })),
    );
    const others = PAID.filter(({ kind }) => billingOf(kind)?.as === 'variants');
    const { items } = await takeInventory(session, others, { namespace: session.namespace }, signal);
    return { asked, items: [...asked, ...items] };
  }
  const { items, hidden } = await takeInventory(session, PAID, scope, signal);
  if (hidden.length > 0)
    await stderr.write(`you may not list ${hidden.map(({ plural }) => plural).join(', ')}: they are not counted\n`);
  const { selector } = values;
  if (selector === undefined) return { asked: items, items };
  const selected = await takeInventory(session, PAID, { ...scope, labelSelector: selector }, signal);
  return { asked: selected.items, items };
}

interface Report {
  readonly prices: Prices;
  readonly by: Grouping;
  readonly bound: boolean;
  readonly bills: readonly Bill[];
}

async function report(context: CostContext, { prices, by, bound, bills }: Report): Promise<ExitCode> {
  const { source, asOf, currency } = prices;
  const lines = linesOf(bills, by);
  const total = totalOf(bills);
  await writeAnswer(context, { currency, source, asOf, bound, lines, total }, () =>
    costTable(lines.length > 1 ? [...lines, total] : lines, prices, context.stdout, bound),
  );
  if (context.output === 'table' && bills.length > 0) await context.stderr.write(`Prices of ${asOf || 'no date'}. ${source}\n`);
  return EXIT.ok;
}
