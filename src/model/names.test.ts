import { describe, expect, it } from 'vitest';
import { loadModel } from './load.ts';
import { crName } from './names.ts';
import { ackName } from './naming.ts';
import { services } from './services.ts';
import ackNames from './testdata/ack_names.json' with { type: 'json' };

const structures = services.flatMap((service) =>
  Object.entries(loadModel(service).shapes).flatMap(([name, shape]) =>
    shape.type === 'structure' ? [{ name: `${service}: ${name}`, shape }] : [],
  ),
);

describe('field names', () => {
  it('are ACK’s for every member that ACK’s own tool has named', () => {
    const ours = Object.fromEntries(Object.keys(ackNames).map((member) => [member, ackName(member)]));
    expect(ours).toEqual(ackNames);
  });

  it.each([
    ['Id', 'id'],
    ['ID', 'id'],
    ['Type', 'type_'],
    ['SSEKMSKeyId', 'sseKMSKeyID'],
    ['IPAddressType', 'ipAddressType'],
    ['VolumeSizeInGB', 'volumeSizeInGB'],
    ['HyperParameters', 'hyperParameters'],
    ['IdempotencyToken', 'idempotencyToken'],
    ['SecurityGroupIds', 'securityGroupIDs'],
    ['MaxRuntimeInSeconds', 'maxRuntimeInSeconds'],
    ['ResourceId', 'resourceID'],
    ['RoleARN', 'roleARN'],
    ['DynamicScalingInSuspended', 'dynamicScalingInSuspended'],
    ['TargetTrackingScalingPolicyConfiguration', 'targetTrackingScalingPolicyConfiguration'],
    ['componentName', 'componentName'],
    ['targetArn', 'targetARN'],
    ['iotJobId', 'iotJobID'],
  ])('of %s is %s', (member, field) => {
    expect(ackName(member)).toBe(field);
  });

  it('stand in the generated table as the algorithm gives them, for every member of every service', () => {
    const members = structures.flatMap(({ shape }) => Object.keys(shape.members));
    expect(members.filter((member) => crName(member) !== ackName(member))).toEqual([]);
  });

  it('are told apart within every structure, so that a field maps back to one member', () => {
    const clashing = structures.filter(({ shape }) => {
      const members = Object.keys(shape.members);
      return new Set(members.map(crName)).size !== members.length;
    });
    expect(clashing.map(({ name }) => name)).toEqual([]);
  });
});
