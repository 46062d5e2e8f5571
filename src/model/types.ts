/**
 * The distilled service model: the facts of an AWS service's API that its run-time SDK does not carry (constraints, errors), and
 * nothing else. `tools/model/refresh.ts` makes `sagemaker.json` from the service model that the PyPI package botocore ships.
 * No prose of AWS's is in it.
 */
export interface ServiceModel {
  readonly service: string;
  /** Version of botocore that the facts were taken from. */
  readonly source: string;
  /** `SageMaker`: the part of X-Amz-Target before the operation. */
  readonly targetPrefix: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export interface Operation {
  /** Shape names. */
  readonly input?: string;
  readonly output?: string;
  readonly errors?: readonly string[];
}

export type Shape = StructureShape | ListShape | MapShape | StringShape | NumberShape | PlainShape;

export interface StructureShape {
  readonly type: 'structure';
  /** Member name to shape name, in the API's order. */
  readonly members: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  /** Exactly one member may be set. */
  readonly union?: true;
}
export interface ListShape {
  readonly type: 'list';
  readonly of: string;
  readonly min?: number;
  readonly max?: number;
}
export interface MapShape {
  readonly type: 'map';
  readonly key: string;
  readonly value: string;
  readonly min?: number;
  readonly max?: number;
}
export interface StringShape {
  readonly type: 'string';
  readonly enum?: readonly string[];
  readonly pattern?: string;
  /** Length in characters. */
  readonly min?: number;
  readonly max?: number;
  readonly sensitive?: true;
}
export interface NumberShape {
  readonly type: 'integer' | 'long' | 'float' | 'double';
  readonly min?: number;
  readonly max?: number;
}
export interface PlainShape {
  readonly type: 'boolean' | 'timestamp' | 'blob';
}
