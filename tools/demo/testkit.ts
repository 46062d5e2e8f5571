import type { DemoObject } from './object.ts';

interface Given {
  readonly kind?: string;
  readonly name?: string;
  readonly spec?: DemoObject['spec'];
  readonly status?: DemoObject['status'];
  /** Conditions that are True, by type, or False with a message. */
  readonly conditions?: Readonly<Record<string, true | string>>;
  readonly generation?: number;
  readonly deleting?: boolean;
}

/** An object of one generation, created at the epoch, whose conditions speak of generation 1. */
export function object({
  kind = 'TrainingJob',
  name = 'a',
  spec = {},
  status,
  conditions,
  generation = 1,
  deleting,
}: Given): DemoObject {
  const list = Object.entries(conditions ?? {}).map(([type, value]) => ({
    type,
    status: value === true ? 'True' : 'False',
    message: value === true ? '' : value,
    observedGeneration: 1,
  }));
  return {
    kind,
    metadata: {
      name,
      namespace: 'default',
      generation,
      creationTimestamp: '1970-01-01T00:00:00Z',
      ...(deleting === true && { deletionTimestamp: '1970-01-01T00:00:01Z' }),
    },
    spec,
    ...((status || conditions) && { status: { ...status, conditions: list } }),
  };
}
