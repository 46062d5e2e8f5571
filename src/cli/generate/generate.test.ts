import { beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../kinds/index.ts';
import type { Sink } from '../command.ts';
import { parseManifests } from '../offline/manifests.ts';
import { bundledModels } from '../offline/models.ts';
import { createCel } from '../validate/cel.ts';
import { manifestTypes, type ManifestType } from '../validate/types.ts';
import { validate } from '../validate/validate.ts';
import { ask } from './ask.ts';
import { skeletonOf } from './skeleton.ts';
import { skeletonYaml } from './write.ts';

const cel = createCel();
let types: readonly ManifestType[] = [];
beforeAll(async () => {
  types = manifestTypes(await bundledModels());
});

function written(kind: string): string {
  const type = types.find((each) => each.kind === kind && each.subject !== undefined);
  const spec = type?.schema().properties?.['spec'];
  if (!type || !spec) throw new Error(`no kind ${kind}`);
  return skeletonYaml(type, 'x', skeletonOf(cel, spec), []);
}

it.each(kinds.map(({ kind }) => kind))('the skeleton of a %s is valid as it stands', (kind) => {
  const { manifests, troubles } = parseManifests('x.yaml', written(kind));
  const { findings, checked } = validate({ manifests, types, cel, advice: false, parameters: new Map(), namespace: 'default' });
  expect([troubles, findings.map(({ path, message }) => `${path.join('.')} ${message}`), checked]).toEqual([[], [], 1]);
});

it('a skeleton holds what matters, with the choices beside it, and no more than fits on a page', () => {
  const text = written('TrainingJob');
  for (const field of ['roleARN', 'trainingImage', 's3OutputPath', 'instanceType', 'maxRuntimeInSeconds'])
    expect(text).toContain(`${field}: `);
  expect(text).toContain('trainingInputMode: File # Pipe, File, FastFile');
  expect(text.split('\n').length).toBeLessThan(50);
});

describe('on a terminal', () => {
  const said: string[] = [];
  const sink: Sink = {
    isTerminal: true,
    columns: 80,
    rows: 24,
    colour: false,
    write: (text) => {
      said.push(text);
      return Promise.resolve();
    },
  };
  async function* typing(...lines: readonly string[]): AsyncGenerator<string> {
    yield* lines.map((line) => `${line}\n`);
  }
  const leaves = [
    { path: ['spec', 'mode'], value: 'File', schema: { type: 'string', enum: ['File', 'Pipe'] } },
    { path: ['spec', 'count'], value: 1, schema: { type: 'integer', minimum: 1 } },
    { path: ['spec', 'last'], value: 'kept', schema: { type: 'string' } },
  ] as const;

  it('what is typed is taken, what does not fit is asked again, and Enter keeps what is proposed', async () => {
    const answers = await ask(leaves, typing('Fiel', 'Pipe', 'many', '3', ''), sink);
    expect(answers.map(({ value }) => value)).toEqual(['Pipe', 3, 'kept']);
    expect(said.join('')).toContain("'Fiel' is none of File, Pipe");
  });

  it('the end of input keeps the rest', async () => {
    expect(await ask(leaves, typing('Pipe'), sink)).toEqual([{ path: ['spec', 'mode'], value: 'Pipe' }]);
  });
});
