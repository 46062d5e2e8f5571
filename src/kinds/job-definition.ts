/** What the four kinds of job definition share: they differ in the word that their operations and members begin with. */
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

type Monitored = 'DataQuality' | 'ModelBias' | 'ModelExplainability' | 'ModelQuality';

export const jobDefinition = (what: Monitored) =>
  ({
    kind: `${what}JobDefinition`,
    plural: `${what.toLowerCase()}jobdefinitions`,
    service: sagemaker,
    lifetime: 'service',
    name: { member: 'JobDefinitionName', maxLength: 63 },
    arnMember: 'JobDefinitionArn',
    updates: [],
    absent: [],
    taken: [],
    references: [
      { path: `${what}JobInput.EndpointInput.EndpointName`, to: 'Endpoint' },
      // The constraints that it writes are there when it is done.
      { path: `${what}BaselineConfig.BaseliningJobName`, to: 'ProcessingJob' },
    ],
    crd: {
      mutable: [],
      rules: [
        {
          path: `${what}JobInput`,
          rule: 'isSet(self.endpointInput) != isSet(self.batchTransformInput)',
          message:
            'set endpointInput for what an endpoint captured or batchTransformInput for what transform jobs did, and only one of them',
          fieldPath: '.endpointInput',
        },
      ],
      columns: [
        {
          name: 'ENDPOINT',
          path: `.spec.${what.charAt(0).toLowerCase()}${what.slice(1)}JobInput.endpointInput.endpointName`,
          type: 'string',
        },
        { name: 'CREATION-TIME', path: '.status.creationTime', type: 'date', priority: 1 },
      ],
    },
    status: [{ member: 'CreationTime' }],
  }) as const satisfies Omit<KindDescriptor, 'operations' | 'shortNames'>;
