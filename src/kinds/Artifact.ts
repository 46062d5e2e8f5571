import { lineageStatus } from './lineage.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Artifact = {
  kind: 'Artifact',
  plural: 'artifacts',
  shortNames: ['smartifact'],
  service: sagemaker,
  lifetime: 'service',
  // AWS does not ask for a name and addresses by ARN; a derived one finds the artifact again whose ARN was lost.
  name: { member: 'ArtifactName', maxLength: 120 },
  id: { member: 'ArtifactArn', from: 'arn', find: { operation: 'ListArtifacts', items: 'ArtifactSummaries' } },
  arnMember: 'ArtifactArn',
  operations: { create: 'CreateArtifact', describe: 'DescribeArtifact', delete: 'DeleteArtifact' },
  updates: [
    {
      operation: 'UpdateArtifact',
      watches: ['Properties'],
      drops: { Properties: 'PropertiesToRemove' },
      onlyIn: ['ready'],
    },
  ],
  absent: [],
  taken: [],
  references: [],
  crd: {
    columns: [
      { name: 'TYPE', path: '.spec.artifactType', type: 'string' },
      { name: 'SOURCE', path: '.spec.source.sourceURI', type: 'string', priority: 1 },
    ],
  },
  status: lineageStatus,
} as const satisfies KindDescriptor;
