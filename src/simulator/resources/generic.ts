import type { ErrorMatch, KindDescriptor, UpdateRule } from '../../kinds/types.ts';
import type { ServiceModel } from '../../model/types.ts';
import { roleRefusal } from '../conventions.ts';
import { AwsError, validationError } from '../errors.ts';
import { at, type JsonObject, object, objects, pick, withValueAt } from '../json.ts';
import { itemShape, outputOf, overlaid, recordShape, requiredOf, shapeNamed, told } from '../shapes.ts';
import type { World } from '../world.ts';
import { addressingOf, arnTailOf } from './addressing.ts';
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
  const described = recordShape(model, operations.describe, descriptor.record?.in);
  const type = arnType(model, descriptor);
  const noun = type.replaceAll('-', ' ');
  const address = addressingOf(world, descriptor, type);
  const arnTail = arnTailOf(world, descriptor, type);
  const life = lifeOf(world, descriptor, noun);

  function update(rules: readonly UpdateRule[], call: Call): ReturnType<Handler> {
    const resource = named(world, kind, call);
    const rule = rules.find((each) => concerns(each, call.input)) ?? rules[0];
    if (rule !== undefined) life?.admit(resource, rule);
    const { [kind.nameMember]: _name, ...changes } = call.input;
    const written = rules.reduce((record, each) => extended(each, resource.document, record), rules.reduce(asRecorded, changes));
    resource.document = rules.reduce(
      (document, each) => withoutUndone(each, call.input, document),
      overlaid(model, described, resource.document, written),
    );
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
    ...(address === undefined ? {} : { address }),
    ...(descriptor.token === undefined ? {} : { token: descriptor.token }),
    ...(descriptor.record?.in === undefined ? {} : { record: descriptor.record.in }),
    arnMember: descriptor.arnMember,
    // A client that takes the name from an ARN, or makes an ARN of a name, is found out.
    arnCase: descriptor.id ? 'given' : 'lower',
    ...(arnTail ? { arnTail } : {}),
    create: operations.create,
    describe: operations.describe,
    modified: 'LastModifiedTime' in described.members,
    defaults: (input) => ({ ...requiredOf(model, described), ...renamed(descriptor, input) }),
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
    ...(operations.start === undefined ? {} : { start: operations.start }),
    ...(operations.delete === undefined ? {} : { delete: operations.delete }),
    ...(list === undefined ? {} : { list }),
    ...life?.part,
  };
  return kind;
}

/** What Create was told and Describe calls otherwise. */
const renamed = ({ updates }: KindDescriptor, input: JsonObject): JsonObject =>
  updates.reduce(asRecorded, pick(input, readsOf(updates)));
const readsOf = (updates: readonly UpdateRule[]): readonly string[] =>
  updates.flatMap(({ reads = {} }) => Object.keys(reads).map((path) => path.split('.')[0] ?? ''));

const concerns = ({ watches, sends = watches, writes = {} }: UpdateRule, input: JsonObject): boolean =>
  sends.some((path) => at(input, writes[path] ?? path) !== undefined);

/** Changes under the names that the record has for them. */
function asRecorded(changes: JsonObject, { watches, sends = watches, reads = {}, writes = {} }: UpdateRule): JsonObject {
  return sends.reduce((renaming, path) => {
    const [from, to] = [writes[path] ?? path, reads[path] ?? path];
    const value = at(renaming, from);
    return from === to || value === undefined ? renaming : withValueAt(renaming, to, value);
  }, changes);
}

/** What only grows is added to what is there, and a map keeps its keys but those that are taken away by name. */
function extended({ grows = {}, drops = {}, reads = {} }: UpdateRule, before: JsonObject, changes: JsonObject): JsonObject {
  const added = Object.keys(grows).reduce((record, path) => {
    const place = reads[path] ?? path;
    const more = objects(record, place);
    return more.length === 0 ? record : withValueAt(record, place, [...objects(before, place), ...more]);
  }, changes);
  return Object.entries(drops).reduce((record, [path, member]) => {
    const place = reads[path] ?? path;
    const gone = at(record, member);
    if (gone === undefined && at(record, place) === undefined) return record;
    const whole = { ...object(before, place), ...object(record, place) };
    const kept = Object.entries(whole).filter(([key]) => !(Array.isArray(gone) && gone.includes(key)));
    return withValueAt(record, place, Object.fromEntries(kept));
  }, added);
}

/** An update that undoes something says so by a word of its own. */
function withoutUndone({ whenRemoved = [], reads = {} }: UpdateRule, input: JsonObject, document: JsonObject): JsonObject {
  const undone = whenRemoved.filter(({ send }) =>
    Object.entries(send).every(([member, value]) => JSON.stringify(input[member]) === JSON.stringify(value)),
  );
  return Object.fromEntries(
    Object.entries(document).filter(([member]) => !undone.some(({ path }) => (reads[path] ?? path) === member)),
  );
}

/** The ARN's word for the kind, which the model's pattern for the ARN tells best: `automl-job` is no rule's outcome. */
function arnType(model: ServiceModel, { kind, arnMember, operations, record, id }: KindDescriptor): string {
  if (id?.arn !== undefined) return kebab(kind);
  const shape = shapeNamed(model, recordShape(model, operations.describe, record?.in).members[arnMember] ?? '');
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
function refusal(match: ErrorMatch | undefined, fallback: WithPrefix): (name: string, arn: string) => AwsError {
  const { code, messagePrefix, messageSuffix } = match ?? fallback;
  if (messageSuffix !== undefined) return (_name, arn) => new AwsError(code, `${messagePrefix ?? ''}${arn} ${messageSuffix}`);
  const opening = messagePrefix ?? fallback.messagePrefix;
  return (_name, arn) => new AwsError(code, `${opening}${opening.endsWith('"') ? '' : ' "'}${arn}".`);
}
type WithPrefix = ErrorMatch & { readonly messagePrefix: string };
