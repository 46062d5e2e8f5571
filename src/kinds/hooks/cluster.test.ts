import { expect, test } from 'vitest';
import type { Fields, KubeObject } from '../types.ts';
import { clusterShape } from './cluster.ts';

const object = { spec: {} } as KubeObject;
const group = (InstanceGroupName: string): Fields => ({ InstanceGroupName });
const shape = (operation: string, desired: Fields, remote: Fields): Fields =>
  clusterShape(operation, { ClusterName: 'churn' }, { object, desired, remote, drift: ['InstanceGroups'] });

test('a group that the spec no longer has is named to go', () => {
  const remote = { InstanceGroups: [group('head'), group('old')], RestrictedInstanceGroups: [group('closed')] };
  expect(shape('UpdateCluster', { InstanceGroups: [group('head'), group('new')] }, remote)).toEqual({
    ClusterName: 'churn',
    InstanceGroupsToDelete: ['old', 'closed'],
  });
});

test('nothing is named while the spec has all that is there', () => {
  const groups = { InstanceGroups: [group('head')] };
  expect(shape('UpdateCluster', groups, groups)).toEqual({ ClusterName: 'churn' });
});

test('a deletion is sent as it is', () => {
  expect(shape('DeleteCluster', {}, { InstanceGroups: [group('head')] })).toEqual({ ClusterName: 'churn' });
});
