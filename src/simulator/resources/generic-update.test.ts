import * as sdk from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Action } from '../../kinds/Action.ts';
import { FeatureGroup } from '../../kinds/FeatureGroup.ts';
import { PipelineExecution } from '../../kinds/PipelineExecution.ts';
import type { Bench } from '../testing.ts';
import { bench } from '../testing.ts';

let at: Bench;
beforeEach(async () => {
  at = await bench({ kinds: [Action, FeatureGroup, PipelineExecution] });
});
afterEach(() => at[Symbol.asyncDispose]());

test('what is added to a list that only grows comes after what was there', async () => {
  await at.client.send(
    new sdk.CreateFeatureGroupCommand({
      FeatureGroupName: 'g',
      RecordIdentifierFeatureName: 'id',
      EventTimeFeatureName: 'at',
      FeatureDefinitions: [
        { FeatureName: 'id', FeatureType: 'String' },
        { FeatureName: 'at', FeatureType: 'String' },
      ],
    }),
  );
  at.after(600);
  const FeatureAdditions: sdk.FeatureDefinition[] = [{ FeatureName: 'age', FeatureType: 'Integral' }];
  await at.client.send(new sdk.UpdateFeatureGroupCommand({ FeatureGroupName: 'g', FeatureAdditions }));
  const { FeatureDefinitions } = await at.client.send(new sdk.DescribeFeatureGroupCommand({ FeatureGroupName: 'g' }));
  expect(FeatureDefinitions?.map(({ FeatureName }) => FeatureName)).toEqual(['id', 'at', 'age']);
});

test('a map keeps the keys that an update does not take away by name', async () => {
  const Properties = { team: 'a', old: '1', kept: '2' };
  await at.client.send(
    new sdk.CreateActionCommand({ ActionName: 'a', ActionType: 'Approval', Source: { SourceUri: 'https://x' }, Properties }),
  );
  const change = { Properties: { team: 'b' }, PropertiesToRemove: ['old'] };
  await at.client.send(new sdk.UpdateActionCommand({ ActionName: 'a', ...change }));
  const told = await at.client.send(new sdk.DescribeActionCommand({ ActionName: 'a' }));
  expect(told.Properties).toEqual({ team: 'b', kept: '2' });
});

test('a part of another resource has that resource in its ARN, as the API’s pattern wants', async () => {
  const { PipelineExecutionArn } = await at.client.send(
    new sdk.StartPipelineExecutionCommand({ PipelineName: 'p', ClientRequestToken: 'x'.repeat(32) }),
  );
  expect(PipelineExecutionArn).toMatch(/:pipeline\/p\/execution\/.+$/);
  const { PipelineExecutionStatus } = await at.client.send(new sdk.DescribePipelineExecutionCommand({ PipelineExecutionArn }));
  expect(PipelineExecutionStatus).toBe('Executing');
});
