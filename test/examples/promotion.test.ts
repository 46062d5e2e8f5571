/** examples/gitops/promotion: one file promotes a model, guardrails judge it before, and an alarm after. */
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import type { KubeObject } from '../../src/kinds/types.ts';
import { RULES as HEALTH_RULES } from '../gitops/expected.ts';
import { go, Judge } from '../gitops/program.ts';
import { documents, succeed } from '../support/advice.ts';
import { inNamespaces, policiesFor, type Rule, used } from '../support/guardrails.ts';
import { isReady, isTerminal, Stage } from '../support/stage.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'examples/gitops/promotion');
const BUILD_MS = 3_600_000;
/** The rule on where models may come from, whose parameter prod/guardrails.yaml sets. The apiserver tells of one rule at a time, so it is alone. */
const RULE: Rule = 'SMOP-12';

/** A checkout, in which pull requests are merged. */
class Checkout {
  readonly #folder = mkdtempSync(join(tmpdir(), 'promotion-'));

  constructor() {
    cpSync(FOLDER, this.#folder, { recursive: true });
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  edit(name: string, before: string, after: string): void {
    const text = readFileSync(this.path(name), 'utf8');
    if (!text.includes(before)) throw new Error(`${name} does not say ${before}`);
    writeFileSync(this.path(name), text.replaceAll(before, after));
  }

  /** What the README says that a promotion is. */
  promote(): void {
    cpSync(this.path('dev/release.yaml'), this.path('prod/release.yaml'));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

describe('production', () => {
  let stage: Stage;
  let installed: readonly object[] = [];
  const checkout = new Checkout();
  const apply = async (...args: readonly string[]): Promise<string> => {
    const { code, out } = await stage.kubectl(['apply', ...args, '-k', checkout.path('prod')]);
    if (code !== 0) throw new Error(out);
    return out;
  };
  const dryRun = () => stage.kubectl(['apply', '--dry-run=server', '-k', checkout.path('prod')]);
  const rendered = async (): Promise<readonly string[]> =>
    (await stage.kubectl(['kustomize', checkout.path('prod')])).out.split('\n');
  const serves = ({ status }: KubeObject, config: KubeObject): boolean =>
    status?.['endpointConfigName'] === config.status?.['endpointConfigName'];

  beforeAll(async () => {
    stage = await Stage.set({ simulator: { speed: 600 } });
    checkout.edit('prod/kustomization.yaml', 'namespace: churn-prod', `namespace: ${stage.namespace}`);
    const policy = policiesFor(randomBytes(4).toString('hex')).get(RULE);
    if (!policy) throw new Error(`there is no rule ${RULE}`);
    installed = used(policy, { mode: 'enforce', namespaceSelector: inNamespaces(stage.namespace) });
    await succeed(['apply', '--server-side', '-f', '-'], documents(installed));
    // A rule is in force a while after it was made. Without parameters it then refuses everything.
    await stage.eventually(
      async () => (await dryRun()).out.includes(policy.metadata.name),
      () => `${RULE} is not in force`,
    );
  });
  afterAll(async () => {
    checkout.remove();
    await stage[Symbol.asyncDispose]();
    await succeed(['delete', '--ignore-not-found', '--wait=false', '-f', '-'], documents(installed));
  });

  test('serves its release on two instances', async () => {
    // The parameters come first, as the platform team would have it.
    await stage.kubectl(['apply', '-f', checkout.path('prod/guardrails.yaml')]);
    await stage.eventually(
      async () => (await dryRun()).code === 0,
      () => 'the guardrails still refuse the release',
    );
    await apply();
    const config = await stage.until('EndpointConfig', 'churn-7', isReady);
    const endpoint = await stage.until('Endpoint', 'churn', isReady);
    expect(serves(endpoint, config)).toBe(true);
    expect(endpoint.status?.['productionVariants']).toMatchObject([{ currentInstanceCount: 2 }]);
  });

  test('refuses a model that was not released before it is merged, and says which field', async () => {
    const other = new Checkout();
    other.edit('prod/kustomization.yaml', 'namespace: churn-prod', `namespace: ${stage.namespace}`);
    // Another model: of the one that runs the definition itself lets nothing be changed.
    other.edit('prod/release.yaml', 'churn-7', 'churn-66');
    other.edit('prod/release.yaml', '/churn/released/churn-66/', '/churn/sandbox/tom/');
    const { code, out } = await stage.kubectl(['apply', '--dry-run=server', '-k', other.path('prod')]);
    other.remove();
    expect(code).not.toBe(0);
    expect(out).toContain('SMOP-12 spec.primaryContainer.modelDataURL');
  });

  test('differs by its release alone after a promotion, moves to it, and the last version can go then', async () => {
    const before = await rendered();
    checkout.promote();
    const after = await rendered();
    const changed = after.filter((line) => !before.includes(line));
    expect(changed.every((line) => line.includes('churn-8'))).toBe(true);
    expect(after.length).toBe(before.length);

    await apply();
    // As pruning does: at once, while the endpoint still uses them.
    await stage.kubectl(['delete', '--wait=false', 'model/churn-7', 'endpointconfig/churn-7']);
    const config = await stage.until('EndpointConfig', 'churn-8', isReady);
    const endpoint = await stage.until('Endpoint', 'churn', (object) => isReady(object) && serves(object, config));
    expect(endpoint.status?.['failureReason'] ?? '').toBe('');
    await Promise.all([stage.untilGone('Model', 'churn-7'), stage.untilGone('EndpointConfig', 'churn-7')]);
  });

  test('is failed where the alarm takes the version back, and the last one serves on', async () => {
    checkout.edit('serving/serving.yaml', 'churn-errors', 'churn-errors-firing');
    checkout.edit('prod/release.yaml', 'churn-8', 'churn-9');
    await apply();
    const failed = await stage.until('Endpoint', 'churn', isTerminal);
    expect(failed.status?.['failureReason']).toContain('rolled back because the CloudWatch alarm churn-errors-firing');
    expect(serves(failed, await stage.until('EndpointConfig', 'churn-8', isReady))).toBe(true);
  });

  test.skipIf(go === undefined)('is then failed to Flux and Argo CD, too', { timeout: BUILD_MS }, async () => {
    const failed = await stage.until('Endpoint', 'churn', isTerminal);
    const [seen] = await (await Judge.build()).assess([failed], HEALTH_RULES);
    expect([seen?.kstatus.status, seen?.flux.status, seen?.argo['argo']?.status]).toEqual(['Failed', 'Failed', 'Degraded']);
  });

  test('is well again when the promotion is reverted', async () => {
    checkout.promote(); // to what dev has, and production had
    await apply();
    const config = await stage.until('EndpointConfig', 'churn-8', isReady);
    expect(serves(await stage.until('Endpoint', 'churn', isReady), config)).toBe(true);
  });
});

describe('what Flux and Argo CD are told', () => {
  const told = ['flux.yaml', 'argocd.yaml'].flatMap((file) =>
    parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map((each) => each.toJS() as object),
  );

  test.skipIf(go === undefined)('has only fields that they know', { timeout: BUILD_MS }, async () => {
    expect(await (await Judge.build()).decode(told)).toEqual(['', '', '', '']);
  });

  test('leads to both environments', () => {
    const paths = [...stringify(told).matchAll(/path: (?:\.\/)?(\S+)/g)].map(([, path = '']) => path);
    expect(paths.map((path) => existsSync(join(ROOT, path, 'kustomization.yaml')))).toEqual([true, true, true, true]);
  });

  test('of releases is in files of the same form', () => {
    const [dev, prod] = ['dev', 'prod'].map(
      (name) => parse(readFileSync(join(FOLDER, name, 'release.yaml'), 'utf8')) as { data: object },
    );
    expect(Object.keys(dev?.data ?? {})).toEqual(Object.keys(prod?.data ?? {}));
  });
});
