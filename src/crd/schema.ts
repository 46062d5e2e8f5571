/** The part of a structural schema (apiextensions.k8s.io/v1) that the generated CRDs are made of. */
export interface Schema {
  readonly description?: string;
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: 'int64' | 'date-time' | 'byte';
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly additionalProperties?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}

export interface ValidationRule {
  readonly rule: string;
  readonly message: string;
  /** CEL that makes the message; `message` stands in where it fails. */
  readonly messageExpression?: string;
  readonly reason?: 'FieldValueInvalid' | 'FieldValueRequired' | 'FieldValueForbidden' | 'FieldValueDuplicate';
  /** Relative to the node that carries the rule; the apiserver names it in its answer. */
  readonly fieldPath?: string;
}

/** How a field reads in CEL. Words that CEL reserves are wrapped, as the apiserver's declarations do. */
export function celField(field: string): string {
  return CEL_RESERVED.has(field) ? `__${field}__` : field;
}

const CEL_RESERVED: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return void var while'.split(
    ' ',
  ),
);

export function withRules(schema: Schema, rules: readonly ValidationRule[]): Schema {
  if (rules.length === 0) return schema;
  return { ...schema, 'x-kubernetes-validations': [...(schema['x-kubernetes-validations'] ?? []), ...rules] };
}

/** Sorted by key: the order in which AWS lists members changes, and says nothing to readers of a CRD. */
export function sortedRecord<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  return Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
