import { describe, expect, it } from 'vitest';
import { kinds } from '../kinds/index.ts';
import { loadModels } from '../model/load.ts';
import { customResourceDefinition, objectSchema } from './definition.ts';
import { generatedFiles } from './files.ts';
import type { Schema } from './schema.ts';
import { Gadget, gadgetModel } from './testkit.ts';

const models = loadModels();

function part(kind: (typeof kinds)[number], name: 'spec' | 'status'): Schema {
  return objectSchema(kind, models[kind.service.id]).properties?.[name] ?? { type: 'object' };
}

function everySchema(schema: Schema): readonly Schema[] {
  const inner = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  return [schema, ...inner.flatMap((below) => (below ? everySchema(below) : []))];
}

/** Follows a column's path, as in `.spec.productionVariants[0].instanceType`. */
function schemaAt(root: Schema, path: string): Schema | undefined {
  const steps = path
    .replaceAll(/\[\d+\]/g, '.[]')
    .split('.')
    .slice(1);
  return steps.reduce<Schema | undefined>((schema, step) => (step === '[]' ? schema?.items : schema?.properties?.[step]), root);
}

describe.each(kinds)('the CRD of $kind', (kind) => {
  it('has no default anywhere: the spec is the user’s, and a status that appears means that a controller is at work', () => {
    expect(JSON.stringify(objectSchema(kind, models[kind.service.id]))).not.toContain('"default":');
  });

  it('stores whatever AWS answers: its status has types alone', () => {
    const { ackResourceMetadata: _, conditions: __, ...own } = part(kind, 'status').properties ?? {};
    const allowed = ['description', 'type', 'format', 'properties', 'items', 'additionalProperties'];
    const keys = Object.values(own).flatMap((schema) => everySchema(schema).flatMap((below) => Object.keys(below)));
    expect(allowed).toEqual(expect.arrayContaining([...new Set(keys)]));
  });

  it('takes an object without a spec, as the incumbent’s does: what is adopted may be named by annotations alone', () => {
    expect(objectSchema(kind, models[kind.service.id]).required ?? []).toEqual([]);
  });

  it('has columns that point to fields of it', () => {
    const dangling = kind.crd.columns.filter(
      ({ path }) => schemaAt(objectSchema(kind, models[kind.service.id]), path) === undefined,
    );
    expect(dangling).toEqual([]);
  });

  it('fits into the annotation that `kubectl apply` keeps of it', () => {
    expect(JSON.stringify(customResourceDefinition(kind, models[kind.service.id])).length).toBeLessThan(262_144);
  });
});

describe('a fact that the record tells deep inside', () => {
  const model = gadgetModel(
    {},
    {
      DescribeGadgetResponse: { type: 'structure', members: { Health: 'Health' } },
      Health: { type: 'structure', members: { GadgetStatus: 'Status' } },
    },
  );
  const statusWith = (path: string): Schema | undefined =>
    objectSchema({ ...Gadget, record: { lifts: { GadgetStatus: path } } }, model).properties?.['status'];

  it('is a field of status, and says where AWS tells it', () => {
    const description = expect.stringMatching(/^API member DescribeGadget\.Health\.GadgetStatus\.\n.*-response-Health$/);
    expect(statusWith('Health.GadgetStatus')?.properties?.['gadgetStatus']).toEqual({ type: 'string', description });
  });

  it('must be there', () => {
    expect(() => statusWith('Health.Mood')).toThrow('the service model has no Mood');
  });
});

describe('after creation', () => {
  const members = { Size: 'Size', RoleArn: 'Name', Force: 'Flag', Tags: 'Tags' };
  const shapes = {
    Size: { type: 'structure', members: { Width: 'Number', Height: 'Number' } },
    Tags: { type: 'list', of: 'Name' },
  } as const;
  const [rule, ...others] = objectSchema(Gadget, gadgetModel(members, shapes, ['RoleArn']))['x-kubernetes-validations'] ?? [];
  const named = [...(rule?.messageExpression ?? '').matchAll(/'([\w.]+) '/g)].map(([, field]) => field);

  it('all fields are kept but the tags and what the kind calls mutable', () => {
    expect(named).toEqual(['force', 'gadgetName', 'roleARN', 'size.width']);
    expect(others).toEqual([]);
  });

  it('the answer to an edit says what to do instead', () => {
    expect(rule).toMatchObject({ reason: 'FieldValueForbidden', fieldPath: '.spec' });
    expect(rule?.messageExpression).toContain("can't change once the gadget exists in SageMaker; create another Gadget instead");
  });

  it('a field may go from absent to empty and back', () => {
    expect(rule?.rule).toContain('(has(self.spec.force) ? self.spec.force : false) == (has(oldSelf.spec.force)');
    expect(rule?.rule).toContain("self.spec.gadgetName : '')");
  });

  it('nothing is kept until the ARN is known, and an untouched spec is not looked into', () => {
    const [beforeCreation, beforeAnythingWasAsked, untouched] = rule?.rule.split(' ||\n') ?? [];
    expect(beforeAnythingWasAsked).toBe('!has(oldSelf.spec)');
    expect(beforeCreation).toBe('!oldSelf.?status.?ackResourceMetadata.?arn.hasValue()');
    expect(untouched).toBe('has(self.spec) && (self.spec == oldSelf.spec');
  });
});

describe('generation', () => {
  it('gives the same bytes for the same kinds and model', { timeout: 60_000 }, () => {
    expect(generatedFiles(kinds, models)).toEqual(generatedFiles(kinds, loadModels()));
  });

  it('gives a CRD and a page for each kind, and an index', () => {
    expect(
      generatedFiles([Gadget], { ...models, sagemaker: gadgetModel({}, {}) })
        .keys()
        .toArray(),
    ).toEqual(['crds/sagemaker.services.k8s.aws_gadgets.yaml', 'docs/reference/gadget.md', 'docs/reference/README.md']);
  });
});
