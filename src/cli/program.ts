/** One run of the program: words in, exit code out. Everything of the process is a parameter, so that it can be tried without one. */
import type { Clock } from '../engine/ports.ts';
import { type Given, lenient, outputOf, parseCommandLine, textOf } from './arguments.ts';
import { paint } from './colour.ts';
import type { Command, CommandEntry, Context, Environment, Sink } from './command.ts';
import { CliError } from './errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { commandHelp, overview, PROGRAM } from './help.ts';
import { didYouMean } from './nearest.ts';
import type { Session } from './session.ts';

export interface World {
  readonly args: readonly string[];
  readonly env: Environment;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly stdin: Context['stdin'];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly version: string;
  readonly commands: readonly CommandEntry[];
  /** Started as kubectl starts what completes a plugin. */
  readonly completes?: boolean;
}

const COMPLETE = '__complete';

export async function runProgram(world: World): Promise<ExitCode> {
  try {
    return await dispatch(world);
  } catch (error) {
    if (world.signal.aborted) return world.signal.reason === CLOSED ? EXIT.ok : EXIT.interrupted;
    const { failureOf } = await import('./failures.ts');
    const { failure, message } = failureOf(error);
    await world.stderr.write(`${paint(world.stderr, 'bad', 'error:')} ${message}\n`);
    return EXIT[failure];
  }
}

/** Why the signal was aborted when the reader of stdout has gone: it has what it wanted, and that is no failure. */
export const CLOSED = 'nobody reads the output any more';

async function dispatch(world: World): Promise<ExitCode> {
  const { args, stdout, commands } = world;
  const [name, ...rest] = args;
  if (world.completes === true) return complete(world, args);
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    await stdout.write(overview(commands, stdout.columns));
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  if (name === 'help') return dispatch({ ...world, args: [...rest.slice(0, 1), '--help'] });
  if (name === 'version' || name === '--version') {
    await stdout.write(`${world.version}\n`);
    return EXIT.ok;
  }
  if (name === COMPLETE) return complete(world, rest);
  const entry = entryOf(commands, name);
  const command = await entry.load();
  return runCommand(world, entry, command, rest);
}

function entryOf(commands: readonly CommandEntry[], name: string): CommandEntry {
  const entry = commands.find((candidate) => candidate.name === name);
  if (entry) return entry;
  if (name.startsWith('-')) throw new CliError('usage', `the command comes first: ${PROGRAM} COMMAND ${name} …`);
  const names = [...commands.map((candidate) => candidate.name), 'help', 'version'];
  const guess = didYouMean(name, names);
  throw new CliError('usage', `${name}: no such command${guess === '' ? `; ${PROGRAM} --help lists them` : guess}`);
}

async function runCommand(world: World, entry: CommandEntry, command: Command, words: readonly string[]): Promise<ExitCode> {
  const { stdout, stderr, stdin, env, clock, signal, version } = world;
  const { values, positionals } = parseCommandLine(words, command.options);
  if (values['help'] === true) {
    await stdout.write(commandHelp(entry, command, stdout.columns));
    return EXIT.ok;
  }
  const output = outputOf(values);
  const cluster = clusterOf(world, values);
  const context = { values, positionals, output, stdout, stderr, stdin, env, clock, signal, version, cluster };
  return command.run(context as Context);
}

/** Opened at first use, and once. */
function clusterOf({ env, version }: World, values: Given['values']): () => Promise<Session> {
  let session: Promise<Session> | undefined;
  return () => {
    session ??= import('./session.ts').then(({ openSession }) =>
      openSession({
        kubeconfig: textOf(values, 'kubeconfig'),
        context: textOf(values, 'context'),
        namespace: textOf(values, 'namespace'),
        env,
        version,
      }),
    );
    return session;
  };
}

/** Namespace and context may have been typed already; what cannot be understood yet is left out of account. */
async function complete(world: World, words: readonly string[]): Promise<ExitCode> {
  const { answer } = await import('./completion/answer.ts');
  const values = lenient(words);
  const { commands, stdout, completes = false } = world;
  await answer({ words, commands, stdout, cluster: clusterOf(world, values), directive: completes });
  return EXIT.ok;
}
