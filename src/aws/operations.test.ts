import * as applicationAutoscaling from '@aws-sdk/client-application-auto-scaling';
import * as greengrassv2 from '@aws-sdk/client-greengrassv2';
import { expect, it } from 'vitest';
import { kinds } from '../kinds/index.ts';
import { createOperations } from './operations.ts';

it('serves every operation of every kind', () => {
  const operations = createOperations();
  const wanted = kinds.flatMap(({ service: { id }, operations: of, updates }) =>
    [of.create, of.describe, of.stop, of.delete, of.list?.operation, ...updates.map((update) => update.operation)]
      .filter((name) => name !== undefined)
      .map((name) => ({ id, name })),
  );
  expect(wanted.map(({ id, name }) => ({ id, name: operations.get(id, name).name }))).toEqual(wanted);
});

it('tells operations of one name apart by their service', () => {
  const tag = (sdk: object): Readonly<Record<string, unknown>> => ({ TagResource: Reflect.get(sdk, 'TagResourceCommand') });
  const operations = createOperations({
    sagemaker: {},
    'application-autoscaling': tag(applicationAutoscaling),
    greengrassv2: tag(greengrassv2),
  });
  const members = (service: 'application-autoscaling' | 'greengrassv2'): readonly string[] =>
    [...operations.get(service, 'TagResource').input.structIterator()].map(([member]) => member);
  expect(members('application-autoscaling')).toEqual(['ResourceARN', 'Tags']);
  expect(members('greengrassv2')).toEqual(['resourceArn', 'tags']);
  expect(operations.get('greengrassv2', 'TagResource').command({})).toBeInstanceOf(greengrassv2.TagResourceCommand);
  expect(() => operations.get('sagemaker', 'TagResource')).toThrow('operation TagResource of sagemaker');
});

it('refuses an operation that is not bundled as a mistake of ours', () => {
  expect(() => createOperations().get('sagemaker', 'DropTables')).toThrow(expect.objectContaining({ kind: 'bug' }));
});
