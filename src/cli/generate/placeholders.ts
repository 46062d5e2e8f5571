/** Values that stand for what only the user knows: of the right form, so that a skeleton is valid from the start, and plainly not real. */
import type { Schema } from '../../crd/schema.ts';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';

/** By what the field is called; of those that fit, the first is taken. */
const BY_NAME: readonly { readonly called: RegExp; readonly value: string }[] = [
  { called: /role(?:ARN)?$/i, value: `arn:aws:iam::${ACCOUNT}:role/CHANGE-ME` },
  { called: /s3|URI$|URL$|path$|location/i, value: 's3://CHANGE-ME/path/' },
  { called: /image/i, value: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/change-me:1` },
  { called: /instanceType$/i, value: 'ml.m5.large' },
  { called: /subnet/i, value: 'subnet-0123456789abcdef0' },
  { called: /securityGroup/i, value: 'sg-0123456789abcdef0' },
  { called: /vpc/i, value: 'vpc-0123456789abcdef0' },
  { called: /userPool/i, value: `${REGION}_CHANGEME1` },
  { called: /cron|schedule/i, value: 'cron(0 * * * ? *)' },
  { called: /version/i, value: '1.0.0' },
  { called: /value$/i, value: '1' },
  { called: /region/i, value: REGION },
];

/** By what the pattern asks for. */
const BY_FORM: readonly string[] = [
  'CHANGE-ME',
  'change-me',
  'CHANGEME',
  's3://CHANGE-ME/path',
  'https://change-me.example.com/path',
  `arn:aws:sagemaker:${REGION}:${ACCOUNT}:change/change-me`,
  `arn:aws:iam::${ACCOUNT}:role/CHANGE-ME`,
  `arn:aws:lambda:${REGION}:${ACCOUNT}:function:CHANGE-ME`,
  `arn:aws:sagemaker:${REGION}:${ACCOUNT}:cluster/abcdefghijkl`,
  `arn:aws:sagemaker:${REGION}:${ACCOUNT}:workteam/private-crowd/CHANGE-ME`,
  `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package/CHANGE-ME/1`,
  `arn:aws:kms:${REGION}:${ACCOUNT}:key/CHANGE-ME`,
  `arn:aws:iot:${REGION}:${ACCOUNT}:thinggroup/CHANGE-ME`,
  `arn:aws:sagemaker:${REGION}:${ACCOUNT}:human-task-ui/CHANGE-ME`,
  'd-changeme',
  'ml.m5.large',
  '1',
  'cron(0 * * * ? *)',
  '/change/me',
  '0123456789abcdef0123456789abcdef',
  `endpoint/CHANGE-ME/variant/CHANGE-ME`,
];

/** Of several choices, those that most people make. */
const USUAL: ReadonlySet<string> = new Set(['File', 'S3Prefix', 'FullyReplicated', 'EndOfJob', 'Bayesian', 'SageMaker']);

export function placeholderText(field: string, schema: Schema): string {
  const choice = schema.enum?.find((value) => USUAL.has(value)) ?? schema.enum?.find((value) => value !== '');
  if (choice !== undefined) return choice;
  if (schema.format === 'date-time') return '2026-01-01T00:00:00Z';
  if (schema.format === 'byte') return 'Q0hBTkdFLU1F';
  const named = BY_NAME.filter(({ called }) => called.test(field)).map(({ value }) => value);
  return [...named, ...BY_FORM].find((value) => fits(schema, value)) ?? padded(schema);
}

function fits({ pattern, minLength = 0, maxLength = Infinity }: Schema, value: string): boolean {
  return (
    value.length >= minLength && value.length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(value))
  );
}

/** Nothing fits: at least long enough, and validate will say what is wanted. */
const padded = ({ minLength = 1 }: Schema): string => 'CHANGE-ME'.padEnd(minLength, 'X');
