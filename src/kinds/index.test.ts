/** Every descriptor against the facts of the API: whoever adds a kind learns here what does not fit. */
import { describe, expect, test } from 'vitest';
import { finalizerOf } from '../engine/policy.ts';
import { MOVING } from '../engine/phase.ts';
import { loadModel } from '../model/load.ts';
import type { Operation, Shape } from '../model/types.ts';
import { kinds } from './index.ts';
import type { KindDescriptor, Phase } from './types.ts';

const model = loadModel();

/** Operations that a kind names, by what they are for. */
const operationsOf = ({ operations, updates }: KindDescriptor): readonly string[] => [
  ...[operations.create, operations.describe, operations.stop, operations.delete, operations.list?.operation].filter(
    (name) => name !== undefined,
  ),
  ...updates.map(({ operation }) => operation),
];
const operation = (name: string): Operation => model.operations[name] ?? {};
const inputOf = (name: string): string => operation(name).input ?? 'no input';
const outputOf = (name: string): string => operation(name).output ?? 'no output';

/** The shape at a path of members; a list is stepped into. */
function shapeAt(structure: string, path: string): Shape | undefined {
  let name: string | undefined = structure;
  for (const member of path.replaceAll('[]', '').split('.')) {
    let shape: Shape | undefined = name === undefined ? undefined : model.shapes[name];
    if (shape?.type === 'list') shape = model.shapes[shape.of];
    name = shape?.type === 'structure' ? shape.members[member] : undefined;
  }
  return name === undefined ? undefined : model.shapes[name];
}
const lacks = (structure: string, paths: readonly string[]): readonly string[] =>
  paths.filter((path) => shapeAt(structure, path) === undefined).map((path) => `${structure} has no ${path}`);
function enumAt(structure: string, path: string): readonly string[] {
  const shape = shapeAt(structure, path);
  return shape?.type === 'string' ? (shape.enum ?? []) : [];
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
      expect(kind.plural).toBe(`${kind.kind.toLowerCase()}s`);
      expect(finalizerOf(kind)).toBe(`finalizers.sagemaker.services.k8s.aws/${kind.kind}`);
    }
  });

  test('leads each reference to a kind of its own, by that kind’s name', () => {
    const targets = kinds.flatMap(({ references }) => references.map(({ path, to }) => ({ path, to })));
    for (const { path, to } of targets) {
      const target = kinds.find(({ kind }) => kind === to);
      expect(path.split('.').at(-1)).toBe(target?.name.member);
    }
  });
});

describe.each(kinds)('$kind', (kind) => {
  const { create, describe: look, stop, delete: remove } = kind.operations;
  const described = outputOf(look);

  test('names operations that there are', () => {
    expect(operationsOf(kind).filter((name) => model.operations[name] === undefined)).toEqual([]);
  });

  test('is addressed by a member of each of its operations, which takes as long a name', () => {
    for (const name of [create, look, stop, remove, ...kind.updates.map(({ operation: each }) => each)])
      expect(name === undefined ? [] : lacks(inputOf(name), [kind.name.member])).toEqual([]);
    expect(shapeAt(inputOf(create), kind.name.member)).toMatchObject({ type: 'string', max: kind.name.maxLength });
  });

  test('finds its ARN in what Create and Describe say', () => {
    expect([...lacks(outputOf(create), [kind.arnMember]), ...lacks(described, [kind.arnMember])]).toEqual([]);
  });

  test('is stopped when it is a job, deleted when it is a service', () => {
    expect([stop !== undefined, remove !== undefined]).toEqual(kind.lifetime === 'job' ? [true, false] : [false, true]);
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
        kind.crd.mutable.filter((path) => !extra.includes(path)),
      ),
    ).toEqual([]);
    const watched = kind.updates.flatMap(({ watches, sends }) => [...watches, ...sends]);
    expect(watched.filter((path) => !kind.crd.mutable.includes(path))).toEqual([]);
  });

  test('waits for tails that Describe tells of, in words that it uses', () => {
    for (const { list: parts, member, busy, unless } of kind.tails ?? []) {
      expect(enumAt(described, `${parts}.${member}`)).toEqual(expect.arrayContaining([...busy]));
      expect(unless === undefined || enumAt(described, unless.path).includes(unless.value)).toBe(true);
    }
  });

  test('lingers over facts that Describe tells and status mirrors', () => {
    for (const { path, values: while_ } of kind.lingers ?? []) {
      expect(enumAt(described, path)).toEqual(expect.arrayContaining([...while_]));
      expect(kind.status.map(({ member }) => member)).toContain(path.split('.')[0]);
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
      expect([
        ...lacks(described, rule.watches),
        ...lacks(input, rule.sends),
        ...lacks(input, Object.keys(rule.defaults ?? {})),
      ]).toEqual([]);
      expect(rule.sends).toEqual(expect.arrayContaining([...rule.watches]));
    });

    test('undoes what Describe tells, with what it takes', () => {
      for (const removal of rule.whenRemoved ?? []) {
        expect(lacks(described, [removal.path])).toEqual([]);
        expect(enumAt(described, removal.while.path)).toContain(removal.while.value);
        for (const [member, inner] of Object.entries(removal.send))
          expect(
            lacks(
              input,
              Object.keys(inner as object).map((each) => `${member}.${each}`),
            ),
          ).toEqual([]);
      }
    });

    test('becomes a status that moves, and remembers what was asked for', () => {
      const phase = rule.becomes === undefined ? 'busy' : kind.statuses?.phases[rule.becomes];
      expect(phase).toBe('busy');
      expect(rule.watches).toEqual(expect.arrayContaining(rule.remembers ? [rule.remembers.path] : []));
    });
  });
});

describe.each(kinds.filter(({ statuses }) => statuses))('$kind, which has a status,', (kind) => {
  test('knows each status that the API has, and no other', () => {
    const { member = '', phases = {}, initial = '', reasonMember = '' } = kind.statuses ?? {};
    expect(values(Object.keys(phases))).toEqual(values(enumAt(outputOf(kind.operations.describe), member)));
    expect(phases[initial]).toBe('busy');
    expect(lacks(outputOf(kind.operations.describe), [reasonMember])).toEqual([]);
    expect(kind.status.map((mirrored) => mirrored.member)).toEqual(expect.arrayContaining([member, reasonMember]));
  });

  test('has phases that fit its lifetime', () => {
    const ends: readonly Phase[] = kind.lifetime === 'job' ? ['succeeded', 'failed', 'stopped'] : ['ready', 'failed'];
    const settled = Object.values(kind.statuses?.phases ?? {}).filter((phase) => !MOVING.has(phase));
    expect(values(new Set(settled))).toEqual(values(ends));
  });
});

describe.each(kinds.filter(({ operations }) => operations.list))('$kind, which can be listed,', (kind) => {
  test('reads from List what its summaries hold, and enough to know them by', () => {
    const { list } = kind.operations;
    const carried = [...(list?.carries ?? []), kind.name.member, kind.arnMember, kind.statuses?.member ?? '', 'CreationTime'];
    expect(
      lacks(
        outputOf(list?.operation ?? ''),
        carried.map((member) => `${list?.items}.${member}`),
      ),
    ).toEqual([]);
    expect(kind.status.map(({ member }) => member)).toEqual(expect.arrayContaining([...(list?.carries ?? [])]));
  });
});
