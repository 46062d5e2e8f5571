import { createInterface } from 'node:readline/promises';
import type { Cluster, Setting } from './cluster.ts';
import type { Options } from './options.ts';

/** The person said no, or nobody was there to be asked. */
class Declined extends Error {
  override readonly name = 'Declined';
}

/** Nothing in a cluster or an account of yours is touched before you have read what will be, and agreed. */
export async function askConsent({ options, screen, signal }: Setting, cluster: Cluster): Promise<void> {
  if (options.cluster.kind === 'own' && options.aws.kind !== 'real') return;
  for (const line of plan(options, cluster.server)) screen.say(line);
  if (options.yes) return;
  if (!process.stdin.isTTY) throw new Declined('Nothing was done. Pass --yes to agree where nobody can be asked.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question('Type yes to go on: ', { signal });
    if (answer.trim() !== 'yes') throw new Declined('Nothing was done.');
  } finally {
    terminal.close();
  }
}

export function plan({ cluster, aws, region, manifests, namespace }: Options, server: string): readonly string[] {
  const where = cluster.kind === 'own' ? 'its own cluster' : `your cluster at ${server}`;
  const whose = {
    simulated: 'a simulated SageMaker on this machine, which costs nothing',
    endpoint: `the SageMaker at ${aws.kind === 'endpoint' ? aws.url : ''}, with made-up credentials`,
    real: `AWS in ${region}, with your credentials: THIS COSTS MONEY`,
  }[aws.kind];
  const makes = cluster.kind === 'own' ? [] : ['the CRDs of sagemaker.services.k8s.aws', `the namespace ${namespace}`];
  return [
    '',
    `The demo will use ${where} and ${whose}.`,
    'It will create, and at the end delete again:',
    ...[...makes, `everything in ${manifests}, in the namespace ${namespace}`].map((line) => `  - ${line}`),
    'The operator runs on this machine, as you.',
    '',
  ];
}
