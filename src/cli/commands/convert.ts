import { stringify } from 'yaml';
import { Fault } from '../../engine/fault.ts';
import type { Fields } from '../../kinds/types.ts';
import { type Context, defineCommand } from '../command.ts';
import { convert } from '../convert/convert.ts';
import { manifestText } from '../convert/text.ts';
import { objectToRequest, type Request } from '../convert/requests.ts';
import { CliError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type AwsShapes, awsShapes } from '../offline/aws-shapes.ts';
import { readInputs } from '../offline/files.ts';
import { type Manifest, parseManifests, type Path } from '../offline/manifests.ts';
import { findKind, kindNamed } from '../targets.ts';
import { pathText } from '../validate/complaint.ts';
import { identityOf, isFields, type PlainFields } from '../validate/values.ts';

const OPTIONS = {
  to: { type: 'string', takes: 'WHAT', choices: ['manifest', 'request'], help: 'manifest, or the request that boto3 sends' },
  kind: { type: 'string', takes: 'KIND', help: 'what a request is for, where its members do not tell' },
  name: { type: 'string', takes: 'NAME', help: 'name of the object that is made of a request' },
} as const;

export const conversion = defineCommand({
  usage: 'FILE…|-',
  about:
    "Turns manifests of the first operator (sagemaker.aws.amazon.com/v1) and requests of AWS's API (JSON, as for boto3 and the AWS CLI) into manifests; " +
    'and, with --to request, manifests into requests. What cannot be turned is named on stderr, and the exit code is then 1.',
  examples: [
    { text: 'all old manifests', line: 'convert old/ > new.yaml' },
    {
      text: 'live objects of the old operator',
      line: 'convert - < <(kubectl get trainingjobs.sagemaker.aws.amazon.com -o yaml)',
    },
    { text: 'a request of a script', line: 'convert --name churn create-training-job.json' },
    { text: 'for boto3', line: 'convert --to request job.yaml' },
  ],
  options: OPTIONS,
  positionals: ['file'],
  async run(context) {
    const { values, positionals, stdin } = context;
    if (positionals.length === 0) throw new CliError('usage', 'say which files: convert FILE… (or - for stdin)');
    const parsed = (await readInputs(positionals, stdin)).map(({ name, text }) => parseManifests(name, text));
    const [trouble] = parsed.flatMap(({ troubles }) => troubles);
    if (trouble) throw new CliError('usage', `${trouble.file}:${trouble.line}:${trouble.column}: ${trouble.message}`);
    const manifests = parsed.flatMap((file) => file.manifests);
    return values.to === 'request' ? toRequests(context, manifests) : toManifests(context, manifests, values);
  },
});

interface Asked {
  readonly kind?: string;
  readonly name?: string;
}

async function toManifests(context: Context, manifests: readonly Manifest[], { kind, name }: Asked): Promise<ExitCode> {
  const shapes = awsShapes();
  const asked = { kind: kind === undefined ? undefined : kindNamed(kind), name };
  const converted = manifests.map((manifest) => convert(shapes, manifest, asked));
  const objects = converted.flatMap(({ objects }) => objects);
  await context.stdout.write(manifestText(objects, context.output));
  return tell(
    context,
    converted.flatMap(({ manifest, lost }) => lost.map((each) => ({ manifest, ...each }))),
  );
}

interface Told {
  readonly manifest: Manifest;
  readonly path: Path;
  readonly message: string;
}

async function tell({ stderr }: Context, lost: readonly Told[]): Promise<ExitCode> {
  for (const { manifest, path, message } of lost) {
    const { line, column } = manifest.locate(path);
    await stderr.write(`${manifest.file}:${line}:${column}: ${path.length === 0 ? '' : `${pathText(path)}: `}${message}\n`);
  }
  return lost.length === 0 ? EXIT.ok : EXIT.no;
}

async function toRequests(context: Context, manifests: readonly Manifest[]): Promise<ExitCode> {
  const shapes = awsShapes();
  const requests = manifests.map((manifest) => ({ manifest, ...requestOf(shapes, manifest) }));
  // One is what a script wants to load; of several it must be told which is which.
  const [only] = requests;
  const answer = requests.length === 1 ? only?.request : requests.map(({ operation, request }) => ({ operation, request }));
  await context.stdout.write(context.output === 'yaml' ? stringify(answer) : `${JSON.stringify(answer, undefined, 2)}\n`);
  return tell(
    context,
    requests.flatMap(({ manifest, lost }) => lost.map((each) => ({ manifest, ...each }))),
  );
}

function requestOf(shapes: AwsShapes, manifest: Manifest): Request {
  const { kind: name } = identityOf(manifest.value);
  const value = manifest.value as PlainFields;
  const kind = findKind(name);
  const { line } = manifest.locate(['kind']);
  if (!kind || value['apiVersion'] !== `${kind.service.group}/${kind.service.version}`)
    throw new CliError(
      'usage',
      `${manifest.file}:${line}: ${name === '' ? 'this' : name} is none of the kinds that have a request`,
    );
  const spec = isFields(value['spec']) ? (value['spec'] as Fields) : {};
  try {
    return objectToRequest(shapes, kind, spec);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new CliError('no', `${manifest.file}:${line}: ${error.message}`, { cause: error });
  }
}
