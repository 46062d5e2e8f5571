import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { firstSamples } from '../../src/cli/convert/samples.testdata.ts';
import { Admission, type Manifest } from '../support/admission.ts';
import { runPlugin } from '../support/plugin.ts';

/** What is converted is worth what an API server says of it: here the real one is asked, with strict validation, about every kind that there was. */

let admission: Admission;
let objects: readonly Manifest[] = [];
let stderr = '';

beforeAll(async () => {
  admission = await Admission.open();
  const file = join(await mkdtemp(join(tmpdir(), 'convert-')), 'old.yaml');
  await writeFile(file, firstSamples.map((sample) => stringify(sample, { aliasDuplicateObjects: false })).join('---\n'));
  const ran = await runPlugin(['convert', '-o', 'json', file]);
  stderr = ran.err;
  objects = (JSON.parse(ran.out) as { readonly items: readonly Manifest[] }).items;
});
afterAll(() => admission[Symbol.asyncDispose]());

it('all that comes of the eight kinds of the first operator is accepted by the API server', async () => {
  const answers = await Promise.all(
    objects.map(async (object) => {
      const { status, body, warnings } = await admission.ask({
        ...object,
        metadata: { ...object.metadata, namespace: 'default' },
      });
      return { object: `${object.kind} ${object.metadata.name}`, status, said: status === 201 ? warnings : body };
    }),
  );
  expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
  expect(answers.length).toBe(16);
});

it('the API server still refuses what is wrong, so that its yes means something', async () => {
  const [first] = objects;
  if (!first) throw new Error('nothing was converted');
  const { status } = await admission.ask({
    ...first,
    metadata: { ...first.metadata, namespace: 'default' },
    spec: { ...first.spec, typo: 1 },
  });
  expect(status).toBe(400);
});

it('what could not be converted is told by file, line and field, once for each manifest', () => {
  const told = stderr.trim().split('\n');
  expect(told.length).toBe(firstSamples.length);
  expect(told.every((line) => /old\.yaml:\d+:3: spec\.sageMakerEndpoint: /.test(line))).toBe(true);
});
