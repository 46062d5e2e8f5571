/**
 * Everything in one file, for who has no helm: `node tools/helm/manifests.ts [helm's flags]` writes dist/install.yaml. `kubectl apply
 * --server-side -f` takes it; definitions come first, and the namespace is there before what lives in it.
 */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { prepareTool } from './programs.ts';

const NAMESPACE = 'sagemaker-operator';
const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The strictest level: the operator needs no more than it allows. */
const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: NAMESPACE, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
};

const helm = await prepareTool('helm', { progress: (line) => process.stderr.write(`${line}\n`) });
const values = process.argv.length > 2 ? process.argv.slice(2) : ['--set', 'aws.region=us-east-1'];
const args = ['template', NAMESPACE, at('charts/sagemaker-operator'), '--namespace', NAMESPACE, ...values];
const { stdout: operator } = await promisify(execFile)(helm, args, { maxBuffer: 2 ** 26 });
const crds = await Promise.all((await readdir(at('crds'))).toSorted().map((name) => readFile(at(`crds/${name}`), 'utf8')));
await mkdir(at('dist'), { recursive: true });
const documents = [...crds, stringify(namespace), operator.replace(/^---\n/, '')];
await writeFile(at('dist/install.yaml'), documents.join('---\n'));
process.stdout.write(`dist/install.yaml: ${crds.length} definitions, and the operator in namespace ${NAMESPACE}\n`);
