import { kinds } from '../../kinds/index.ts';
import { findObject } from '../cluster/find.ts';
import { type Item, takeInventory } from '../cluster/inventory.ts';
import { stateOf, toneOf } from '../cluster/state.ts';
import { type Branch, linesOf, treesOf } from '../cluster/tree.ts';
import { paint } from '../colour.ts';
import { type Context, defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { cut } from '../table.ts';
import { targetsOf } from '../targets.ts';
import { writeAnswer } from '../write.ts';

export const tree = defineCommand({
  usage: '[KIND/NAME …]',
  about:
    'Each object stands above those that it refers to, by name or by Ref, with its state in AWS and who owns it in Kubernetes.',
  examples: [
    { text: 'what hangs together in the namespace', line: 'tree' },
    { text: 'what an endpoint serves', line: 'tree endpoint/churn' },
  ],
  options: {},
  positionals: ['object'],
  async run(context) {
    const { positionals, signal } = context;
    const session = await context.cluster();
    const { namespace } = session;
    const targets = positionals.length === 0 ? [] : targetsOf(positionals, 'tree [KIND/NAME …]');
    // Asked for one by one, so that a name that is not there is told of.
    await Promise.all(targets.map((target) => findObject(session, target, signal)));
    const { items } = await takeInventory(session, kinds, { namespace }, signal);
    const isWanted = ({ kind, object }: Item): boolean =>
      targets.some((target) => target.kind === kind && target.name === object.metadata.name);
    const branches = treesOf(items, targets.length === 0 ? undefined : isWanted);
    await writeAnswer(context, branches.map(dataOf), () => textOf(context, branches));
    if (branches.length === 0) await context.stderr.write(`nothing found in namespace ${namespace}\n`);
    return EXIT.ok;
  },
});

function textOf({ stdout }: Pick<Context, 'stdout'>, branches: readonly Branch[]): string {
  const lines = [...linesOf(branches)].map(({ prefix, branch }) => {
    const { item, label } = branch;
    if (!item) return `${prefix}${paint(stdout, 'quiet', label)}`;
    const owner = ownerOf(item);
    const state = paint(stdout, toneOf(item.object), stateOf(item.kind, item.object));
    return `${prefix}${label}  ${state}${owner === undefined ? '' : `  ${paint(stdout, 'quiet', `owned by ${owner}`)}`}`;
  });
  return lines.map((line) => `${cut(line, stdout.columns)}\n`).join('');
}

interface Owned {
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
}
function ownerOf({ object }: Item): string | undefined {
  const [owner] = (object.metadata as Owned).ownerReferences ?? [];
  return owner && `${owner.kind}/${owner.name}`;
}

function dataOf({ item, label, below }: Branch): object {
  const owner = item && ownerOf(item);
  return {
    name: label,
    ...(item ? { state: stateOf(item.kind, item.object) } : {}),
    ...(owner === undefined ? {} : { owner }),
    ...(below.length === 0 ? {} : { references: below.map(dataOf) }),
  };
}
