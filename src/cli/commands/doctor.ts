import { kinds } from '../../kinds/index.ts';
import { takeInventory } from '../cluster/inventory.ts';
import { paint } from '../colour.ts';
import { type Context, defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { checkCluster, checkDefinitions, checkObjects, checkOperator, checkRights, type Finding } from '../health/checks.ts';
import { stuckAmong } from '../health/stuck.ts';
import { wrap } from '../wrap.ts';
import { writeAnswer } from '../write.ts';
import { operatorHealth } from './status.ts';

export const doctor = defineCommand({
  usage: '',
  about:
    'Looks at the cluster, the CRDs, your rights, the operator and its standing with AWS, and the objects of the namespace, and says what to do. Ends with 1 if something is bad.',
  examples: [{ text: 'why does nothing happen?', line: 'doctor' }],
  options: {},
  positionals: [],
  async run(context) {
    const session = await context.cluster();
    const { signal, clock, version } = context;
    const [cluster, definitions, rights, health, { items }] = await Promise.all([
      checkCluster(session, signal),
      checkDefinitions(session, signal),
      checkRights(session, signal),
      operatorHealth(context, session),
      takeInventory(session, kinds, { namespace: session.namespace }, signal),
    ]);
    const findings = [
      cluster,
      definitions,
      rights,
      ...checkOperator(version, health),
      ...checkObjects(items, stuckAmong(items, clock.now())),
    ];
    await writeAnswer(context, findings, () => findings.map((finding) => textOf(context, finding)).join(''));
    return findings.some(({ is }) => is === 'bad') ? EXIT.no : EXIT.ok;
  },
});

const MARKS = { good: '✓', doubtful: '!', bad: '✗' } as const;
const TONES = { good: 'good', doubtful: 'busy', bad: 'bad' } as const;

function textOf({ stdout }: Pick<Context, 'stdout'>, { check, is, says, todo }: Finding): string {
  const head = wrap(`${check}: ${says}`, stdout.columns, '  ').slice(2);
  const advice = todo === undefined ? '' : `${wrap(`→ ${todo}`, stdout.columns, '    ')}\n`;
  return `${paint(stdout, TONES[is], MARKS[is])} ${head}\n${advice}`;
}
