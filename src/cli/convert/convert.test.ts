import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { awsShapes } from '../offline/aws-shapes.ts';
import { parseManifests, type Manifest } from '../offline/manifests.ts';
import { kindNamed } from '../targets.ts';
import { pathText } from '../validate/complaint.ts';
import { identityOf, isFields, type PlainFields } from '../validate/values.ts';
import { convert } from './convert.ts';
import { FIRST_KINDS } from './first-generation.ts';
import type { Written } from './objects.ts';
import { objectToRequest } from './requests.ts';
import { firstSamples } from './samples.testdata.ts';

const shapes = awsShapes();
const NOTHING_ASKED = { kind: undefined, name: undefined };
const manifestOf = (value: unknown): Manifest => ({ file: 'test', value, locate: () => ({ line: 1, column: 1 }) });
const converted = (value: unknown) => convert(shapes, manifestOf(value), NOTHING_ASKED);
const only = ({ objects }: { readonly objects: readonly Written[] }): Written => {
  const [object] = objects;
  if (!object) throw new Error('nothing came of it');
  return object;
};
const first = (kind: string, spec: PlainFields, metadata: PlainFields = { name: 'x' }): PlainFields => ({
  apiVersion: 'sagemaker.aws.amazon.com/v1',
  kind,
  metadata,
  spec: { region: 'eu-west-1', ...spec },
});

function leavesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  if (!isFields(value)) return [JSON.stringify(value)];
  const { name, value: held, ...rest } = value;
  // A list of names and values has become a map: its names are keys there.
  const pair = typeof name === 'string' && Object.keys(rest).length === 0 && held !== undefined;
  return pair ? [JSON.stringify(held)] : Object.values(value).flatMap(leavesOf);
}

it('there is a sample of each of the eight kinds', () => {
  expect([...new Set(firstSamples.map(({ kind }) => kind))].toSorted()).toEqual([...FIRST_KINDS].toSorted());
});

it.each(firstSamples)(
  'no value of a $kind is lost on the way, but for the endpoint of AWS, which is named ($metadata.name)',
  (sample) => {
    const { objects, lost } = converted(sample);
    expect(lost.map(({ path }) => pathText(path))).toEqual(['spec.sageMakerEndpoint']);
    const { sageMakerEndpoint: _endpoint, ...spec } = sample.spec;
    const there = new Set(leavesOf(objects));
    const text = JSON.stringify(objects).toLowerCase();
    // Names become parts of names: an inline model's, and those of the variant that a policy is about.
    const missing = leavesOf(spec).filter(
      (leaf) => !there.has(leaf) && !text.includes(leaf.slice(1, -1).toLowerCase().replaceAll('_', '-')),
    );
    expect(missing.filter((leaf) => leaf !== '"main"')).toEqual([]);
    expect(leavesOf(spec).length).toBeGreaterThan(4);
  },
);

it('labels, annotations and namespace stay, the region becomes an annotation, and what kubectl and the operator noted goes', () => {
  const metadata = {
    name: 'x',
    namespace: 'team-a',
    uid: 'u',
    finalizers: ['sagemaker-operator-finalizer'],
    labels: { app: 'churn' },
    annotations: { mine: 'kept', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
  };
  const object = only(converted(first('Model', {}, metadata)));
  expect(object.metadata).toEqual({
    name: 'x',
    namespace: 'team-a',
    labels: { app: 'churn' },
    annotations: { mine: 'kept', 'services.k8s.aws/region': 'eu-west-1' },
  });
});

it('what the API has no member for is named by its path', () => {
  const { lost } = converted(
    first('TrainingJob', { roleArn: 'r', typo: 1, inputDataConfig: [{ channelName: 'a', dataSourec: {} }] }),
  );
  expect(lost.map(({ path }) => pathText(path))).toEqual(['spec.typo', 'spec.inputDataConfig[0].dataSourec']);
});

it('of two hyperparameters of one name the last counts, and that is told', () => {
  const hyperParameters = [
    { name: 'a', value: '1' },
    { name: 'a', value: '2' },
  ];
  const { objects, lost } = converted(first('TrainingJob', { hyperParameters }));
  expect([objects[0]?.spec, lost.map(({ path }) => pathText(path))]).toEqual([
    { hyperParameters: { a: '2' } },
    ['spec.hyperParameters[1]'],
  ]);
});

it('a kind that never was gets the nearest name', () => {
  expect(converted(first('TraningJob', {})).lost[0]?.message).toContain('did you mean TrainingJob?');
});

it('a model that stands inline is referred to, and one that stands elsewhere is named', () => {
  const host = firstSamples.find(({ kind }) => kind === 'HostingDeployment');
  const config = converted(host).objects.find(({ kind }) => kind === 'EndpointConfig');
  const variants = config?.spec['productionVariants'] as readonly PlainFields[];
  expect(variants.map(({ modelRef, modelName }) => modelRef ?? modelName)).toEqual([
    { from: { name: 'host-churn' } },
    { from: { name: 'host-chain-2' } },
    'elsewhere',
  ]);
});

const FOLDER = new URL('../../../examples/kinds/', import.meta.url);
const examples = readdirSync(FOLDER).flatMap((file) =>
  parseManifests(file, readFileSync(new URL(file, FOLDER), 'utf8')).manifests.map(({ value }) => value as PlainFields & Written),
);

const isRefless = (value: unknown): boolean => !/Ref":\{"from"/.test(JSON.stringify(value));
const named = examples.filter(({ spec }) => isRefless(spec)).map((value) => ({ kind: identityOf(value).kind, spec: value.spec }));

it.each(named)('a $kind is the same after the way to a request and back', ({ kind, spec }) => {
  const { request } = objectToRequest(shapes, kindNamed(kind), spec);
  const back = convert(shapes, manifestOf(request), { kind: kindNamed(kind), name: 'x' });
  const again = objectToRequest(shapes, kindNamed(kind), only(back).spec);
  expect({ lost: back.lost, request: again.request }).toEqual({ lost: [], request });
});

it('most requests tell by themselves what they are for, and none is taken for another', () => {
  const guesses = named.map(({ kind, spec }) => {
    const { request } = objectToRequest(shapes, kindNamed(kind), spec);
    return { kind, guess: converted(request).objects[0]?.kind };
  });
  expect(guesses.filter(({ kind, guess }) => guess !== undefined && guess !== kind)).toEqual([]);
  expect(guesses.filter(({ guess }) => guess !== undefined).length).toBeGreaterThan(guesses.length * 0.7);
});

it('a Ref cannot be sent, and is named with the object that it is about', () => {
  const { lost } = objectToRequest(shapes, kindNamed('Endpoint'), {
    endpointName: 'x',
    endpointConfigRef: { from: { name: 'config' } },
  });
  expect(lost.map(({ path, message }) => `${pathText(path)} ${message.slice(0, 33)}`)).toEqual([
    'spec.endpointConfigRef is taken from the object config b',
  ]);
});
