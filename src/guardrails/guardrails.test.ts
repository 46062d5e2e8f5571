import { expect, it } from 'vitest';
import { kinds } from '../kinds/index.ts';
import { loadModels } from '../model/load.ts';
import { guardrailFiles, subjectsOf } from './files.ts';
import type { Field } from './fields.ts';
import { guardrailCases } from './guardrails.testdata.ts';
import { guardrails } from './pack.ts';
import { parameters } from './parameters.ts';
import { findingsOf, policyName } from './policies.ts';
import { elsewhere } from './rules/elsewhere.ts';
import type { Guardrail } from './types.ts';

/** What the rules refuse is tried against an API server: test/integration/guardrails.test.ts. Here: that nothing was forgotten. */

const models = loadModels();
const subjects = subjectsOf(kinds, models);
const files = guardrailFiles(kinds, models);
const page = files.get('docs/guardrails.md') ?? '';
const fields = subjects.flatMap((subject) => subject.fields);

const isRead = ({ checks }: Guardrail, { path }: Field): boolean => checks.some(({ reads }) => reads.test(path));

/**
 * A wider net than each rule casts, by words alone: what it catches must be read by the rule, or be exempt there with a reason. So a member
 * that a new kind calls a little otherwise is noticed. `but`: what the word means otherwise.
 */
const nets: readonly { readonly id: Guardrail['id']; readonly net: RegExp; readonly but?: RegExp }[] = [
  { id: 'SMOP-01', net: /kms/i },
  { id: 'SMOP-02', net: /subnet|securitygroups?(?:ids?)?(?:\[\])?$/i, but: /VpcOnly/ },
  { id: 'SMOP-03', net: /isolation/i, but: /[.]isolationMode$/ },
  { id: 'SMOP-04', net: /intercontainer/i },
  { id: 'SMOP-05', net: /instancetype/i },
  { id: 'SMOP-06', net: /instance\w*count$|volumesize/i, but: /[.]componentLambdaParameters[.]/ },
  { id: 'SMOP-07', net: /spot|maxwait/i },
  { id: 'SMOP-08', net: /runtime\w*seconds$/i },
  {
    id: 'SMOP-10',
    net: /role(?:arns?)?(?:\[\])?$|assumable/i,
  },
  { id: 'SMOP-11', net: /image(?:uri)?$/i },
  { id: 'SMOP-12', net: /s3\w*(?:uri|path|location)$|ur[il]s?$/i },
  { id: 'SMOP-14', net: /numberoftrainingjobs|paralleltrainingjobs/i, but: /NotImproving$/ },
  { id: 'SMOP-15', net: /keepalive/i },
  { id: 'SMOP-16', net: /remotedebug$|eula/i },
  { id: 'SMOP-17', net: /directinternet|rootaccess|metadataserviceversion|platformidentifier/i },
  { id: 'SMOP-18', net: /(?:environment|hyperparameters|environmentvariables)\{\}$/i },
];

const isLeaf = ({ type }: Field): boolean => type !== 'structure' && type !== 'list' && type !== 'map';

it.each(nets.map((each) => [each.id, each] as const))(
  '%s reads every member that its words are about, or says why not',
  (id, { net, but }) => {
    const rule = guardrails.find((each) => each.id === id);
    if (!rule) throw new Error(`no rule ${id}`);
    const exempt = rule.checks.flatMap(({ exempt = [] }) => exempt);
    const member = ({ path }: Field): string => path.split('.').at(-1) ?? '';
    const caught = fields.filter((field) => isLeaf(field) && net.test(member(field)) && !(but?.test(field.path) ?? false));
    const missed = caught.filter((field) => !isRead(rule, field) && !exempt.some(({ path }) => path.test(field.path)));
    expect(caught.length).toBeGreaterThan(0);
    expect(missed.map(({ path }) => path)).toEqual([]);
  },
);

it('no exemption is for something that is not there', () => {
  const idle = guardrails.flatMap(({ id, checks }) =>
    checks.flatMap(({ reads, exempt = [] }) =>
      exempt
        .filter(({ path }) => !fields.some((field) => path.test(field.path) && (reads.test(field.path) || isLeaf(field))))
        .map(({ path }) => `${id} ${path.source}`),
    ),
  );
  expect(idle).toEqual([]);
});

it('every check reads something', () => {
  const idle = guardrails.flatMap(({ id, checks }) =>
    checks.filter(({ reads }) => !fields.some(({ path }) => reads.test(path))).map(({ reads }) => `${id} ${reads.source}`),
  );
  expect(idle).toEqual([]);
});

it('the pack is numbered from one, without a gap', () => {
  const ids = [...guardrails, ...elsewhere].map(({ id }) => id).toSorted();
  expect(ids).toEqual(Array.from({ length: 22 }, (_, index) => `SMOP-${String(index + 1).padStart(2, '0')}`));
});

it('every message links to a heading of the page', () => {
  const headings = new Set([...page.matchAll(/^## (\S+)$/gm)].map(([, heading = '']) => heading.toLowerCase()));
  const links = [...files.values()].flatMap((text) =>
    [...text.matchAll(/guardrails\.md#([a-z0-9-]+)/g)].map(([, anchor = '']) => anchor),
  );
  expect(links.length).toBeGreaterThan(guardrails.length);
  expect(links.filter((anchor) => !headings.has(anchor))).toEqual([]);
});

it('every rule has words for each part of the message and of the page', () => {
  const sentences = guardrails.flatMap(({ title, fix, reason }) => [title, fix, reason]);
  expect(sentences.filter((words) => !/^\S.*[^\s.]$/.test(words))).toEqual([]);
  expect(guardrails.filter(({ about, maps }) => about.length === 0 || maps.length === 0)).toEqual([]);
});

it('every parameter belongs to a rule, whose fix names it where it must be set', () => {
  const used = guardrails.flatMap(({ parameters, optional = [] }) => [...parameters, ...optional]);
  expect([...new Set(used)].toSorted()).toEqual(Object.keys(parameters).toSorted());
  const silent = guardrails.flatMap(({ id, fix, parameters }) =>
    parameters.filter((name) => !fix.includes(name)).map((name) => `${id} ${name}`),
  );
  expect(silent).toEqual([]);
});

it('every rule is tried with a manifest that it refuses and one that it lets pass, and every check of it', () => {
  for (const rule of guardrails) {
    const cases = guardrailCases.filter(({ id }) => id === rule.id);
    expect({ id: rule.id, tried: new Set(cases.map(({ says }) => says.length > 0)) }).toEqual({
      id: rule.id,
      tried: new Set([true, false]),
    });
  }
});

it('a rule about training jobs is about each definition of a tuning job, and is tried on them', () => {
  for (const rule of guardrails) {
    const plurals = findingsOf(rule, subjects).map(({ kind }) => kind.kind);
    if (!plurals.includes('TrainingJob') || rule.id === 'SMOP-20') continue;
    const tried = guardrailCases.filter(
      ({ id, kind, says }) => id === rule.id && kind === 'HyperParameterTuningJob' && says.length > 0,
    );
    expect({ id: rule.id, covered: plurals.includes('HyperParameterTuningJob'), tried: tried.length > 0 }).toEqual({
      id: rule.id,
      covered: true,
      tried: true,
    });
  }
});

it('every policy has a name of its own', () => {
  expect(new Set(guardrails.map(policyName)).size).toBe(guardrails.length);
});
