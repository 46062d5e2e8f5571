/** Every descriptor against the facts of the API: whoever adds a kind learns here what does not fit. */
import { describe, expect, test } from 'vitest';
import { finalizerOf } from '../engine/policy.ts';
import { MOVING } from '../engine/phase.ts';
import { loadModels } from '../model/load.ts';
import type { Operation, Shape } from '../model/types.ts';
import { kinds } from './index.ts';
import { mutablePaths } from './mutable.ts';
import { placesOf } from './template.ts';
import type { KindDescriptor, NameRule, Phase } from './types.ts';

const models = loadModels();

/** Operations that a kind names, by what they are for. */
const operationsOf = ({ operations, updates, id }: KindDescriptor): readonly string[] =>
  [
    operations.create,
    operations.describe,
    operations.stop,
    operations.start,
    operations.delete,
    operations.list?.operation,
    id?.find?.operation,
    ...updates.map(({ operation }) => operation),
  ].filter((name) => name !== undefined);

/** What the model of a kind's service says. */
function factsOf({ service, operations, record }: KindDescriptor) {
  const model = models[service.id];
  const operation = (name: string): Operation => model.operations[name] ?? {};
  const inputOf = (name: string): string => operation(name).input ?? 'no input';
  const outputOf = (name: string): string => operation(name).output ?? 'no output';
  /** The shape that Describe tells of one resource. */
  const recordOf = (): string => {
    const output = outputOf(operations.describe);
    const shape = model.shapes[output];
    const held = record?.in;
    const name = held !== undefined && shape?.type === 'structure' ? (shape.members[held] ?? 'no record') : output;
    const inner = model.shapes[name];
    return inner?.type === 'list' ? inner.of : name;
  };
  /** The shape at a path of members; a list is stepped into. What the record lifts to its top is looked up where it is. */
  const shapeAt = (structure: string, path: string): Shape | undefined => {
    let name: string | undefined = structure;
    const place = (structure === recordOf() && record?.lifts?.[path]) || path;
    for (const member of place.replaceAll('[]', '').split('.')) {
      let shape: Shape | undefined = name === undefined ? undefined : model.shapes[name];
      if (shape?.type === 'list') shape = model.shapes[shape.of];
      name = shape?.type === 'structure' ? shape.members[member] : undefined;
    }
    return name === undefined ? undefined : model.shapes[name];
  };
  const lacks = (structure: string, paths: readonly string[]): readonly string[] =>
    paths.filter((path) => shapeAt(structure, path) === undefined).map((path) => `${structure} has no ${path}`);
  const enumAt = (structure: string, path: string): readonly string[] => {
    const shape = shapeAt(structure, path);
    return shape?.type === 'string' ? (shape.enum ?? []) : [];
  };
  return { model, inputOf, outputOf, recordOf, shapeAt, lacks, enumAt };
}
const values = (items: Iterable<string>): readonly string[] => [...items].sort();

/** The model gives Describe's list no bound; the config that it shows has ten at most. */
const BOUNDED_ELSEWHERE = new Set(['ProductionVariants', 'ShadowProductionVariants']);

describe('the registry', () => {
  test('names each kind, plural and short name once', () => {
    for (const names of [
      kinds.map(({ kind }) => kind),
      kinds.map(({ plural }) => plural),
      kinds.flatMap(({ shortNames }) => shortNames),
    ])
      expect(values(new Set(names))).toEqual(values(names));
  });

  test('writes plurals as Kubernetes does, and finalizers as the incumbent does', () => {
    for (const kind of kinds) {
      expect(kind.plural).toBe(
        kind.kind.endsWith('y') ? `${kind.kind.slice(0, -1).toLowerCase()}ies` : `${kind.kind.toLowerCase()}s`,
      );
      expect(finalizerOf(kind)).toBe(`finalizers.${kind.service.group}/${kind.kind}`);
    }
  });

  test('leads each reference to a kind of its own, and to a fact that this kind’s status has', () => {
    for (const { to, take, accepts = [] } of kinds.flatMap(({ references }) => references)) {
      const target = kinds.find(({ kind }) => kind === to);
      expect(Object.values(target?.statuses?.phases ?? {})).toEqual(expect.arrayContaining([...accepts]));
      expect(target?.kind).toBe(to);
      const facts = typeof take === 'object' ? [take.status.split('.')[0]] : [];
      expect(target?.status.map(({ member }) => member)).toEqual(expect.arrayContaining(facts));
    }
  });
});

describe.each(kinds)('$kind', (kind) => {
  const { create, describe: look, start, stop, delete: remove } = kind.operations;
  const { model, inputOf, outputOf, recordOf, shapeAt, lacks, enumAt } = factsOf(kind);
  const described = recordOf();

  test('names operations that there are', () => {
    expect(operationsOf(kind).filter((name) => model.operations[name] === undefined)).toEqual([]);
  });

  test('is addressed by a member of each of its operations', () => {
    const member = kind.id?.member ?? kind.name?.member ?? 'neither name nor id';
    const listed = Object.entries(kind.record?.by ?? {}).find(([, of]) => of === member)?.[0];
    expect(lacks(inputOf(look), [listed ?? member])).toEqual([]);
    const others = [start, stop, remove, ...kind.updates.map(({ operation: each }) => each)].filter((each) => each !== undefined);
    const unaddressed = others.filter((name) =>
      [member, kind.arnMember].every((each) => lacks(inputOf(name), [each]).length > 0),
    );
    expect(unaddressed).toEqual([]);
  });

  test('is given a name that Create takes, and as long a one', () => {
    const names = kind.name ? [kind.name] : [];
    for (const { member, maxLength, derived = true } of names)
      expect(shapeAt(inputOf(create), member)).toMatchObject({ type: 'string', ...(derived ? { max: maxLength } : {}) });
  });

  test('is given a name of letters, digits and hyphens only where Create takes one', () => {
    const derived = [kind.name].filter((name) => name !== undefined && name.derived !== false);
    for (const { member, maxLength } of derived as NameRule[]) {
      const shape = shapeAt(inputOf(create), member);
      const pattern = shape?.type === 'string' ? (shape.pattern ?? '.*') : 'no name';
      // Java's word for printable ASCII, which JavaScript does not know.
      const known = pattern.replaceAll(String.raw`\p{Print}`, '[ -~]');
      expect('churn-v1-0123456789'.slice(-maxLength)).toMatch(new RegExp(`^(?:${known})$`, 'u'));
    }
  });

  test('keeps the id that AWS gives it in status', () => {
    const ids = kind.id && kind.id.from !== 'arn' ? [kind.id.member] : [];
    expect(lacks(described, ids)).toEqual([]);
    expect(kind.status.map(({ member }) => member)).toEqual(expect.arrayContaining(ids));
  });

  test('sends members that its operations take: beside its address, and as a token', () => {
    const inputs = [look, stop, remove].filter((name) => name !== undefined).map(inputOf);
    const unknown = (kind.beside ?? []).filter((member) => !inputs.some((input) => lacks(input, [member]).length === 0));
    expect(unknown).toEqual([]);
    expect(
      lacks(
        inputOf(create),
        [kind.token, kind.untaggedWith].filter((member) => member !== undefined),
      ),
    ).toEqual([]);
  });

  test('finds its ARN in what Describe says, or all that it is made of', () => {
    const { like = [kind.arnMember], resource = '' } = kind.arnFrom ?? {};
    const places = placesOf(resource);
    expect(lacks(described, [...like, ...places])).toEqual([]);
    expect(lacks(outputOf(create), places)).toEqual([]);
    expect(kind.arnFrom !== undefined && lacks(described, [kind.arnMember]).length === 0).toBe(false);
  });

  test('lifts to the top of its record what that tells elsewhere, and hides nothing by it', () => {
    const { lifts = {} } = kind.record ?? {};
    const members = model.shapes[described];
    const own = members?.type === 'structure' ? Object.keys(members.members) : [];
    expect(lacks(described, Object.keys(lifts))).toEqual([]);
    expect(Object.keys(lifts).filter((member) => own.includes(member))).toEqual([]);
  });

  test('is stopped when it is a job, deleted when it is a service', () => {
    expect(kind.lifetime === 'job' ? stop : remove).toBeDefined();
  });

  test('can be stopped, and started again after a change, where it has to stand still', () => {
    const { for: what = [], remembers } = kind.standstill ?? {};
    expect(what.length === 0 || stop !== undefined).toBe(true);
    expect(!what.includes('update') || (start !== undefined && remembers !== undefined)).toBe(true);
  });

  test('mirrors facts that Describe tells, or says of what shape they are', () => {
    const foreign = kind.status.filter(({ type, shape }) => type !== undefined || shape !== undefined);
    const own = kind.status.filter((member) => !foreign.includes(member)).map(({ member }) => member);
    expect(lacks(described, own)).toEqual([]);
    for (const { shape, type, description } of foreign) {
      expect(type ?? model.shapes[shape ?? '']).toBeDefined();
      expect(type === undefined || description !== undefined).toBe(true);
    }
  });

  test('bounds every list that it mirrors and that may grow', () => {
    const lists = kind.status.filter(({ member, keepFirst, keepLast }) => {
      const shape = shapeAt(described, member);
      const grows = shape?.type === 'list' && (shape.max ?? Number.POSITIVE_INFINITY) > 50;
      return grows && !BOUNDED_ELSEWHERE.has(member) && (keepFirst ?? keepLast) === undefined;
    });
    expect(lists.map(({ member }) => member)).toEqual([]);
  });

  test('offers for editing what its create input or an extra member holds, and what its updates watch', () => {
    const extra = (kind.crd.extra ?? []).map(({ member }) => member);
    for (const { shape, member } of kind.crd.extra ?? []) expect(lacks(shape, [member])).toEqual([]);
    expect(
      lacks(
        inputOf(create),
        mutablePaths(kind).filter((path) => !extra.includes(path)),
      ),
    ).toEqual([]);
    const watched = kind.updates.flatMap(({ watches, sends = [] }) => [...watches, ...sends]);
    expect(watched.filter((path) => !mutablePaths(kind).includes(path))).toEqual([]);
  });

  test('waits for tails that Describe tells of, in words that it uses', () => {
    for (const { list: parts, member, busy, unless } of kind.tails ?? []) {
      expect(enumAt(described, `${parts}.${member}`)).toEqual(expect.arrayContaining([...busy]));
      expect(unless === undefined || enumAt(described, unless.path).includes(unless.value)).toBe(true);
    }
  });

  test('is occupied by work that Describe tells of, in words that it uses', () => {
    const { path = '', values: while_ = [] } = kind.occupied ?? {};
    expect(kind.occupied === undefined || while_.length > 0).toBe(true);
    expect(while_.length === 0 ? [] : enumAt(described, path)).toEqual(expect.arrayContaining([...while_]));
  });

  test('lingers over facts that Describe tells and status mirrors', () => {
    for (const { path, values: while_ } of kind.lingers ?? []) {
      expect(enumAt(described, path)).toEqual(expect.arrayContaining([...while_]));
      expect(kind.status.map(({ member }) => member)).toContain(path.split('.')[0]);
    }
  });

  test('is known to others by what its status tells', () => {
    const told = kind.status.map(({ member }) => member);
    expect(told).toEqual(expect.arrayContaining([...placesOf(kind.id?.alias ?? '')]));
  });

  test('names, in each entry of a map, what that entry holds', () => {
    for (const { path, each } of kind.references.filter((reference) => reference.each !== undefined)) {
      const map = shapeAt(inputOf(create), path);
      const members = placesOf(each ?? '').filter((place) => place !== 'key');
      expect(map?.type === 'map' ? lacks(map.value, members) : ['no map']).toEqual([]);
    }
  });

  test('names references that its create input has', () => {
    expect(
      lacks(
        inputOf(create),
        kind.references.map(({ path }) => path),
      ),
    ).toEqual([]);
  });

  describe.each(kind.updates)('$operation for $watches', (rule) => {
    const input = inputOf(rule.operation);

    test('compares what Describe tells, and sends what it takes', () => {
      const sends = rule.sends ?? rule.watches;
      expect([
        ...lacks(
          described,
          rule.watches.filter((path) => !rule.edited?.includes(path)).map((path) => rule.reads?.[path] ?? path),
        ),
        ...lacks(
          input,
          sends.map((path) => rule.writes?.[path] ?? path),
        ),
        ...lacks(input, Object.keys(rule.defaults ?? {})),
        ...lacks(input, Object.values(rule.drops ?? {})),
        ...lacks(
          described,
          Object.entries(rule.grows ?? {}).map(([path, key]) => `${path}[].${key}`),
        ),
      ]).toEqual([]);
      expect(sends).toEqual(expect.arrayContaining([...rule.watches]));
      expect(rule.watches).toEqual(expect.arrayContaining([...(rule.edited ?? []), ...(rule.documents ?? [])]));
      expect(rule.watches).toEqual(expect.arrayContaining([rule.grows, rule.drops].flatMap((paths) => Object.keys(paths ?? {}))));
      expect(rule.edited === undefined || rule.remembers !== undefined).toBe(true);
    });

    test('undoes what Describe tells, with what it takes', () => {
      for (const removal of rule.whenRemoved ?? []) {
        expect(lacks(described, [rule.reads?.[removal.path] ?? removal.path])).toEqual([]);
        expect(removal.while === undefined || enumAt(described, removal.while.path).includes(removal.while.value)).toBe(true);
        const sent = Object.entries(removal.send).flatMap(([member, inner]) =>
          typeof inner === 'object' && !Array.isArray(inner)
            ? Object.keys(inner ?? {}).map((each) => `${member}.${each}`)
            : [member],
        );
        expect(lacks(input, sent)).toEqual([]);
      }
    });

    test('becomes a status that moves, and remembers what was asked for', () => {
      const phase = rule.becomes === undefined ? 'busy' : kind.statuses?.phases[rule.becomes];
      expect(phase).toBe('busy');
      expect(rule.watches).toEqual(expect.arrayContaining([rule.remembers?.path].filter((path) => path !== undefined)));
    });
  });
});

describe.each(kinds.filter(({ statuses }) => statuses))('$kind, which has a status,', (kind) => {
  const { recordOf, lacks, enumAt } = factsOf(kind);

  test('knows each status that the API has, and no other', () => {
    const { member = '', phases = {}, initial = '', reasonMember } = kind.statuses ?? {};
    const facts = [member, reasonMember].filter((fact) => fact !== undefined);
    expect(values(Object.keys(phases))).toEqual(values(enumAt(recordOf(), member)));
    expect(['busy', 'ready']).toContain(phases[initial]);
    const computed = kind.status.filter(({ type }) => type === 'string').map((each) => each.member);
    expect(
      lacks(
        recordOf(),
        facts.filter((fact) => !computed.includes(fact)),
      ),
    ).toEqual([]);
    const mirrored = kind.status.map((each) => each.member);
    expect(mirrored).toEqual(expect.arrayContaining(facts.map((path) => path.split('.')[0])));
  });

  test('has phases that fit its lifetime', () => {
    const ends: readonly Phase[] = kind.lifetime === 'job' ? ['succeeded', 'failed', 'stopped'] : ['ready', 'failed', 'stopped'];
    const settled = Object.values(kind.statuses?.phases ?? {}).filter((phase) => !MOVING.has(phase));
    expect(settled.filter((phase) => phase !== 'gone' && !ends.includes(phase))).toEqual([]);
    expect(settled).toContain(kind.lifetime === 'job' ? 'succeeded' : 'ready');
  });
});

describe.each(kinds.filter(({ operations }) => operations.list))('$kind, which can be listed,', (kind) => {
  const { outputOf, lacks } = factsOf(kind);

  test('reads from List what its summaries hold, and enough to know them by', () => {
    const { list } = kind.operations;
    const carried = [...(list?.carries ?? []), kind.arnMember, kind.statuses?.member ?? '', 'CreationTime'];
    expect(
      lacks(
        outputOf(list?.operation ?? ''),
        carried.map((member) => `${list?.items}.${member}`),
      ),
    ).toEqual([]);
    expect(kind.status.map(({ member }) => member)).toEqual(expect.arrayContaining([...(list?.carries ?? [])]));
  });
});
