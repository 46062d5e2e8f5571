/** What the documentation shows as YAML is taken by who it is for: objects by the API server, values by helm. */
import { inject, describe, expect, test, beforeAll, afterAll } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Block, blocksOf, pages, read } from '../../tools/docs/markdown.ts';
import { Helm, OPERATOR_CHART } from '../support/helm.ts';
import { Stage } from '../support/stage.ts';

const blocks = pages()
  .flatMap((page) => blocksOf(page, read(page)))
  .filter(({ language }) => /^ya?ml\b/.test(language));
const nameOf = ({ page, line }: Block): string => `${page}:${line}`;
/** What the chart always needs. */
const REGION = { aws: { region: 'eu-west-1' } };

describe('objects', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.set();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  test.for(blocks.filter(({ language }) => language === 'yaml').map((block) => [nameOf(block), block] as const))(
    'of %s are taken, with no warning about a field',
    async ([, { text }]) => {
      const generated = parseAllDocuments(text).some((document) => document.hasIn(['metadata', 'generateName']));
      const verb = generated ? ['create'] : ['apply'];
      // A page may show an object in the namespace of a team, which is not here.
      const here = text.replaceAll(/\bnamespace: [\w-]+/g, `namespace: ${stage.namespace}`);
      const { code, out } = await stage.kubectl([...verb, '--dry-run=server', '--validate=strict', '--filename', '-'], here);
      expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
    },
  );
});

describe('values', () => {
  test.for(blocks.filter(({ language }) => language === 'yaml values').map((block) => [nameOf(block), block] as const))(
    'of %s are taken by the chart',
    async ([, { text }]) => {
      await using helm = await Helm.at(inject('controlPlane').kubeconfig);
      const [values] = parseAllDocuments(text).map((document) => document.toJS() as object);
      const { code, out } = await helm.run(['template', 'x', OPERATOR_CHART], { ...REGION, ...values });
      expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
    },
  );
});

test('each block says what it is', () => {
  expect(blocks.map(({ language }) => language).filter((language) => !['yaml', 'yaml values'].includes(language))).toEqual([]);
});
