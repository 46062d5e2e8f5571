import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * - availability measures how soon a replica does what another did: on a machine that is full of other tests it would measure those.
 * - chart and gitops-examples write definitions, and an apiserver that takes those in refuses what its other users ask for meanwhile.
 * - guardrail-policies waits for Kubernetes to check the types of policies one after the other: with those of other files that is minutes of work.
 */
const ALONE = ['availability', 'chart', 'gitops-examples', 'guardrail-policies', 'rbac'].map(
  (name) => `test/integration/${name}.test.ts`,
);
/** They take minutes, which no other file tells of itself where none has run yet; what begins last should be over soon. */
const LONG = [
  'integration/gitops',
  'integration/apply',
  'kubeflow/pipelines',
  'examples/examples',
  'kinds/bad-input',
  'integration/person',
  'integration/guardrails',
  'cli/commands',
  'examples/argo',
  'cli/metrics',
  'kinds/lifecycle',
  'integration/guardrail-mutants',
].map((name) => join(import.meta.dirname, `test/${name}.test.ts`));

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => (LONG.indexOf(moduleId) + LONG.length + 1) % (LONG.length + 1);
    const order = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    return (await super.sort(files)).toSorted((one, other) => order(one) - order(other) || rank(one) - rank(other));
  }
}

// Time to wait costs nothing where all is well, and a machine may be so busy that a process takes half a minute to start.
const PATIENCE = { testTimeout: 180_000, hookTimeout: 180_000 };

/** Test files: they wait more than they work. */
const AT_ONCE = 4;

export default defineConfig({
  test: {
    env: {
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
      // Of what the processes of the tests load: the operator and the plugin are started hundreds of times from their sources.
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled'),
    },
    sequence: { sequencer: LongFirst },
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: '.vitest/results.json' }]] : ['default'],
    coverage: {
      reporter: 'text-summary',
      provider: 'v8',
      include: ['src/engine/**'],
      thresholds: { 'src/engine/decide.ts': { branches: 100, functions: 100, lines: 100 } },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['tools/control-plane/*.integration.test.ts'],
          // They take milliseconds, but on a busy machine a property that is tried a thousand times may not.
          ...PATIENCE,
          // With the integration tests, at whose end they use what processors those leave: vitest runs projects side by side that have one number.
          maxWorkers: AT_ONCE,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [
            'test/integration/**/*.test.ts',
            'test/moto/**/*.test.ts',
            'test/image/**/*.test.ts',
            'test/docs/**/*.test.ts',
            'test/kinds/**/*.test.ts',
            'test/examples/**/*.test.ts',
            'test/cli/**/*.test.ts',
            'test/kubeflow/**/*.test.ts',
            'tools/control-plane/*.integration.test.ts',
          ],
          exclude: ALONE,
          globalSetup: ['test/support/control-plane.ts'],
          maxWorkers: AT_ONCE,
          maxConcurrency: 12,
          ...PATIENCE,
        },
      },
      {
        extends: true,
        test: {
          // Its laws bound what happens within a time: on a machine that is full of other tests it would find those.
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          globalSetup: ['test/support/control-plane.ts'],
          maxWorkers: AT_ONCE,
          maxConcurrency: 12,
          sequence: { groupOrder: 1 },
          ...PATIENCE,
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ALONE,
          globalSetup: ['test/support/control-plane.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          ...PATIENCE,
        },
      },
    ],
  },
});
