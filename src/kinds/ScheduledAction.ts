import { applicationAutoscaling } from './services.ts';
import type { KindDescriptor } from './types.ts';

/** Other bounds for a scalable target, from a moment on. */
export const ScheduledAction = {
  kind: 'ScheduledAction',
  plural: 'scheduledactions',
  shortNames: ['smsa'],
  service: applicationAutoscaling,
  lifetime: 'service',
  name: { member: 'ScheduledActionName', maxLength: 256 },
  beside: ['ServiceNamespace', 'ResourceId', 'ScalableDimension'],
  arnMember: 'ScheduledActionARN',
  upserts: true,
  operations: { create: 'PutScheduledAction', describe: 'DescribeScheduledActions', delete: 'DeleteScheduledAction' },
  record: { in: 'ScheduledActions', by: { ScheduledActionNames: 'ScheduledActionName' } },
  updates: [
    {
      operation: 'PutScheduledAction',
      watches: ['Schedule', 'Timezone', 'StartTime', 'EndTime', 'ScalableTargetAction'],
      onlyIn: ['ready'],
    },
  ],
  absent: [{ code: 'ObjectNotFoundException' }],
  taken: [],
  references: [{ path: 'ResourceId', to: 'ScalableTarget' }],
  crd: {
    required: ['Schedule', 'ScalableTargetAction'],
    rules: [
      {
        rule: "!has(self.schedule) || self.schedule == '' || self.schedule.matches('^(at|rate|cron)[(].+[)]$')",
        message: 'schedule must be at(…), rate(…) or cron(…)',
        reason: 'FieldValueInvalid',
        fieldPath: '.schedule',
      },
    ],
    columns: [
      { name: 'RESOURCE', path: '.spec.resourceID', type: 'string' },
      { name: 'SCHEDULE', path: '.spec.schedule', type: 'string' },
    ],
  },
  status: [{ member: 'CreationTime' }],
} as const satisfies KindDescriptor;
