import type { Json, JsonObject } from './json.ts';
import { at, objects, text } from './json.ts';

/**
 * How a user asks for trouble. Nothing that a real request is likely to hold by chance; each sign is documented in docs/simulator.md
 * and answered with a text of the kind that SageMaker gives for the same trouble.
 */
export interface Mishap {
  /** Where it strikes: when the request is answered, or during a part of the training job's life. */
  readonly during: 'Create' | 'Starting' | 'Downloading' | 'Training';
  readonly reason: string;
}

interface Convention {
  readonly during: Mishap['during'];
  /** What the request shows, or undefined. */
  readonly sign: (request: JsonObject) => string | undefined;
  readonly reason: (sign: string) => string;
}

const EXIT_1 = 'AlgorithmError: ExecuteUserScriptError: ExitCode 1 Command "python3 train.py", exit code: 1';

/** The first whose sign the request shows applies. */
const TRAINING: readonly Convention[] = [
  {
    during: 'Create',
    sign: (request) => containing(text(request, 'RoleArn'), 'cannot-be-assumed'),
    reason: unassumed,
  },
  {
    during: 'Starting',
    sign: (request) => tagged(trainingImage(request), 'no-capacity'),
    reason: () =>
      'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type or after some time.',
  },
  {
    during: 'Starting',
    sign: (request) => containing(trainingImage(request), 'no-such-image'),
    reason: (image) =>
      `ClientError: Cannot pull the training image ${image}: the repository or the image does not exist, or the role may not read it.`,
  },
  {
    during: 'Downloading',
    sign: (request) => inputUris(request).find((uri) => uri.includes('does-not-exist')),
    reason: (uri) =>
      `ClientError: Data download failed:No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure that the bucket exists in the selected region, that objects exist under that S3 prefix, and that the role has "s3:ListBucket" permissions on the bucket.`,
  },
  { during: 'Training', sign: (request) => tagged(trainingImage(request), 'fail'), reason: () => EXIT_1 },
  {
    during: 'Training',
    sign: (request) => text(request, 'Environment.SIMULATOR_FAIL'),
    reason: (told) => `AlgorithmError: ${told}, exit code: 1`,
  },
];

export function trainingMishap(request: JsonObject): Mishap | undefined {
  for (const { during, sign, reason } of TRAINING) {
    const shown = sign(request);
    if (shown !== undefined) return { during, reason: reason(shown) };
  }
  return undefined;
}

/** Why Create refuses a request of whatever kind. */
export function roleRefusal(request: JsonObject): string | undefined {
  const role = textsOf(request).find((value) => value.startsWith('arn:') && value.includes('cannot-be-assumed'));
  return role === undefined ? undefined : unassumed(role);
}

/** Why a resource of whatever kind fails, told by any text of the request but its tags. The wording is ours. */
export function failureOf({ Tags: _tags, ...request }: JsonObject): string | undefined {
  const texts = textsOf(request);
  const missing = texts.find((value) => value.includes('does-not-exist'));
  if (missing !== undefined) return `ClientError: Could not find ${missing}.`;
  return texts.some((value) => tagged(value, 'fail') !== undefined) ? EXIT_1 : undefined;
}

/** `Environment.SIMULATOR_TRAINING_SECONDS`: how long the job's own program runs. */
export const trainingSeconds = (request: JsonObject): number => setting(request, 'SIMULATOR_TRAINING_SECONDS', 270);

/** `Environment.SIMULATOR_INTERRUPTIONS`: how often a spot job loses its instances. */
export const interruptions = (request: JsonObject): number => setting(request, 'SIMULATOR_INTERRUPTIONS', 0);

/** How the evaluation of a debugger or profiler rule ends: told by the name of its configuration. */
export function ruleVerdict(ruleName: string): 'NoIssuesFound' | 'IssuesFound' | 'Error' {
  if (/issues-?found/i.test(ruleName)) return 'IssuesFound';
  return /rule-?error/i.test(ruleName) ? 'Error' : 'NoIssuesFound';
}

/** A model whose container never answers its health check. */
export const failsHealthCheck = (image: string): boolean => tagged(image, 'fail') !== undefined;

/** An alarm that goes off as soon as traffic shifts to the new fleet. */
export const alarmFires = (alarmName: string): boolean => /firing|fail/i.test(alarmName);

function unassumed(role: string): string {
  return `Could not assume role ${role}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`;
}

/** Every text in a document, at any depth. */
function textsOf(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const trainingImage = (request: JsonObject): string | undefined => text(request, 'AlgorithmSpecification.TrainingImage');

const containing = (value: string | undefined, part: string): string | undefined =>
  value?.includes(part) === true ? value : undefined;
const tagged = (image: string | undefined, tag: string): string | undefined =>
  image?.endsWith(`:${tag}`) === true ? image : undefined;

function inputUris(request: JsonObject): string[] {
  return objects(request, 'InputDataConfig').flatMap((channel) => text(channel, 'DataSource.S3DataSource.S3Uri') ?? []);
}

function setting(request: JsonObject, name: string, otherwise: number): number {
  const value = Number(at(request, `Environment.${name}`) ?? Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value : otherwise;
}
