/**
 * The operations that the program performs, by name. They are listed, and not looked up in the whole SDK, for memory's sake: with the
 * list the bundler drops the other 380 commands and their schemas. Measured bundled and minified on Node 24 (a bare process is
 * 42.5 MiB resident): the whole SDK 97 MiB, the operations of 26 kinds 69, of five 66.
 *
 * `commands/` holds that list, one file a service, for services share names (TagResource); commands.test.ts makes it from what the
 * descriptors, hooks and this folder name.
 */
import { NormalizedSchema } from '@smithy/core/schema';
import { Fault } from '../engine/fault.ts';
import { commands as applicationAutoscaling } from './commands/application-autoscaling.ts';
import { commands as greengrassv2 } from './commands/greengrassv2.ts';
import { commands as sagemaker } from './commands/sagemaker.ts';
import type { Schema } from './schema.ts';

/** A service as AWS's SDKs call it. */
export type ServiceName = keyof typeof COMMANDS;
type Commands = Readonly<Record<string, unknown>>;
const COMMANDS = {
  sagemaker,
  'application-autoscaling': applicationAutoscaling,
  greengrassv2,
} as const satisfies Readonly<Record<string, Commands>>;

export interface Operation {
  readonly service: ServiceName;
  readonly name: string;
  readonly input: Schema;
  readonly output: Schema;
  /** Builds the SDK's command from an input in the SDK's own types. */
  command(input: object): object;
}

type Constructor = new (input: object) => { readonly schema?: readonly unknown[] };

export interface Operations {
  /** Throws a `bug` Fault for a name that is not listed. */
  get(service: ServiceName, name: string): Operation;
  /** All that there are of a service. */
  names(service: ServiceName): readonly string[];
}

/** Looks operations up by name, each once. */
export function createOperations(commands: Readonly<Record<ServiceName, Commands>> = COMMANDS): Operations {
  const known = new Map<string, Operation>();
  const get: Operations['get'] = (service, name) => {
    const key = `${service}.${name}`;
    const found = known.get(key) ?? read(commands[service], service, name);
    known.set(key, found);
    return found;
  };
  return { get, names: (service) => Object.keys(commands[service]) };
}

function read(commands: Commands, service: ServiceName, name: string): Operation {
  const Command = Object.hasOwn(commands, name) ? (commands[name] as Constructor) : undefined;
  if (!Command)
    throw new Fault(
      'bug',
      'UnknownOperation',
      `operation ${name} of ${service} is not among those that this program was built with`,
    );
  const schema = new Command({}).schema ?? [];
  return {
    service,
    name,
    input: NormalizedSchema.of(schema[4] as Parameters<typeof NormalizedSchema.of>[0]),
    output: NormalizedSchema.of(schema[5] as Parameters<typeof NormalizedSchema.of>[0]),
    command: (input) => new Command(input),
  };
}
