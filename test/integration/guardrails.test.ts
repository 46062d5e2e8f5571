import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardrailCases } from '../../src/guardrails/guardrails.testdata.ts';
import { guardrails } from '../../src/guardrails/pack.ts';
import { type GuardrailCase, PARAMETERS_OF_TEAM_A, type Spec } from '../../src/guardrails/testkit.ts';
import { Admission, type Answer, type Manifest } from '../support/admission.ts';
import { documents, eventually, succeed } from '../support/advice.ts';
import { inNamespaces, parametersIn, pathsIn, policiesFor, sampleIn, renamed, type Rule, used } from '../support/guardrails.ts';

/** Guardrails are CEL, which only an API server evaluates: what they refuse, what they let pass, and what they say. */

const SUFFIX = randomBytes(4).toString('hex');
const PATIENCE_MS = 120_000;
/** All rules, advised. */
const ADVISED = `guard-${SUFFIX}`;
/** Each rule alone, enforced. */
const enforced = (id: Rule): string => `guard-${id.toLowerCase()}-${SUFFIX}`;
const namespaces = [ADVISED, ...guardrails.map(({ id }) => enforced(id))];
const policies = policiesFor(SUFFIX);

let admission: Admission;
let installed: readonly object[] = [];

const manifest = (kind: string, spec: Spec, namespace: string): Manifest => sampleIn(namespace, kind, spec);

const ask = ({ kind, spec }: GuardrailCase, namespace: string): Promise<Answer> => admission.ask(manifest(kind, spec, namespace));
const casesOf = (id: Rule): readonly GuardrailCase[] => guardrailCases.filter((each) => each.id === id);

function refused(id: Rule): GuardrailCase {
  const found = casesOf(id).find(({ says }) => says.length > 0);
  if (!found) throw new Error(`${id} refuses nothing`);
  return found;
}

beforeAll(async () => {
  admission = await Admission.open();
  await succeed(
    ['create', '-f', '-'],
    documents(namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }))),
  );
  const objects = [...policies].flatMap(([id, policy]) => [
    ...used(policy, { mode: 'enforce', namespaceSelector: inNamespaces(enforced(id)) }),
    ...used(renamed(policy, 'advised'), { mode: 'advise', namespaceSelector: inNamespaces(ADVISED) }),
  ]);
  installed = objects;
  const parameters = namespaces.map((namespace) => parametersIn(namespace, PARAMETERS_OF_TEAM_A));
  await succeed(['apply', '--server-side', '-f', '-'], documents([...parameters, ...objects]));
  // A rule that is still silent would pass every test of silence.
  for (const { id } of guardrails) {
    const example = refused(id);
    await eventually(
      async () => {
        const [denied, advised] = [await ask(example, enforced(id)), await ask(example, ADVISED)];
        return pathsIn(denied.body, id).length > 0 && pathsIn(advised.warnings, id).length > 0;
      },
      () => `${id} in force`,
      PATIENCE_MS,
    );
  }
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await admission[Symbol.asyncDispose]();
  await succeed(['delete', '--ignore-not-found', '--wait=false', '-f', '-'], documents(installed));
});

describe('enforced, a rule refuses what breaks it, by the names of the fields, and nothing else', () => {
  it.each(guardrailCases.map((each) => [each.id, each.kind, each.what, each] as const))(
    '%s %s: %s',
    async (id, _kind, _what, each) => {
      const { status, body } = await ask(each, enforced(id));
      const says = pathsIn(body, id);
      expect({ status, says, body }).toMatchObject({ status: each.says.length > 0 ? 422 : 201, says: each.says.toSorted() });
    },
  );
});

describe('advised, it warns of the same and accepts it', () => {
  it.each(guardrailCases.map((each) => [each.id, each.kind, each.what, each] as const))(
    '%s %s: %s',
    async (id, _kind, _what, each) => {
      const { status, warnings, body } = await ask(each, ADVISED);
      expect({ status, says: pathsIn(warnings, id), body }).toMatchObject({ status: 201, says: each.says.toSorted() });
    },
  );
});

describe('a refusal', () => {
  it.each(guardrails.map((rule) => [rule.id, rule] as const))(
    'by %s tells the rule, the fix, the reason and where to read on',
    async (id, rule) => {
      const { message } = JSON.parse((await ask(refused(id), enforced(id))).body) as { readonly message: string };
      expect(message).toContain(`${id} ${refused(id).says[0]?.split('[')[0]}`);
      expect(message).toContain(`: ${rule.fix}. ${rule.reason}. See docs/guardrails.md#${id.toLowerCase()}`);
    },
  );

  it.each(guardrails.map(({ id }) => [id]))('by %s meets a change of what was accepted', async (id) => {
    const { kind, spec } = refused(id);
    const good = casesOf(id).find((each) => each.kind === kind && each.says.length === 0);
    const lasting = {
      ...manifest(kind, good?.spec ?? {}, enforced(id)),
      metadata: { name: `lasting-${id.toLowerCase()}`, namespace: enforced(id) },
    };
    await succeed(['create', '-f', '-'], documents([lasting]));
    const change = await admission.askToPatch(lasting, [{ op: 'replace', path: '/spec', value: spec }]);
    expect({ ...change, says: pathsIn(change.body, id).length > 0 }).toMatchObject({ status: 422, says: true });
    const label = await admission.askToPatch(lasting, [{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }]);
    expect(label).toMatchObject({ status: 200 });
  });

  it('does not meet what stood before the rule, until its spec changes', async () => {
    const before = `guard-before-${SUFFIX}`;
    await succeed(['create', 'namespace', before]);
    await succeed(['apply', '--server-side', '-f', '-'], documents([parametersIn(before, PARAMETERS_OF_TEAM_A)]));
    const { kind, spec } = refused('SMOP-05');
    const lasting = manifest(kind, spec, before);
    await succeed(['create', '-f', '-'], documents([lasting]));
    const late = policies.get('SMOP-05');
    if (!late) throw new Error('no SMOP-05');
    const objects = used(renamed(late, 'late'), { mode: 'enforce', namespaceSelector: inNamespaces(before) });
    installed = [...installed, ...objects];
    await succeed(['apply', '--server-side', '-f', '-'], documents(objects));
    const next = { ...lasting, metadata: { name: 'next', namespace: before } };
    await eventually(
      async () => (await admission.ask(next)).status === 422,
      () => 'a refusal',
      PATIENCE_MS,
    );
    const patch = (path: string, value: unknown): Promise<Answer> => admission.askToPatch(lasting, [{ op: 'add', path, value }]);
    expect(await patch('/metadata/finalizers', ['example.com/keep'])).toMatchObject({ status: 200 });
    expect(await patch('/spec/enableNetworkIsolation', false)).toMatchObject({ status: 422 });
    await succeed(['delete', 'namespace', '--wait=false', before]);
  });
});
