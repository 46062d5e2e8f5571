/** What a command is: data for help and completion, and one function. What it needs of the world it gets from its Context. */
import type { Clock } from '../engine/ports.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Session } from './session.ts';

/** One option, as `parseArgs` of node:util takes it, with what help and completion say of it. */
export interface Option {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  readonly multiple?: boolean;
  readonly default?: string | boolean;
  readonly help: string;
  /** What the value is, in capitals for help: `DURATION`. */
  readonly takes?: string;
  /** The values that there are, for help and completion. */
  readonly choices?: readonly string[];
}
export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O['type'] extends 'boolean' ? boolean : O['multiple'] extends true ? readonly string[] : string;
export type Values<O extends Options> = { readonly [N in keyof O]?: ValueOf<O[N]> };

/** What stands on the command line without a dash, for completion. */
export type Positional = 'kind' | 'object' | 'file' | 'command' | 'shell';

export interface Example {
  readonly text: string;
  /** As one would type it behind `kubectl sagemaker `. */
  readonly line: string;
}

export interface Command<O extends Options = Options> {
  /** Behind `kubectl sagemaker NAME `; empty for a command without arguments. */
  readonly usage: string;
  /** A few sentences, where the summary does not say it all. */
  readonly about?: string;
  readonly examples: readonly Example[];
  readonly options: O;
  readonly positionals: readonly Positional[];
  run(context: Context<O>): Promise<ExitCode>;
}

/** A command in the list: its code is loaded when it is wanted, so that no command waits for the libraries of another. */
export interface CommandEntry {
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  load(): Promise<Command>;
}

/** Keeps the types of the options for `run`. */
export const defineCommand = <const O extends Options>(command: Command<O>): Command => command;

export type OutputFormat = 'table' | 'json' | 'yaml';

/** A stream that is written to: `write` resolves when there is room again, so that nothing piles up. */
export interface Sink {
  write(text: string): Promise<void>;
  readonly isTerminal: boolean;
  /** Width in characters; unlimited where it is no terminal. */
  readonly columns: number;
  /** Height in lines; unlimited where it is no terminal. */
  readonly rows: number;
  /** Whether colours may be used. */
  readonly colour: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Context<O extends Options = Options> {
  readonly values: Values<O>;
  readonly positionals: readonly string[];
  readonly output: OutputFormat;
  readonly stdout: Sink;
  /** For what is no answer: progress, warnings. */
  readonly stderr: Sink;
  readonly stdin: AsyncIterable<string | Uint8Array> & { readonly isTTY?: boolean };
  readonly env: Environment;
  readonly clock: Clock;
  /** Aborts on Ctrl-C and when the reader of stdout is gone. */
  readonly signal: AbortSignal;
  readonly version: string;
  /** The cluster, opened at first use: a command that needs none never reads a kubeconfig. */
  cluster(): Promise<Session>;
}
