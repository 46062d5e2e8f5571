import { defineCommand } from '../command.ts';
import { scriptFor, type Shell, SHELLS } from '../completion/scripts.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { didYouMean } from '../nearest.ts';

export const completion = defineCommand({
  usage: SHELLS.join('|'),
  about:
    'kubectl asks for completions of a plugin through an executable called kubectl_complete-sagemaker on the PATH: a link to kubectl-sagemaker under that name is enough.',
  examples: [
    { text: 'in this bash', line: 'completion bash > ~/.kube/sagemaker.bash && source ~/.kube/sagemaker.bash' },
    { text: 'in fish, for good', line: 'completion fish > ~/.config/fish/completions/kubectl-sagemaker.fish' },
  ],
  options: {},
  positionals: ['shell'],
  async run({ positionals, stdout }) {
    const [shell = ''] = positionals;
    if (!isShell(shell))
      throw new CliError('usage', `completion takes ${SHELLS.join(', ')}, not '${shell}'${didYouMean(shell, SHELLS)}`);
    await stdout.write(scriptFor(shell));
    return EXIT.ok;
  },
});

const isShell = (word: string): word is Shell => (SHELLS as readonly string[]).includes(word);
