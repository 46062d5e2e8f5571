/** The SDK's schemas of what kinds are made of, without a client: nothing here calls AWS. */
import { type Codec, createCodec } from '../../aws/codec.ts';
import { createOperations, type Operations } from '../../aws/operations.ts';
import { createSchemas, type Schema, type Schemas } from '../../aws/schema.ts';
import type { KindDescriptor } from '../../kinds/types.ts';

export interface AwsShapes {
  readonly schemas: Schemas;
  readonly codec: Codec;
  readonly operations: Operations;
  /** The input of the operation that makes the resource. */
  readonly create: (kind: KindDescriptor) => Schema;
}

export function awsShapes(): AwsShapes {
  const schemas = createSchemas();
  const operations = createOperations();
  const create = ({ service, operations: { create: name } }: KindDescriptor): Schema => operations.get(service.id, name).input;
  return { schemas, codec: createCodec(schemas), operations, create };
}
