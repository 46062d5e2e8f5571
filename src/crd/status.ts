import type { KindDescriptor, StatusMember } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import type { ServiceModel, StructureShape } from '../model/types.ts';
import { plainSchema } from './constraints.ts';
import { describe, elementOrigin, memberOrigin, outputOrigin, shapeOrigin } from './describe.ts';
import { describedRecord, shapeOf } from './lookup.ts';
import { type Schema, sortedRecord } from './schema.ts';
import type { Walk } from './spec.ts';

/**
 * Types only: what AWS answers must always be storable, so no bounds, patterns, enumerations or required members. And no default:
 * Kubeflow's components take the appearance of `status` for the sign that a controller is at work.
 */
export function statusSchema(kind: KindDescriptor, model: ServiceModel): Schema {
  const record = describedRecord(kind, model);
  const own = kind.status.map((entry) => [crName(entry.member), memberSchema(kind, entry, model, record)] as const);
  return {
    description: `What ${kind.service.title} and the operator say about the resource.`,
    type: 'object',
    properties: sortedRecord([...common(), ...nameField(kind), ...besideFields(kind), ...standstillField(kind), ...own]),
  };
}

function nameField({ name, service }: KindDescriptor): readonly (readonly [string, Schema])[] {
  if (!name) return [];
  const field = crName(name.member);
  const derived = name.derived === false ? '' : ', or the one that was derived where the spec gives none';
  return [[field, { description: `Name of the resource in ${service.title}: spec.${field}${derived}.`, type: 'string' }]];
}

function besideFields({ beside = [], service }: KindDescriptor): readonly (readonly [string, Schema])[] {
  const description = `Addresses the resource in ${service.title} together with its name; kept as it was when the resource was made.`;
  return beside.map((member) => [crName(member), { description, type: 'string' }] as const);
}

function standstillField({ standstill }: KindDescriptor): readonly (readonly [string, Schema])[] {
  if (standstill?.remembers === undefined) return [];
  const description = 'There while the operator has stopped the resource for a change: UpdatePending, then UpdateTriggered.';
  return [[crName(standstill.remembers), { description, type: 'string' }]];
}

function memberSchema(kind: KindDescriptor, entry: StatusMember, model: ServiceModel, output: StructureShape): Schema {
  const kept = keptRemark(entry);
  if (entry.type !== undefined) return { description: [entry.description, ...kept].join(' '), ...plainType(entry.type) };
  const shape = entry.shape ?? output.members[entry.member];
  if (shape === undefined)
    throw new Error(`${kind.operations.describe} does not return ${entry.member}, and ${kind.kind} gives no shape`);
  const origin =
    entry.shape === undefined
      ? outputOrigin(kind.service, kind.operations.describe, kind.record?.lifts?.[entry.member] ?? entry.member)
      : shapeOrigin(kind.service, entry.shape);
  return { description: describe(origin, ...kept), ...typeSchema(shape, { model, origin, ancestors: [] }) };
}

function keptRemark({ keepFirst, keepLast }: StatusMember): readonly string[] {
  if (keepFirst !== undefined) return [`Only the first ${keepFirst} are kept here.`];
  return keepLast === undefined ? [] : [`Only the last ${keepLast} are kept here.`];
}

function typeSchema(name: string, walk: Walk): Schema {
  const shape = shapeOf(walk.model, name);
  if (shape.type === 'structure') return structureTypes(name, shape, walk);
  if (shape.type === 'list')
    return { type: 'array', items: typeSchema(shape.of, { ...walk, origin: elementOrigin(walk.origin) }) };
  if (shape.type === 'map') return { type: 'object', additionalProperties: typeSchema(shape.value, walk) };
  return plainSchema(shape);
}

function structureTypes(name: string, shape: StructureShape, walk: Walk): Schema {
  if (walk.ancestors.includes(name)) throw new Error(`${walk.origin.member} holds itself: a CRD can't express that`);
  const ancestors = [...walk.ancestors, name];
  const properties = Object.entries(shape.members).map(([member, target]) => {
    const origin = memberOrigin(walk.origin, name, member);
    return [crName(member), { description: describe(origin), ...typeSchema(target, { ...walk, origin, ancestors }) }] as const;
  });
  return { type: 'object', properties: sortedRecord(properties) };
}

function plainType(type: 'integer' | 'string' | 'boolean'): Schema {
  return type === 'integer' ? { type, format: 'int64' } : { type };
}

/** What every kind's status has. The first four are ACK's; scripts and controllers read them. */
function common(): readonly (readonly [string, Schema])[] {
  return [
    ['ackResourceMetadata', ACK_RESOURCE_METADATA],
    ['conditions', { description: CONDITIONS, type: 'array', items: CONDITION }],
    [
      'observedGeneration',
      { description: 'Generation of the spec that this status is about.', type: 'integer', format: 'int64' },
    ],
    [
      'lastSyncTime',
      {
        description: 'When the operator last refreshed this status, where it is told to do so.',
        type: 'string',
        format: 'date-time',
      },
    ],
  ];
}

const CONDITIONS =
  'Ready, Reconciling and Stalled follow the kstatus conventions; ACK.ResourceSynced, ACK.Terminal and ACK.Recoverable say the same in ' +
  'the words of AWS Controllers for Kubernetes.';

const ACK_RESOURCE_METADATA: Schema = {
  description: 'Where the resource is in AWS.',
  type: 'object',
  required: ['ownerAccountID', 'region'],
  properties: {
    arn: { description: 'ARN of the resource; absent until it exists.', type: 'string' },
    ownerAccountID: { description: 'AWS account that the resource belongs to.', type: 'string' },
    partition: { description: 'AWS partition, such as aws or aws-cn.', type: 'string' },
    region: { description: 'AWS region that the resource is in.', type: 'string' },
  },
};

const CONDITION: Schema = {
  type: 'object',
  required: ['status', 'type'],
  properties: {
    lastTransitionTime: { description: 'When the status of the condition last changed.', type: 'string', format: 'date-time' },
    message: { description: 'What is going on, with the reason that AWS gives.', type: 'string' },
    observedGeneration: { description: 'Generation of the spec that the condition is about.', type: 'integer', format: 'int64' },
    reason: { description: 'One word for programs.', type: 'string' },
    status: { description: 'True, False or Unknown.', type: 'string' },
    type: { description: 'Name of the condition.', type: 'string' },
  },
};
