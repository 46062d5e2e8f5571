import { sagemaker } from '../kinds/services.ts';
import type { KindDescriptor } from '../kinds/types.ts';
import type { ServiceModel, StructureShape } from '../model/types.ts';

/** A made-up kind over a made-up API, small enough to see a whole schema at once. */
export const Gadget = {
  kind: 'Gadget',
  plural: 'gadgets',
  shortNames: ['gg'],
  service: sagemaker,
  lifetime: 'job',
  name: { member: 'GadgetName', maxLength: 63 },
  arnMember: 'GadgetArn',
  operations: { create: 'CreateGadget', describe: 'DescribeGadget' },
  updates: [],
  absent: [],
  taken: [],
  references: [],
  crd: { mutable: ['Size.Height'], columns: [] },
  status: [{ member: 'GadgetStatus' }],
} as const satisfies KindDescriptor;

export function gadgetModel(
  members: Readonly<Record<string, string>>,
  shapes: ServiceModel['shapes'],
  required: readonly string[] = [],
): ServiceModel {
  const input: StructureShape = {
    type: 'structure',
    members: { GadgetName: 'Name', ...members },
    required: ['GadgetName', ...required],
  };
  return {
    service: 'Gadgets',
    source: 'none',
    protocol: 'json',
    signingName: 'gadgets',
    targetPrefix: 'Gadgets',
    operations: {
      CreateGadget: { input: 'CreateGadgetRequest' },
      DescribeGadget: { output: 'DescribeGadgetResponse' },
      UpdateGadget: { input: 'UpdateGadgetRequest' },
    },
    shapes: {
      CreateGadgetRequest: input,
      DescribeGadgetResponse: { type: 'structure', members: { GadgetStatus: 'Status' } },
      UpdateGadgetRequest: { type: 'structure', members: { Force: 'Flag' } },
      Name: { type: 'string', pattern: '[a-z]+', min: 1, max: 63 },
      Status: { type: 'string', enum: ['Busy', 'Idle'] },
      Flag: { type: 'boolean' },
      Number: { type: 'integer', min: 1, max: 9 },
      ...shapes,
    },
  };
}
