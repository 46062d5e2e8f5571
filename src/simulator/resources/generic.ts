import type { ErrorMatch, KindDescriptor, UpdateRule } from '../../kinds/types.ts';
import type { ServiceModel } from '../../model/types.ts';
import { roleRefusal } from '../conventions.ts';
import { AwsError, validationError } from '../errors.ts';
import { at } from '../json.ts';
import { itemShape, outputOf, overlaid, recordShape, requiredOf, shapeNamed, told } from '../shapes.ts';
import type { World } from '../world.ts';
import { lifeOf } from './generic-life.ts';
import type { Call, Handler, Kind, ListRule } from './kind.ts';
import { touch } from './kind.ts';
import { named } from './operations.ts';
import { checkTags } from './tags.ts';

/**
 * Any kind, from what its descriptor and the service model say of it. Rules of AWS that neither tells (which members exclude each other,
 * what must exist beforehand, quotas) do not hold here: a kind that needs them has a file of its own, which wins over this.
 */
export function genericKind(world: World, descriptor: KindDescriptor): Kind {
  const { model } = world;
  const { operations } = descriptor;
  const described = recordShape(model, operations.describe);
  const type = arnType(model, descriptor);
  const noun = type.replaceAll('-', ' ');
  const life = lifeOf(world, descriptor, noun);

  function update(rules: readonly UpdateRule[], call: Call): ReturnType<Handler> {
    const resource = named(world, kind, call);
    const rule = rules.find(({ watches }) => watches.some((path) => at(call.input, path) !== undefined)) ?? rules[0];
    if (rule !== undefined) life?.admit(resource, rule);
    const { [kind.nameMember]: _name, ...changes } = call.input;
    resource.document = overlaid(model, described, resource.document, changes);
    touch(resource, call.at);
    if (rule !== undefined) life?.updated(resource, rule, call);
    const output = outputOf(model, call.operation);
    return output === undefined ? undefined : told(model, output, resource.document);
  }

  const updates = Map.groupBy(descriptor.updates, ({ operation }) => operation);
  const list = listRule(model, descriptor);
  const kind: Kind = {
    type,
    nameMember: descriptor.name?.member ?? descriptor.id?.member ?? '',
    arnMember: descriptor.arnMember,
    // A client that takes the name from an ARN, or makes an ARN of a name, is found out.
    arnCase: 'lower',
    create: operations.create,
    describe: operations.describe,
    modified: 'LastModifiedTime' in described.members,
    defaults: () => requiredOf(model, described),
    taken: refusal(descriptor.taken[0], {
      code: modelled(model, operations.create, ['ResourceInUse', 'ResourceAlreadyExists', 'ConflictException']),
      messagePrefix: `Cannot create already existing ${noun}`,
    }),
    absent: refusal(descriptor.absent[0], {
      code: modelled(model, operations.describe, ['ResourceNotFound']),
      messagePrefix: `Could not find ${noun}`,
    }),
    check: ({ input }) => {
      checkTags(input);
      const refused = roleRefusal(input);
      if (refused !== undefined) throw validationError(refused);
    },
    operations: Object.fromEntries(
      [...updates].map(([operation, rules]): [string, Handler] => [operation, (call) => update(rules, call)]),
    ),
    ...(operations.stop === undefined ? {} : { stop: operations.stop }),
    ...(operations.delete === undefined ? {} : { delete: operations.delete }),
    ...(list === undefined ? {} : { list }),
    ...life?.part,
  };
  return kind;
}

/** The ARN's word for the kind, which the model's pattern for the ARN tells best: `automl-job` is no rule's outcome. */
function arnType(model: ServiceModel, { kind, arnMember, operations }: KindDescriptor): string {
  const shape = shapeNamed(model, recordShape(model, operations.describe).members[arnMember] ?? '');
  const pattern = shape.type === 'string' ? shape.pattern : undefined;
  return /:([a-z][a-z-]+)\/[^/]*$/.exec(pattern ?? '')?.[1] ?? kebab(kind);
}

const kebab = (name: string): string => name.replaceAll(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2-').toLowerCase();

function listRule(model: ServiceModel, { operations: { list } }: KindDescriptor): ListRule | undefined {
  if (list === undefined || model.operations[list.operation] === undefined) return undefined;
  const summary = itemShape(model, list.operation, list.items);
  return {
    operation: list.operation,
    items: list.items,
    summary: [],
    extra: ({ document }) => told(model, summary, document),
    sortBy: 'CreationTime',
    sortOrder: 'Ascending',
  };
}

/** The first of the errors that the operation is documented to give. */
function modelled(model: ServiceModel, operation: string, candidates: readonly string[]): string {
  const errors = model.operations[operation]?.errors ?? [];
  return candidates.find((candidate) => errors.includes(candidate)) ?? 'ValidationException';
}

/** An error as the descriptor expects it, or else as the model has it; the wording behind the prefix is ours. */
function refusal(match: ErrorMatch | undefined, fallback: Required<ErrorMatch>): (name: string, arn: string) => AwsError {
  const { code, messagePrefix = fallback.messagePrefix } = match ?? fallback;
  const opening = messagePrefix.endsWith('"') ? messagePrefix : `${messagePrefix} "`;
  return (_name, arn) => new AwsError(code, `${opening}${arn}".`);
}
