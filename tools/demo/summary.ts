import { rowOf } from './row.ts';
import type { DemoObject } from './object.ts';
import type { Options } from './options.ts';
import type { Ledger } from './stage.ts';
import { judge, type MeantToFail } from './verdict.ts';

/** One sentence on the objects: how many, how they ended, and whether that is as it should be. */
export function outcome(objects: readonly DemoObject[], meantToFail: MeantToFail, seconds: number): string {
  const bad = objects
    .filter((object) => judge(object, meantToFail) === 'bad')
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  const counts = tally(objects.map((object) => rowOf(object, meantToFail, 0).status));
  const ends = counts.map(([status, count]) => `${count} ${status}`).join(', ');
  const failing = objects.filter(({ kind, metadata }) => meantToFail.has(`${kind}/${metadata.name}`)).length;
  const asMeant = failing === 0 ? 'each as it should' : `each as it should (${failing} is there to show a failure)`;
  return `All ${objects.length} objects settled after ${seconds.toFixed(0)} s, ${bad.length === 0 ? asMeant : `but not as they should: ${bad.join(', ')}`}: ${ends}.`;
}

/** By the verb: which of the kinds it was is in the operator's metrics. */
export function calls(ledger: Ledger): string {
  const verbs = Object.entries(ledger.counts()).flatMap(([operation, { calls }]) =>
    Array.from({ length: calls }, () => verbOf(operation)),
  );
  const each = tally(verbs).map(([verb, count]) => `${count} ${verb}`);
  return `${verbs.length} calls to AWS: ${each.join(', ')}.`;
}

/** `Create` of CreateTrainingJob. */
const verbOf = (operation: string): string => /^[A-Z][a-z]+/.exec(operation)?.[0] ?? operation;

/** Most frequent first. */
function tally(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

export interface Hints {
  readonly kubeconfig: string;
  /** Folder to put on the PATH, where kubectl is not there. */
  readonly path: string | undefined;
  readonly metrics: string;
  readonly options: Options;
}

/** Lines to copy into another terminal. */
export function lookFurther({ kubeconfig, path, metrics, options }: Hints): readonly string[] {
  const there = options.namespace === 'default' ? '' : ` -n ${options.namespace}`;
  return [
    'Look further, in another terminal:',
    '',
    ...(path === undefined ? [] : [`  export PATH="$PATH:${path}"`]),
    `  export KUBECONFIG=${kubeconfig}`,
    `  kubectl get sagemaker${there}`,
    `  kubectl describe trainingjob churn-no-data${there}`,
    `  kubectl get events${there}`,
    '  kubectl explain trainingjob.spec.resourceConfig',
    `  kubectl delete endpoint churn${there}`,
    `  curl -s ${metrics}`,
    '  less .demo/operator.log',
    '',
  ];
}
