/** HostingDeployment held its models and its config; now each is an object, and the endpoint names them by Ref. */
import type { Fields, Json } from '../../kinds/types.ts';
import { kindNamed } from '../targets.ts';
import { isFields, type PlainFields, text } from '../validate/values.ts';
import { kubernetesName, metadataOf, type Written } from './objects.ts';
import { type Old, type Part, partOf, type Parts } from './parts.ts';
import type { Lost } from './members.ts';

export function convertDeployment(old: Old): Parts {
  const { models: inline, productionVariants, kmsKeyId, tags, endpointName, ...rest } = old.spec;
  const { retainAllVariantProperties, excludeRetainedVariantProperties, ...unknown } = rest;
  const models = Array.isArray(inline) ? inline.filter(isFields) : [];
  const name = text(old.metadata['name']);
  const named = (objectName: string): PlainFields => ({ ...metadataOf(old.metadata, old.region), name: objectName });
  const nameOf = (model: string): string => kubernetesName(name, model);
  const known = new Set(models.map((model) => text(model['name'])));
  const config: PlainFields = { ...(kmsKeyId !== undefined && { kmsKeyId }), ...(tags !== undefined && { tags }) };
  const variants = Array.isArray(productionVariants) ? productionVariants.filter(isFields) : [];
  const kept = withRefs(variants, known);
  const parts = [
    ...models.map((model, at): Part => modelPart({ model, at, metadata: named(nameOf(text(model['name']))), tags })),
    { kind: kindNamed('EndpointConfig'), metadata: named(name), fields: { ...config, productionVariants: kept }, path: ['spec'] },
    {
      kind: kindNamed('Endpoint'),
      metadata: named(name),
      fields: { ...(endpointName !== undefined && { endpointName }), ...(tags !== undefined && { tags }), ...unknown },
      path: ['spec'],
      also: {
        endpointConfigRef: { from: { name } },
        ...onlyInUpdates(retainAllVariantProperties, excludeRetainedVariantProperties),
      },
    },
  ].map((part) => partOf(old.shapes, part));
  const objects = parts.map(({ object }) =>
    object.kind === 'EndpointConfig' ? addRefs(object, variants, { known, nameOf }) : object,
  );
  return { objects, lost: [...parts.flatMap(({ lost }) => lost), ...models.flatMap(ignoredPrimary)] };
}

const onlyInUpdates = (retain: unknown, exclude: unknown): Fields => ({
  ...(retain !== undefined && { retainAllVariantProperties: retain as Json }),
  ...(exclude !== undefined && { excludeRetainedVariantProperties: exclude as Json }),
});

/** Without the names that become Refs. */
const withRefs = (variants: readonly PlainFields[], known: ReadonlySet<string>): readonly PlainFields[] =>
  variants.map(({ modelName, ...variant }) => (known.has(text(modelName)) ? variant : { modelName, ...variant }));

interface Models {
  readonly known: ReadonlySet<string>;
  readonly nameOf: (model: string) => string;
}

function addRefs(object: Written, variants: readonly PlainFields[], { known, nameOf }: Models): Written {
  const converted = object.spec['productionVariants'] as readonly Fields[];
  const productionVariants = converted.map((variant, at): Fields => {
    const model = text(variants[at]?.['modelName']);
    return known.has(model) ? { modelRef: { from: { name: nameOf(model) } }, ...variant } : variant;
  });
  return { ...object, spec: { ...object.spec, productionVariants } };
}

interface Inline {
  readonly model: PlainFields;
  readonly at: number;
  readonly metadata: PlainFields;
  readonly tags: unknown;
}

/** One container stood in the list too; `primaryContainer` named it, and counted for nothing beside several. */
function modelPart({ model, at, metadata, tags }: Inline): Part {
  const { name: _name, primaryContainer: _primary, containers, ...rest } = model;
  const list = Array.isArray(containers) ? (containers as readonly unknown[]) : [];
  const [only] = list;
  const held = list.length === 1 ? { primaryContainer: only } : { containers: list };
  return {
    kind: kindNamed('Model'),
    metadata,
    fields: { ...rest, ...held, ...(tags !== undefined && { tags }) },
    path: ['spec', 'models', at],
  };
}

function ignoredPrimary({ primaryContainer, containers }: PlainFields, at: number): readonly Lost[] {
  const several = Array.isArray(containers) && containers.length > 1;
  if (!several || primaryContainer === undefined) return [];
  const message = 'counted for nothing beside several containers: the first of them answers';
  return [{ path: ['spec', 'models', at, 'primaryContainer'], message }];
}
