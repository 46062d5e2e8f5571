/** What the demo reads of an object: it sees no more than a person with kubectl does. */
export interface DemoObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly generation: number;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

/** The condition, unless it speaks of an older spec. */
export function condition(object: DemoObject, type: string): Condition | undefined {
  const conditions = (object.status?.['conditions'] ?? []) as readonly Condition[];
  const found = conditions.find((condition) => condition.type === type);
  return (found?.observedGeneration ?? 0) < object.metadata.generation ? undefined : found;
}

export const isTrue = (object: DemoObject, type: string): boolean => condition(object, type)?.status === 'True';

/** The value at a path such as `bestTrainingJob.trainingJobName`, or undefined where any part is missing. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner: unknown, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

export function text(value: unknown, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function number(value: unknown, path: string): number | undefined {
  const found = at(value, path);
  return typeof found === 'number' ? found : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
