/**
 * The distilled service model: the facts of an AWS service's API that its run-time SDK does not carry (constraints, errors), and
 * nothing else. `tools/model/refresh.ts` makes one file a service from the service models that the PyPI package botocore ships.
 * No prose of AWS's is in it.
 */
export interface ServiceModel {
  readonly service: string;
  /** Version of botocore that the facts were taken from. */
  readonly source: string;
  /** How a request is written: one address and a header that names the operation, or methods and paths. */
  readonly protocol: 'json' | 'json-1.0' | 'rest-json';
  /** What requests are signed for, and the service's part of its ARNs. */
  readonly signingName: string;
  /** `SageMaker`: the part of X-Amz-Target before the operation. Absent where paths name operations. */
  readonly targetPrefix?: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export interface Operation {
  /** Shape names. */
  readonly input?: string;
  readonly output?: string;
  readonly errors?: readonly string[];
  /** Only with the protocol `rest-json`. */
  readonly http?: HttpBinding;
}
export interface HttpBinding {
  readonly method: string;
  /** `/tags/{resourceArn}`; `{name+}` takes the rest of the path. */
  readonly path: string;
  /** Status of a success, where it is not 200. */
  readonly status?: number;
}
/** Where REST carries a member that isn't in the body under its own name. */
export interface Place {
  readonly in: 'path' | 'query' | 'header' | 'body';
  /** The wire's word for it. */
  readonly name: string;
}

export type Shape = StructureShape | ListShape | MapShape | StringShape | NumberShape | PlainShape;

export interface StructureShape {
  readonly type: 'structure';
  /** Member name to shape name, in the API's order. */
  readonly members: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  /** Exactly one member may be set. */
  readonly union?: true;
  readonly places?: Readonly<Record<string, Place>>;
  /** HTTP status of an error, where the model tells it. */
  readonly status?: number;
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
