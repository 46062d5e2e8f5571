import { manifestOf, namedBy } from '../adopt/manifest.ts';
import { openSource, type Source } from '../adopt/source.ts';
import { type Wanted, wantedOf } from '../adopt/targets.ts';
import { type Context, defineCommand } from '../command.ts';
import type { Written } from '../convert/objects.ts';
import { manifestText } from '../convert/text.ts';
import { CliError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type AwsShapes, awsShapes } from '../offline/aws-shapes.ts';
import { kindNamed } from '../targets.ts';

const OPTIONS = {
  tag: { type: 'string', takes: 'KEY=VALUE', help: 'all of a kind that have this tag' },
  region: { type: 'string', takes: 'REGION', help: 'where; $AWS_REGION when absent, and an ARN tells it itself' },
  alone: { type: 'boolean', help: 'not what it names: of an endpoint neither config nor models' },
} as const;
type AdoptContext = Context<typeof OPTIONS>;

/** One call for each: more would take minutes, and hit the limits that the operator lives by. */
const MOST_LISTED = 200;

export const adopt = defineCommand({
  usage: 'KIND/NAME | ARN … | KIND --tag KEY=VALUE',
  about:
    'Prints manifests of resources that exist in AWS: apply them, and the operator takes the resources over without making them anew. It asks AWS with ' +
    'your own credentials, and only reads. What a resource names is printed along with it. A service is kept in AWS when its object is deleted, ' +
    'until you take the annotation deletion-policy away.',
  examples: [
    { text: 'a live endpoint, with its config and models', line: 'adopt endpoint/churn > churn.yaml' },
    { text: 'by ARN', line: 'adopt arn:aws:sagemaker:eu-west-1:111122223333:training-job/churn' },
    { text: 'all endpoints of a team', line: 'adopt endpoint --tag team=a' },
  ],
  options: OPTIONS,
  positionals: ['object'],
  async run(context) {
    const { positionals, values } = context;
    const [word] = positionals;
    if (word === undefined) throw new CliError('usage', 'say what: adopt KIND/NAME, an ARN, or KIND --tag KEY=VALUE');
    return values.tag === undefined ? some(context, positionals.map(wantedOf)) : tagged(context, word, values.tag);
  },
});

const regionOf = ({ values, env }: AdoptContext, wanted: readonly Wanted[]): string => {
  const regions = new Set(wanted.flatMap(({ region }) => region ?? []));
  if (regions.size > 1) throw new CliError('usage', `one region at a time, not ${[...regions].join(' and ')}`);
  const region = [...regions][0] ?? values.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  if (region === undefined || region === '') throw new CliError('usage', 'say where: --region REGION, or set AWS_REGION');
  return region;
};

async function withSource<T>(
  context: AdoptContext,
  wanted: readonly Wanted[],
  use: (adopting: Adopting) => Promise<T>,
): Promise<T> {
  const { clock, version, signal } = context;
  const [shapes, region] = [awsShapes(), regionOf(context, wanted)];
  const source = openSource({ shapes, clock, region, version, signal });
  try {
    return await use({ context, shapes, region, source });
  } finally {
    source.close();
  }
}

interface Adopting {
  readonly context: AdoptContext;
  readonly shapes: AwsShapes;
  readonly region: string;
  readonly source: Source;
}

const some = (context: AdoptContext, wanted: readonly Wanted[]): Promise<ExitCode> =>
  withSource(context, wanted, async (adopting) => {
    const objects = await collect(adopting, wanted);
    return write(context, objects);
  });

const tagged = (context: AdoptContext, word: string, tag: string): Promise<ExitCode> =>
  withSource(context, [], async (adopting) => {
    const kind = kindNamed(word);
    const [key = '', ...rest] = tag.split('=');
    if (key === '' || rest.length === 0) throw new CliError('usage', `--tag takes KEY=VALUE, not '${tag}'`);
    const { source } = adopting;
    const listed = await source.list(kind, MOST_LISTED);
    if (listed.length === MOST_LISTED) await context.stderr.write(`looked at the newest ${MOST_LISTED} ${kind.plural} only\n`);
    const wanted: Wanted[] = [];
    for (const { name, arn } of listed)
      if ((await source.tags(kind, arn)).get(key) === rest.join('=')) wanted.push({ kind, name });
    if (wanted.length === 0) throw new CliError('absent', `no ${kind.kind} in ${adopting.region} has the tag ${tag}`);
    return write(context, await collect(adopting, wanted));
  });

/** What is named comes before who names it, so that a reader meets a model before the endpoint that serves it. Each once. */
async function collect(adopting: Adopting, wanted: readonly Wanted[]): Promise<readonly Written[]> {
  const { context, source, shapes, region } = adopting;
  const found = new Map<string, Written>();
  const visit = async ({ kind, name }: Wanted, by?: string): Promise<void> => {
    const key = `${kind.kind}/${name}`;
    if (found.has(key)) return;
    const record = await source.describe(kind, name);
    if (!record && by === undefined) throw new CliError('absent', `there is no ${kind.kind} ${name} in ${region}`);
    if (!record) return context.stderr.write(`${by} names ${key}, which is not there: not printed\n`);
    const arn = record[kind.arnMember];
    const tags = typeof arn === 'string' ? await source.tags(kind, arn) : new Map<string, string>();
    const object = manifestOf(shapes, { kind, name, record, tags, region });
    if (context.values.alone !== true)
      for (const other of namedBy(kind, record)) await visit({ kind: kindNamed(other.to), name: other.name }, key);
    found.set(key, object);
  };
  for (const each of wanted) await visit(each);
  return [...found.values()];
}

async function write({ output, stdout }: AdoptContext, objects: readonly Written[]): Promise<ExitCode> {
  await stdout.write(manifestText(objects, output));
  return EXIT.ok;
}
