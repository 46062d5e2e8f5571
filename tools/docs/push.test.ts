/** The templates that docs/push.md offers: they grant what the operator uses, and to nobody anything else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { operatorPolicies } from '../../src/iam/operator.ts';
import { ROOT } from './markdown.ts';

const read = (file: string): string => readFileSync(join(ROOT, 'docs/push', file), 'utf8');
const actions =
  operatorPolicies([])
    .get('operator-push')
    ?.Statement.flatMap(({ Action }) => Action) ?? [];

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Principal?: unknown;
  readonly Resource: unknown;
  readonly Condition?: unknown;
}
interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Properties: Readonly<Record<string, unknown>> & {
          readonly PolicyDocument?: { readonly Statement: readonly Statement[] };
        };
      }
    >
  >;
}
const { Resources } = parse(read('cloudformation.yaml')) as Template;
const QUEUE = { 'Fn::GetAtt': ['Queue', 'Arn'] };
const RULE = { 'Fn::GetAtt': ['Rule', 'Arn'] };

test('the rule takes SageMaker’s own events, and not what CloudTrail tells of every call', () => {
  expect(Resources['Rule']?.Properties).toMatchObject({
    EventPattern: { source: ['aws.sagemaker'], 'detail-type': [{ prefix: 'SageMaker ' }] },
    Targets: [{ Arn: QUEUE }],
  });
});

test('the queue is encrypted, and the rule alone may send to it', () => {
  expect(Resources['Queue']?.Properties).toMatchObject({ SqsManagedSseEnabled: true });
  const statements = Resources['QueuePolicy']?.Properties.PolicyDocument?.Statement;
  expect(statements).toMatchObject([
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QUEUE,
      Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
    },
    { Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Condition: { ArnNotEquals: { 'aws:SourceArn': RULE } } },
  ]);
});

test('the operator may read the queue, as its policy says, and nothing else', () => {
  expect(Resources['OperatorReads']?.Properties.PolicyDocument?.Statement).toMatchObject([
    { Effect: 'Allow', Action: actions, Resource: QUEUE },
  ]);
  expect(actions).toEqual(['sqs:ReceiveMessage', 'sqs:DeleteMessage']);
});

test('Terraform says the same', () => {
  const terraform = read('main.tf');
  const named = [...terraform.matchAll(/actions\s*=\s*\[([^\]]*)\]/g)].map(([, list = '']) =>
    list.replaceAll(/["\s]/g, '').split(','),
  );
  expect(named).toEqual([['sqs:SendMessage'], ['sqs:SendMessage'], actions]);
  expect(terraform).toMatch(/source\s*=\s*\["aws\.sagemaker"\]/);
  expect(terraform).toMatch(/detail-type\s*=\s*\[\{ prefix = "SageMaker " \}\]/);
  expect(terraform).toMatch(/sqs_managed_sse_enabled\s*=\s*true/);
});
