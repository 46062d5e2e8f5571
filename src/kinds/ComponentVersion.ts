import { greengrass } from './services.ts';
import type { KindDescriptor } from './types.ts';

/** Software for devices, in one version: its recipe names it, says where its artifacts are, and what to run. */
export const ComponentVersion = {
  kind: 'ComponentVersion',
  plural: 'componentversions',
  shortNames: ['smcomp'],
  service: greengrass,
  lifetime: 'service',
  // Name and version stand within the recipe.
  id: { member: 'arn', from: 'arn', alias: '{componentName}={componentVersion}' },
  arnMember: 'arn',
  token: 'clientToken',
  operations: { create: 'CreateComponentVersion', describe: 'DescribeComponent', delete: 'DeleteComponent' },
  record: {
    lifts: {
      CreationTime: 'creationTimestamp',
      componentState: 'status.componentState',
      message: 'status.message',
      errors: 'status.errors',
    },
  },
  updates: [],
  statuses: {
    member: 'componentState',
    initial: 'REQUESTED',
    reasonMember: 'message',
    phases: { REQUESTED: 'busy', INITIATED: 'busy', DEPLOYABLE: 'ready', DEPRECATED: 'ready', FAILED: 'failed' },
  },
  absent: [],
  taken: [{ code: 'ConflictException', messagePrefix: 'Component [' }],
  references: [],
  crd: {
    rules: [
      {
        rule: 'isSet(self.inlineRecipe) || isSet(self.lambdaFunction)',
        message: 'inlineRecipe (or lambdaFunction) is required: it says what the component is',
        reason: 'FieldValueRequired',
        fieldPath: '.inlineRecipe',
      },
      {
        rule: '!(isSet(self.inlineRecipe) && isSet(self.lambdaFunction))',
        message: 'set inlineRecipe, the recipe in base64, or lambdaFunction, not both',
        fieldPath: '.lambdaFunction',
      },
    ],
    columns: [
      { name: 'STATE', path: '.status.componentState', type: 'string' },
      { name: 'COMPONENT', path: '.status.componentName', type: 'string' },
      { name: 'VERSION', path: '.status.componentVersion', type: 'string' },
      { name: 'MESSAGE', path: '.status.message', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'componentState' },
    { member: 'message' },
    { member: 'errors' },
    { member: 'componentName' },
    { member: 'componentVersion' },
    { member: 'CreationTime' },
    { member: 'description' },
    { member: 'publisher' },
    { member: 'platforms', keepFirst: 10 },
  ],
  // A recipe is read in seconds, and no List tells of several.
  poll: { busyMs: 5_000 },
} as const satisfies KindDescriptor;
