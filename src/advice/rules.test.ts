import { expect, it } from 'vitest';
import { kinds } from '../kinds/index.ts';
import { adviceFiles } from './files.ts';
import { compiledModel } from './hosting.ts';
import { rules } from './rules.ts';
import { adviceCases, compiledCases } from './rules.testdata.ts';

/** What the rules say is tried against an API server: test/integration/advice.test.ts. Here: that nothing was forgotten. */

const files = adviceFiles({ group: 'sagemaker.services.k8s.aws', version: 'v1alpha1' });
const page = files.get('docs/advice.md') ?? '';
const manifests = files.get('charts/sagemaker-operator/files/advice.yaml') ?? '';

const matches = (text: string, pattern: RegExp): ReadonlySet<string | undefined> =>
  new Set([...text.matchAll(pattern)].map(([, found]) => found));

it('advice is numbered from one, without a gap', () => {
  expect(rules.map(({ id }) => id)).toEqual(rules.map((_rule, index) => `SMADV-${String(index + 1).padStart(2, '0')}`));
});

it('every warning links to a heading of the page, and every heading is linked to', () => {
  const anchors = new Set(rules.map(({ id }) => id.toLowerCase()));
  expect(matches(page, /^## (SMADV-\d+)$/gm)).toEqual(new Set(rules.map(({ id }) => id)));
  expect(matches(page, /\(#(.*?)\)/g)).toEqual(anchors);
  expect(matches(manifests, /docs\/advice\.md#(smadv-\d+)/g)).toEqual(anchors);
});

it('every rule has words for each part of the warning and of the page', () => {
  const sentences = rules.flatMap(({ title, fix, reason }) => [title, fix, reason]);
  expect(sentences.filter((words) => !/^\S.*[^\s.]$/.test(words))).toEqual([]);
  expect(rules.filter(({ about }) => about.length === 0)).toEqual([]);
});

it('every rule is tried on each of its kinds, with a manifest that needs it and one that does not', () => {
  const single = rules.flatMap(({ id, places }) =>
    places.filter(({ beside }) => beside === undefined).map(({ plural }) => ({ id, plural })),
  );
  for (const { id, plural } of single) {
    const cases = adviceCases.filter(({ kind }) => `${kind.toLowerCase()}s` === plural);
    const given = cases.map(({ says }) => says.some((said) => said.startsWith(id)));
    expect({ id, plural, given: new Set(given) }).toEqual({ id, plural, given: new Set([true, false]) });
  }
});

it('the rule about two objects is tried with such as fit and such as do not', () => {
  const paired = rules.filter(({ places }) => places.some(({ beside }) => beside !== undefined));
  expect(paired).toEqual([compiledModel]);
  expect(new Set(compiledCases.map(({ fits }) => fits))).toEqual(new Set([true, false]));
});

it('a kind that is served has the plural that the advice about it names', () => {
  const plurals = new Map(kinds.map(({ kind, plural }) => [kind, plural]));
  for (const { kind } of adviceCases) expect(plurals.get(kind) ?? `${kind.toLowerCase()}s`).toBe(`${kind.toLowerCase()}s`);
});
