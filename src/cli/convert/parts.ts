/** What is known of an old manifest, and the objects that come of it. */
import type { Fields, KindDescriptor } from '../../kinds/types.ts';
import type { Path } from '../offline/manifests.ts';
import type { AwsShapes } from '../offline/aws-shapes.ts';
import type { PlainFields } from '../validate/values.ts';
import { type Lost, readMembers } from './members.ts';
import { type Written, written } from './objects.ts';

export interface Old {
  readonly shapes: AwsShapes;
  readonly metadata: PlainFields;
  /** Without region and endpoint, which were fields of the spec. */
  readonly spec: PlainFields;
  readonly region: unknown;
}

export interface Parts {
  readonly objects: readonly Written[];
  readonly lost: readonly Lost[];
}

export interface Part {
  readonly kind: KindDescriptor;
  readonly metadata: PlainFields;
  /** Fields of the old manifest, and where they stood. */
  readonly fields: PlainFields;
  readonly path: Path;
  /** What has no member in the API: Refs, and what only an update takes. */
  readonly also?: Fields;
}

export function partOf(
  { schemas, codec, create }: AwsShapes,
  part: Part,
): { readonly object: Written; readonly lost: readonly Lost[] } {
  const { kind, metadata, fields, path, also = {} } = part;
  const read = readMembers(schemas, create(kind), fields, path);
  return { object: written(kind, metadata, { ...codec.decode(create(kind), read.fields), ...also }), lost: read.lost };
}
