/** The manifest of a resource that exists: the spec that would have made it, and the annotations by which it is taken over. Pure. */
import { ANNOTATION } from '../../engine/policy.ts';
import { hasRef } from '../../kinds/references.ts';
import type { Fields, Json, KindDescriptor } from '../../kinds/types.ts';
import { crName } from '../../model/names.ts';
import { kubernetesName, type Written, written } from '../convert/objects.ts';
import type { AwsShapes } from '../offline/aws-shapes.ts';

export interface Found {
  readonly kind: KindDescriptor;
  readonly name: string;
  /** What Describe tells. */
  readonly record: Fields;
  readonly tags: ReadonlyMap<string, string>;
  readonly region: string;
}

/** AWS's own tags, and the operator's, are nobody's to set. */
const RESERVED = /^(?:aws:|services\.k8s\.aws\/)/;

/** A live service is kept when its object is deleted, until someone takes that annotation away: adopting must endanger nothing. */
export function manifestOf({ codec, create }: AwsShapes, { kind, name, record, tags, region }: Found): Written {
  const spec = withoutEmpty(codec.decode(create(kind), record)) as Fields;
  const own = [...tags].filter(([key]) => !RESERVED.test(key));
  const { member, form } = kind.service.tags;
  const tagged: Json = form === 'list' ? own.map(([key, value]) => ({ key, value })) : Object.fromEntries(own);
  const field = kind.id ? (kind.id.from === 'arn' ? 'arn' : crName(kind.id.member)) : crName(kind.name?.member ?? '');
  const annotations = {
    [ANNOTATION.adoption]: 'adopt',
    [ANNOTATION.adoptionFields]: JSON.stringify({ [field]: name }),
    [ANNOTATION.region]: region,
    ...(kind.lifetime === 'service' && { [ANNOTATION.deletionPolicy]: 'retain' }),
  };
  const metadata = { name: kubernetesName(name.split('/').at(-1) ?? name), annotations };
  return written(kind, metadata, own.length === 0 ? spec : { ...spec, [crName(member)]: tagged });
}

/** Describe tells of much that nobody has set. */
function withoutEmpty(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, withoutEmpty(item)] as const)
      .filter(([, item]) => item !== '' && !(typeof item === 'object' && item !== null && Object.keys(item).length === 0)),
  );
}

export interface Named {
  readonly to: string;
  readonly name: string;
}

/** What the resource names, that may be adopted along with it: an endpoint's config, the models of that. */
export const namedBy = ({ references }: KindDescriptor, record: Fields): readonly Named[] =>
  references
    .filter((reference) => hasRef(reference) && reference.take === undefined)
    .flatMap(({ path, to }) => valuesAt(record, path.split('.')).map((name) => ({ to, name })));

function valuesAt(value: Json | undefined, [step, ...rest]: readonly string[]): readonly string[] {
  if (step === undefined) return typeof value === 'string' && value !== '' ? [value] : [];
  const inner = (value as Fields | undefined)?.[step.replace('[]', '')];
  if (!step.endsWith('[]')) return valuesAt(inner, rest);
  return Array.isArray(inner) ? inner.flatMap((each: Json) => valuesAt(each, rest)) : [];
}
