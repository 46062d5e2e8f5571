/** A person at a prompt: kubectl-sagemaker as a process, with a login of their own and the rights that a Role gives. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { parse, stringify } from 'yaml';
import { QUESTIONS, serveQuestions } from '../../tools/prompt/questions.ts';
import { tokenWith } from '../../tools/prompt/token.ts';
import { compileCache } from './compile-cache.ts';
import type { Rule } from './rights.ts';
import type { Stage } from './stage.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<Said>;
  signal(signal: NodeJS.Signals): void;
  /** The reader of stdout goes away. */
  closeOutput(): void;
}

export class Person implements AsyncDisposable {
  readonly kubeconfig: string;
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.kubeconfig = env['KUBECONFIG'] ?? '';
    this.#env = env;
  }

  /** `rules` hold in the stage's namespace; without them it is the administrator. */
  static async at(stage: Stage, { rules }: { readonly rules?: readonly Rule[] } = {}): Promise<Person> {
    const folder = await mkdtemp(join(tmpdir(), 'person-'));
    const kubeconfig = join(folder, 'kubeconfig');
    const file = parse(await readFile(inject('controlPlane').kubeconfig, 'utf8')) as {
      users: { user: object }[];
      contexts: { context: { namespace?: string } }[];
    };
    const [user] = file.users;
    const [context] = file.contexts;
    if (context) context.context.namespace = stage.namespace;
    if (user && rules) user.user = { token: await tokenWith(stage, rules) };
    await writeFile(kubeconfig, stringify(file));
    const operator = `${stage.namespace}/${QUESTIONS}`;
    const env = { KUBECONFIG: kubeconfig, HOME: folder, KUBECTL_SAGEMAKER_OPERATOR: operator, ...compileCache() };
    return new Person(folder, env);
  }

  /** What they type behind `kubectl sagemaker`, and what came of it. */
  types(line: string, env: Readonly<Record<string, string>> = {}): Promise<Said> {
    return this.starts(line, env).ended;
  }

  starts(line: string, env: Readonly<Record<string, string>> = {}): Running {
    const child = spawn(process.execPath, [MAIN, ...line.split(' ').filter((word) => word !== '')], {
      env: { PATH: process.env['PATH'] ?? '', ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return running(child);
  }

  /** In a terminal, which `script` of bsdutils makes. What is pressed goes in as from a keyboard. */
  startsInTerminal(
    line: string,
    { columns, rows }: { columns: number; rows: number },
  ): Running & { presses(keys: string): void } {
    const command = `stty cols ${columns} rows ${rows}; exec ${process.execPath} ${MAIN} ${line}`;
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      env: { PATH: process.env['PATH'] ?? '', ...this.#env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return { ...running(child), presses: (keys) => void child.stdin.write(keys) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}

function running(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Running {
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const ended = new Promise<Said>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  return {
    out: () => out,
    err: () => err,
    ended,
    signal: (signal) => void child.kill(signal),
    closeOutput: () => void child.stdout.destroy(),
  };
}

/** Where an operator of this stage is to answer, and the Service by which the apiserver finds it there, as the chart's would. */
export const questionsFlag = (stage: Stage): Promise<string> => serveQuestions(stage);
