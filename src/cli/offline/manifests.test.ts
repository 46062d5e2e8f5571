import { expect, it } from 'vitest';
import { parseManifests, type Path } from './manifests.ts';

const TEXT = `# two of them
apiVersion: v1
kind: A
spec:
  list:
    - name: first
    - name: second
      enabled: yes
---
kind: B
spec: {when: 2026-01-02}
`;

it.each<[path: Path, line: number, column: number]>([
  [['kind'], 3, 1],
  [['spec', 'list', 1, 'name'], 7, 7],
  // What is not there is told by what would hold it.
  [['spec', 'list', 1, 'other'], 7, 7],
  [['spec', 'missing', 'deep'], 4, 1],
  [['nothing'], 2, 1],
])('%j stands in line %i, column %i', (path, line, column) => {
  expect(parseManifests('f.yaml', TEXT).manifests[0]?.locate(path)).toEqual({ line, column });
});

it('several documents are several manifests, read as kubectl reads them', () => {
  const values = parseManifests('f.yaml', TEXT).manifests.map(({ value }) => value);
  expect(values).toEqual([
    { apiVersion: 'v1', kind: 'A', spec: { list: [{ name: 'first' }, { name: 'second', enabled: true }] } },
    { kind: 'B', spec: { when: '2026-01-02' } },
  ]);
});

it('a List is its items, each with its own place', () => {
  const [, second] = parseManifests('f.yaml', 'kind: List\nitems:\n- kind: A\n- kind: B\n').manifests;
  expect([second?.value, second?.locate(['kind'])]).toEqual([{ kind: 'B' }, { line: 4, column: 3 }]);
});

it('what is no YAML is told by line, and spoils no other document', () => {
  const { manifests, troubles } = parseManifests('f.yaml', 'kind: A\n---\nkind: [B\n---\nkind: C\n');
  expect(troubles.length).toBeGreaterThan(0);
  expect(troubles.every(({ line }) => line >= 3)).toBe(true);
  expect(manifests.map(({ value }) => value)).toContainEqual({ kind: 'A' });
});

it('an empty document is no manifest', () => {
  expect(parseManifests('f.yaml', '---\n---\n# nothing\n')).toEqual({ manifests: [], troubles: [] });
});
