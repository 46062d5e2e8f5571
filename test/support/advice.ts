/** The generated advice on the apiserver that all test files share: bound to the namespaces of one of them, so that no other hears it. */
import { readFile } from 'node:fs/promises';
import { parseAllDocuments, stringify } from 'yaml';
import type { Binding, Policy } from '../../src/advice/policies.ts';
import { adviceCases } from '../../src/advice/rules.testdata.ts';
import { customResourceDefinition } from '../../src/crd/definition.ts';
import { kinds } from '../../src/kinds/index.ts';
import { sagemaker } from '../../src/kinds/services.ts';
import type { KindDescriptor } from '../../src/kinds/types.ts';
import { loadModel } from '../../src/model/load.ts';
import { eventually as lookUntil } from './eventually.ts';
import { runKubectl } from './kubectl.ts';

export const ADVICE_FILE = new URL('../../charts/sagemaker-operator/files/advice.yaml', import.meta.url);

export async function generatedAdvice(): Promise<{
  readonly policies: readonly Policy[];
  readonly bindings: readonly Binding[];
}> {
  const objects = parseAllDocuments(await readFile(ADVICE_FILE, 'utf8')).map((document) => document.toJS() as Policy | Binding);
  return {
    policies: objects.filter((object) => object.kind === 'ValidatingAdmissionPolicy'),
    bindings: objects.filter((object) => object.kind === 'ValidatingAdmissionPolicyBinding'),
  };
}

/** The same binding, for these namespaces alone. */
export function boundTo(binding: Binding, namespaces: readonly string[]): object {
  const inThem = { key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces };
  return {
    ...binding,
    metadata: { name: `${binding.metadata.name}-${namespaces[0]}` },
    spec: { ...binding.spec, matchResources: { namespaceSelector: { matchExpressions: [inThem] } } },
  };
}

/** The kinds that there is advice about and no descriptor yet: their CRDs are made of the API's model, as they will be. */
export function standIns(): readonly object[] {
  const served = new Set(kinds.map(({ kind }) => kind));
  const missing = [...new Set(adviceCases.map(({ kind }) => kind))].filter((kind) => !served.has(kind));
  return missing.map((kind) => {
    const crd = customResourceDefinition(outlineOf(kind), loadModel('sagemaker')) as { spec: { names: object } };
    // Not among `kubectl get sagemaker`: other test files look at that.
    return { ...crd, spec: { ...crd.spec, names: { ...crd.spec.names, categories: [] } } };
  });
}

function outlineOf(kind: string): KindDescriptor {
  return {
    kind,
    plural: `${kind.toLowerCase()}s`,
    shortNames: [],
    service: sagemaker,
    lifetime: 'job',
    name: { member: kind.endsWith('JobDefinition') ? 'JobDefinitionName' : `${kind}Name`, maxLength: 63 },
    arnMember: `${kind}Arn`,
    operations: { create: `Create${kind}`, describe: `Describe${kind}` },
    updates: [],
    absent: [],
    taken: [],
    references: [],
    crd: { mutable: [], columns: [] },
    status: [],
  };
}

/** For what is not tested, but must work for the rest to mean anything. */
export async function succeed(args: readonly string[], input?: string): Promise<string> {
  const { code, out } = await runKubectl(args, input);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${out}`);
  return out;
}

export const documents = (objects: readonly object[]): string => objects.map((object) => stringify(object)).join('---\n');

/** The beginnings of all advice in kubectl's output: id and fields. */
export function adviceIn(out: string): readonly string[] {
  return [...out.matchAll(/SMADV-\d+ [^:]+(?=:)/g)].map(([said]) => said).toSorted();
}

/** Policies, bindings and what they look at reach the API server's admission by watches of its own; and each look with kubectl costs a process. */
export const eventually = (law: () => Promise<boolean>, seen: () => string, patienceMs = 60_000): Promise<void> =>
  lookUntil(law, seen, { patienceMs, pauseMs: [100, 1_000] });
