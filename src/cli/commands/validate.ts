import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { PARAMETERS } from '../../guardrails/parameters.ts';
import { paint } from '../colour.ts';
import { type Context, defineCommand, type Sink } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readInputs } from '../offline/files.ts';
import { type Manifest, parseManifests, type Trouble } from '../offline/manifests.ts';
import { bundledModels } from '../offline/models.ts';
import { createCel } from '../validate/cel.ts';
import { pathText } from '../validate/complaint.ts';
import { schemaFiles } from '../validate/json-schemas.ts';
import { manifestTypes, type ManifestType } from '../validate/types.ts';
import { type Finding, validate } from '../validate/validate.ts';
import { identityOf, isFields, type PlainFields } from '../validate/values.ts';

const OPTIONS = {
  guardrails: {
    type: 'string',
    multiple: true,
    takes: 'FILE',
    help: 'GuardrailParameters to judge by; those among the files are used too',
  },
  advice: {
    type: 'string',
    takes: 'WHETHER',
    choices: ['show', 'hide', 'enforce'],
    help: 'what to do with advice; enforce fails on it',
  },
  schemas: { type: 'string', takes: 'DIR', help: 'write JSON schemas for editors to this folder' },
} as const;

export const validation = defineCommand({
  usage: '[FILE…|-]',
  about:
    'Checks manifests as the API server would: fields, types, the rules of the CRDs, and, with parameters, the guardrails. Needs no cluster. ' +
    'A folder means all manifests below it; a dash means stdin. Objects of other kinds are passed over.',
  examples: [
    { text: 'a file', line: 'validate job.yaml' },
    { text: 'in CI, with the guardrails of the team', line: 'validate --guardrails guardrails.yaml -o json deploy/' },
    { text: 'what kustomize makes', line: 'validate - < <(kubectl kustomize overlays/prod)' },
    { text: 'schemas for the YAML language server', line: 'validate --schemas .vscode/sagemaker' },
  ],
  options: OPTIONS,
  positionals: ['file'],
  async run(context) {
    const { values, positionals, stdin } = context;
    const { namespace } = values as { readonly namespace?: unknown };
    if (positionals.length === 0 && values.schemas === undefined)
      throw new CliError('usage', 'say which files: validate FILE… (or - for stdin)');
    const types = manifestTypes(await bundledModels());
    if (values.schemas !== undefined) await writeSchemas(context, values.schemas, types);
    if (positionals.length === 0) return EXIT.ok;
    const parsed = (await readInputs(positionals, stdin)).map(({ name, text }) => parseManifests(name, text));
    const manifests = parsed.flatMap((file) => file.manifests);
    const troubles = parsed.flatMap((file) => file.troubles.map(findingOfTrouble));
    const rules = (await readInputs(values.guardrails ?? [], stdin)).flatMap(
      ({ name, text }) => parseManifests(name, text).manifests,
    );
    const result = validate({
      manifests,
      types,
      cel: createCel(),
      advice: values.advice !== 'hide',
      namespace: typeof namespace === 'string' ? namespace : 'default',
      parameters: new Map([...everywhere(rules), ...parametersOf(manifests)]),
    });
    return report(context, { ...result, findings: [...troubles, ...result.findings] }, values.advice === 'enforce');
  },
});

/** By namespace, as the cluster finds them. */
const parametersOf = (manifests: readonly Manifest[]): readonly (readonly [string, PlainFields])[] =>
  manifests.flatMap(({ value }) => {
    if (!isFields(value) || value['kind'] !== PARAMETERS.kind || !isFields(value['spec'])) return [];
    return [[identityOf(value).namespace, value['spec']] as const];
  });

/** What is named on the command line is also for manifests that have no namespace yet. */
const everywhere = (rules: readonly Manifest[]): readonly (readonly [string, PlainFields])[] => {
  const named = parametersOf(rules);
  const [first] = named;
  return first ? [['', first[1]] as const, ...named] : [];
};

const findingOfTrouble = ({ message, ...place }: Trouble): Finding => ({
  ...place,
  message,
  path: [],
  severity: 'error',
  kind: '',
  name: '',
});

interface Result {
  readonly findings: readonly Finding[];
  readonly checked: number;
  readonly others: number;
}

async function report(
  { output, stdout, stderr }: Pick<Context, 'output' | 'stdout' | 'stderr'>,
  result: Result,
  enforce: boolean,
): Promise<ExitCode> {
  const told = { ...result, findings: result.findings.map((finding) => ({ ...finding, path: pathText(finding.path) })) };
  if (output === 'json') await stdout.write(`${JSON.stringify(told, undefined, 2)}\n`);
  else if (output === 'yaml') await stdout.write(stringify(told));
  else {
    for (const finding of result.findings) await stdout.write(`${line(stdout, finding)}\n`);
    await stderr.write(`${summary(result)}\n`);
  }
  return result.findings.some(({ severity }) => enforce || severity === 'error') ? EXIT.no : EXIT.ok;
}

function line(sink: Sink, { file, line, column, severity, rule, path, message }: Finding): string {
  const where = paint(sink, 'strong', `${file}:${line}:${column}:`);
  const what = paint(sink, severity === 'error' ? 'bad' : 'busy', `${severity}:`);
  const field = rule === undefined ? pathText(path) : rule;
  return `${where} ${what} ${[field, message].filter((part) => part !== '').join(rule === undefined && field !== '' ? ': ' : ' ')}`;
}

function summary({ findings, checked, others }: Result): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const passed = others === 0 ? '' : `; ${others} of other kinds not looked at`;
  return `${checked} checked, ${errors} errors, ${findings.length - errors} warnings${passed}`;
}

async function writeSchemas({ stderr }: Pick<Context, 'stderr'>, folder: string, types: readonly ManifestType[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = schemaFiles(types);
  for (const { name, content } of files) await writeFile(join(folder, name), `${JSON.stringify(content)}\n`);
  await stderr.write(`${files.length} schemas in ${folder}; all.json is for every kind\n`);
}
