/** AWS, asked with the credentials of the person at the prompt: what a resource is, which there are, and what tags they have. Reads only. */
import { createCaller } from '../../aws/caller.ts';
import { createClients } from '../../aws/clients.ts';
import { createLimits } from '../../aws/limits.ts';
import { recordOf } from '../../aws/record.ts';
import type { Clock } from '../../engine/ports.ts';
import type { Fields, Json, KindDescriptor } from '../../kinds/types.ts';
import type { AwsShapes } from '../offline/aws-shapes.ts';
import { CliError } from '../errors.ts';

export interface Source {
  /** Undefined when there is none. */
  describe(kind: KindDescriptor, name: string): Promise<Fields | undefined>;
  tags(kind: KindDescriptor, arn: string): Promise<ReadonlyMap<string, string>>;
  /** Names and ARNs, newest first, no more than `most`. */
  list(kind: KindDescriptor, most: number): Promise<readonly Listed[]>;
  close(): void;
}
export interface Listed {
  readonly name: string;
  readonly arn: string;
}

export interface SourceOptions {
  readonly shapes: AwsShapes;
  readonly clock: Clock;
  readonly region: string;
  readonly version: string;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 30_000;

export function openSource({ shapes, clock, region, version, signal }: SourceOptions): Source {
  const clients = createClients({ clock, region, userAgent: ['kubectl-sagemaker', version] });
  const limits = createLimits({ clock });
  const call = createCaller({ ...shapes, clock, clients, limits, timeoutMs: TIMEOUT_MS });
  const read = ({ service, absent }: KindDescriptor, operation: string, input: Fields): Promise<Fields> =>
    call({ scope: { region }, service: service.id, operation, input, does: 'read', absent }, signal);
  return {
    describe: async (kind, name) =>
      recordOf(kind, await read(kind, kind.operations.describe, addressOf(shapes, kind, name)).catch(absentOnly)),
    tags: async (kind, arn) => {
      const { list, member } = kind.service.tags;
      const output = await read(kind, list.operation, { [list.arn]: arn });
      return new Map(pairsOf(output[member]));
    },
    list: async (kind, most) => {
      const found: Listed[] = [];
      const rule = kind.operations.list;
      if (!rule) throw new CliError('usage', `the operator asks for no list of ${kind.plural}: name them one by one`);
      let token: Json | undefined;
      do {
        const output = await read(kind, rule.operation, token === undefined ? {} : { NextToken: token });
        found.push(...listedIn(kind, output[rule.items]));
        token = output['NextToken'];
      } while (token !== undefined && token !== '' && found.length < most);
      return found.slice(0, most);
    },
    close: () => clients.destroy(),
  };
}

const absentOnly = (error: unknown): undefined => {
  if ((error as { kind?: unknown }).kind === 'absent') return undefined;
  throw error;
};

/** Of kinds that one name tells apart from all others. */
function addressOf({ schemas, operations }: AwsShapes, kind: KindDescriptor, name: string): Fields {
  const { input } = operations.get(kind.service.id, kind.operations.describe);
  const member = kind.id?.member ?? kind.name?.member ?? '';
  const { members, byAws } = schemas.structure(input);
  const more = members.filter(({ aws, required }) => required && aws !== member).map(({ cr }) => cr);
  if (more.length === 0 && byAws.has(member)) return { [member]: name };
  throw new CliError(
    'usage',
    `a ${kind.kind} is told by more than a name (${more.join(', ') || member}): write its manifest by hand, with the annotation services.k8s.aws/adoption-fields`,
  );
}

const pairsOf = (tags: Json | undefined): readonly (readonly [string, string])[] =>
  Array.isArray(tags)
    ? (tags as readonly { Key: string; Value?: string }[]).map(({ Key, Value = '' }) => [Key, Value] as const)
    : Object.entries((tags ?? {}) as Readonly<Record<string, string>>);

function listedIn(kind: KindDescriptor, items: Json | undefined): readonly Listed[] {
  const member = kind.id?.member ?? kind.name?.member ?? '';
  return ((items ?? []) as readonly Fields[]).flatMap((item): readonly Listed[] => {
    const [name, arn] = [item[member], item[kind.arnMember]];
    return typeof name === 'string' && typeof arn === 'string' ? [{ name, arn }] : [];
  });
}
