/**
 * The operations that the program performs, by name. They are listed, and not looked up in the whole SDK, for memory's sake: with the
 * list the bundler drops the other 380 commands and their schemas. Measured bundled and minified on Node 24 (a bare process is
 * 42.5 MiB resident): the whole SDK 97 MiB, the operations of 26 kinds 69, of five 66.
 *
 * commands.ts is that list; operations.test.ts makes it from what the descriptors, hooks and this folder name.
 */
import { NormalizedSchema } from '@smithy/core/schema';
import { Fault } from '../engine/fault.ts';
import { commands } from './commands.ts';
import type { Schema } from './schema.ts';

export interface Operation {
  readonly name: string;
  readonly input: Schema;
  readonly output: Schema;
  /** Builds the SDK's command from an input in the SDK's own types. */
  command(input: object): object;
}

type Constructor = new (input: object) => { readonly schema?: readonly unknown[] };

export interface Operations {
  /** Throws a `bug` Fault for a name that is not listed. */
  get(name: string): Operation;
  readonly names: readonly string[];
}

/** Looks operations up by name, each once. */
export function createOperations(): Operations {
  const known = new Map<string, Operation>();
  const get = (name: string): Operation => {
    const found = known.get(name) ?? read(name);
    known.set(name, found);
    return found;
  };
  return { get, names: Object.keys(commands) };
}

function read(name: string): Operation {
  const Command = Object.hasOwn(commands, name) ? (commands[name] as Constructor) : undefined;
  if (!Command)
    throw new Fault('bug', 'UnknownOperation', `operation ${name} is not among those that this program was built with`);
  const schema = new Command({}).schema ?? [];
  return {
    name,
    input: NormalizedSchema.of(schema[4] as Parameters<typeof NormalizedSchema.of>[0]),
    output: NormalizedSchema.of(schema[5] as Parameters<typeof NormalizedSchema.of>[0]),
    command: (input) => new Command(input),
  };
}
