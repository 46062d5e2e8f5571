import { defineCommand } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { ask } from '../generate/ask.ts';
import { skeletonOf } from '../generate/skeleton.ts';
import { skeletonYaml } from '../generate/write.ts';
import { bundledModels } from '../offline/models.ts';
import { kindNamed } from '../targets.ts';
import { createCel } from '../validate/cel.ts';
import { manifestTypes } from '../validate/types.ts';

export const generate = defineCommand({
  usage: 'KIND [NAME]',
  about:
    'Prints a manifest with the fields that are required and those that most people set. Values to change are in capitals or say so. ' +
    'On a terminal each value is asked for; Enter keeps what is proposed.',
  examples: [
    { text: 'ask for each value', line: 'generate trainingjob churn > job.yaml' },
    { text: 'a skeleton to edit', line: 'generate endpointconfig --non-interactive' },
  ],
  options: { 'non-interactive': { type: 'boolean', help: 'ask nothing, also on a terminal' } },
  positionals: ['kind'],
  async run({ values, positionals, stdin, stdout, stderr }) {
    const [word, name = 'change-me', ...more] = positionals;
    if (word === undefined || more.length > 0) throw new CliError('usage', 'say which kind: generate KIND [NAME]');
    const kind = kindNamed(word);
    const types = manifestTypes(await bundledModels());
    const type = types.find((each) => each.kind === kind.kind && each.subject !== undefined);
    const spec = type?.schema().properties?.['spec'];
    if (!type || !spec) throw new CliError('bug', `${kind.kind} has no schema`);
    const skeleton = skeletonOf(createCel(), spec);
    const isAsked = stdin.isTTY === true && stderr.isTerminal && values['non-interactive'] !== true;
    const answers = isAsked ? await ask(skeleton.leaves, stdin, stderr) : [];
    await stdout.write(skeletonYaml(type, name, skeleton, answers));
    return EXIT.ok;
  },
});
