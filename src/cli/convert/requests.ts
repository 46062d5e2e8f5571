/** Between custom resources and the requests that boto3 and the AWS CLI send. */
import type { Schema, Schemas } from '../../aws/schema.ts';
import { kinds } from '../../kinds/index.ts';
import type { Fields, KindDescriptor } from '../../kinds/types.ts';
import type { AwsShapes } from '../offline/aws-shapes.ts';
import type { Manifest, Path } from '../offline/manifests.ts';
import { isFields, type PlainFields, text } from '../validate/values.ts';
import { type Lost, readMembers } from './members.ts';
import { type Converted, kubernetesName, metadataOf, written } from './objects.ts';

export interface Naming {
  /** Undefined: told by the request's members. */
  readonly kind: KindDescriptor | undefined;
  readonly name: string | undefined;
}

export function requestToObject(shapes: AwsShapes, manifest: Manifest, { kind: asked, name }: Naming): Converted {
  const request = manifest.value as PlainFields;
  const found = asked ? [asked] : kindsOf(shapes, request);
  const [kind] = found;
  if (!kind || found.length > 1) {
    const which =
      found.length > 1 ? `may be ${found.map((each) => each.kind).join(' or ')}` : 'is the request of no kind that there is';
    return { manifest, objects: [], lost: [{ path: [], message: `${which}; say which with --kind` }] };
  }
  const schema = shapes.create(kind);
  const { fields, lost } = readMembers(shapes.schemas, schema, request, []);
  const given = text(request[kind.name?.member ?? '']);
  const metadata = metadataOf({ name: name ?? kubernetesName(given === '' ? kind.kind : given) });
  return { manifest, objects: [written(kind, metadata, shapes.codec.decode(schema, fields))], lost };
}

/** The kinds whose Create knows the most of the members, and has all that it requires. */
function kindsOf({ schemas, create }: AwsShapes, request: PlainFields): readonly KindDescriptor[] {
  const given = new Set(Object.keys(request));
  const fits = kinds.flatMap((kind) => {
    const { members } = schemas.structure(create(kind));
    const required = members.filter((member) => member.required && member.aws !== kind.token);
    if (given.size === 0 || !required.every(({ aws }) => given.has(aws))) return [];
    return [{ kind, known: members.filter(({ aws }) => given.has(aws)).length }];
  });
  const most = Math.max(0, ...fits.map(({ known }) => known));
  return fits.filter(({ known }) => known === most && most > given.size / 2).map(({ kind }) => kind);
}

export interface Request {
  readonly operation: string;
  readonly request: Fields;
  readonly lost: readonly Lost[];
}

export function objectToRequest({ schemas, codec, create }: AwsShapes, kind: KindDescriptor, spec: Fields): Request {
  const schema = create(kind);
  const request = codec.encode(schema, spec);
  const member = kind.name?.member;
  const nameless: readonly Lost[] =
    member !== undefined && request[member] === undefined
      ? [{ path: ['spec'], message: `has no ${member}: the operator makes one up, a request must say it` }]
      : [];
  return { operation: kind.operations.create, request, lost: [...unsent(schemas, schema, spec, ['spec']), ...nameless] };
}

/** What the spec says and the request has no member for. */
function unsent(schemas: Schemas, schema: Schema, value: unknown, path: Path): readonly Lost[] {
  if (schema.isListSchema() && Array.isArray(value))
    return value.flatMap((item, index) => unsent(schemas, schema.getValueSchema(), item, [...path, index]));
  if (!isFields(value)) return [];
  if (schema.isMapSchema())
    return Object.entries(value).flatMap(([key, item]) => unsent(schemas, schema.getValueSchema(), item, [...path, key]));
  if (!schema.isStructSchema()) return [];
  const { byCr } = schemas.structure(schema);
  return Object.entries(value).flatMap(([field, item]) => {
    const member = byCr.get(field);
    return member
      ? unsent(schemas, member.schema, item, [...path, field])
      : [{ path: [...path, field], message: whyUnsent(field, item) }];
  });
}

function whyUnsent(field: string, value: unknown): string {
  const from = isFields(value) && isFields(value['from']) ? text(value['from']['name']) : undefined;
  if (field.endsWith('Ref') && from !== undefined)
    return `is taken from the object ${from} by the operator: put the name, the ARN or the URI itself into the request`;
  return 'is no part of the request';
}
