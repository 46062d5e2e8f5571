import { describe, expect, test } from 'vitest';
import { systemClock } from '../kube/timing.ts';
import type { CommandEntry, Sink } from './command.ts';
import { defineCommand } from './command.ts';
import { commands } from './commands.ts';
import { EXIT, EXIT_MEANINGS } from './exit-codes.ts';
import { runProgram, type World } from './program.ts';
import { widthOf } from './table.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: readonly string[], over: Partial<World & { columns: number }> = {}): Promise<Run> {
  const said = { out: '', err: '' };
  const sink = (to: 'out' | 'err'): Sink => ({
    write: async (text) => void (said[to] += text),
    isTerminal: over.columns !== undefined,
    columns: over.columns ?? Number.POSITIVE_INFINITY,
    rows: Number.POSITIVE_INFINITY,
    colour: false,
  });
  const code = await runProgram({
    args,
    env: { KUBECONFIG: '/no/such/kubeconfig' },
    stdout: sink('out'),
    stderr: sink('err'),
    stdin: [] as never,
    clock: systemClock,
    signal: new AbortController().signal,
    version: '1.2.3',
    commands,
    ...over,
  });
  return { code, ...said };
}

const entry = (fails: () => never): CommandEntry => ({
  name: 'broken',
  summary: 'Fails',
  load: async () => defineCommand({ usage: '', examples: [], options: {}, positionals: [], run: async () => fails() }),
});

describe('help', () => {
  test.each(commands.map(({ name }) => name))(
    'of %s has an example that names it, fits into 40 columns and ends with 0',
    async (name) => {
      const { code, out } = await run([name, '--help'], { columns: 40 });
      expect(code).toBe(EXIT.ok);
      expect(out).toContain(`kubectl sagemaker ${name}`);
      // What is to be copied is not broken; all else is.
      const lines = out.split('\n').filter((line) => !line.includes('kubectl sagemaker'));
      expect(lines.filter((line) => widthOf(line) > 40)).toEqual([]);
    },
  );

  test('lists every command and every exit code', async () => {
    const { out } = await run(['--help']);
    for (const { name, summary } of commands) expect(out).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
    for (const name of Object.keys(EXIT_MEANINGS) as (keyof typeof EXIT)[]) expect(out).toContain(`  ${EXIT[name]} `);
  });

  test('is what one sees who types nothing, and that is wrong usage', async () => {
    expect(await run([])).toMatchObject({ code: EXIT.usage, err: '' });
  });
});

describe('a slip', () => {
  test.each([
    [['lgos', 'a/b'], EXIT.usage, 'error: lgos: no such command; did you mean logs?\n'],
    [['get', '--al-namespaces'], EXIT.usage, 'error: --al-namespaces: no such option; did you mean --all-namespaces?\n'],
    [['logs', 'trainngjob/a'], EXIT.absent, 'error: trainngjob: no such kind; did you mean TrainingJob?\n'],
    [['logs', 'trainingjob'], EXIT.usage, 'error: say which TrainingJob: logs KIND/NAME\n'],
    [['logs', 'a/b/c'], EXIT.usage, 'error: a/b/c: not KIND/NAME; logs KIND/NAME\n'],
    [['logs', 'model/a'], EXIT.usage, 'error: a Model writes no log of its own in CloudWatch\n'],
    [['stop', 'model/a'], EXIT.usage, 'error: AWS cannot stop a Model; kubectl delete ends it\n'],
    [
      ['get'],
      EXIT.unreachable,
      'error: the kubeconfig /no/such/kubeconfig cannot be read: set KUBECONFIG or --kubeconfig to one that can\n',
    ],
  ])('%j ends with %d and says what to do', async (args, code, err) => {
    expect(await run(args)).toEqual({ code, out: '', err });
  });
});

describe('an error', () => {
  test('that nobody foresaw is a bug, in one line without a stack', async () => {
    const failing = entry(() => {
      throw new TypeError('x is not a function\n    at somewhere');
    });
    expect(await run(['broken'], { commands: [failing] })).toEqual({
      code: EXIT.bug,
      out: '',
      err: 'error: x is not a function (this is a bug: please report it with the command)\n',
    });
  });

  test('after Ctrl-C is none: it ends with 130 and says nothing', async () => {
    const stop = new AbortController();
    const interrupted = entry(() => {
      stop.abort();
      throw new Error('anything');
    });
    expect(await run(['broken'], { commands: [interrupted], signal: stop.signal })).toEqual({
      code: EXIT.interrupted,
      out: '',
      err: '',
    });
  });
});

describe('completion', () => {
  const next = async (...words: string[]): Promise<readonly string[]> =>
    (await run(['__complete', ...words])).out.split('\n').filter((word) => word !== '');
  test('tells commands, options, kinds and values as far as they are typed', async () => {
    expect(await next('lo')).toEqual(['logs']);
    expect(await next('logs', '--ta')).toEqual(['--tail']);
    expect(await next('get', '-o', '')).toEqual(['table', 'json', 'yaml']);
    expect(await next('logs', 'trainingj')).toEqual(['trainingjob']);
    expect(await next('completion', 'z')).toEqual(['zsh']);
  });

  test('is silent, and does not fail, where the cluster cannot be asked', async () => {
    expect(await run(['__complete', 'logs', 'trainingjob/'])).toEqual({ code: EXIT.ok, out: '', err: '' });
  });

  test('answers kubectl in its own way', async () => {
    expect((await run(['logs', '--ta'], { completes: true })).out).toBe('--tail\n:4\n');
  });
});
