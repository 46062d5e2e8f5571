/**
 * Writes what is made of kinds, rules, flags and the service model: CRDs, reference pages, advice, guardrails, IAM policies, and what the
 * charts take from them. `node src/crd/generate.ts`, after every change to one of those.
 * With `--check` it writes nothing, names the files that are out of date and exits with 1: for CI.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adviceFiles } from '../advice/files.ts';
import { chartFiles } from '../chart/files.ts';
import { guardrailFiles } from '../guardrails/files.ts';
import { iamFiles } from '../iam/files.ts';
import { kinds } from '../kinds/index.ts';
import { sagemaker } from '../kinds/services.ts';
import { loadModels } from '../model/load.ts';
import { companionFiles } from './companions.ts';
import { generatedFiles } from './files.ts';

const ROOT = new URL('../../', import.meta.url);
const VALUES = 'charts/sagemaker-operator/values.yaml';

function isStale(path: string, content: string): boolean {
  return !existsSync(path) || readFileSync(path, 'utf8') !== content;
}

function main(check: boolean): number {
  const models = loadModels();
  const others = [...adviceFiles(sagemaker), ...companionFiles(), ...guardrailFiles(kinds, models), ...iamFiles(kinds)];
  const generated = [...generatedFiles(kinds, models), ...others];
  const valuesYaml = readFileSync(fileURLToPath(new URL(VALUES, ROOT)), 'utf8');
  const files = [...generated, ...chartFiles({ kinds, valuesYaml, generated })].map(([name, content]) => ({
    name,
    path: fileURLToPath(new URL(name, ROOT)),
    content,
  }));
  const stale = files.filter(({ path, content }) => isStale(path, content));
  for (const { name, path, content } of stale) {
    process.stdout.write(`${check ? 'out of date' : 'written'}: ${name}\n`);
    if (check) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return check && stale.length > 0 ? 1 : 0;
}

process.exitCode = main(process.argv.includes('--check'));
