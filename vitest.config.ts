import { defineConfig } from 'vitest/config';

/**
 * - availability measures how soon a replica does what another did: on a machine that is full of other tests it would measure those.
 * - chart and gitops-examples write definitions, and an apiserver that takes those in refuses what its other users ask for meanwhile.
 * - guardrail-policies waits for Kubernetes to check the types of policies one after the other: with those of other files that is minutes of work.
 */
const ALONE = ['availability', 'chart', 'gitops-examples', 'guardrail-policies', 'rbac'].map(
  (name) => `test/integration/${name}.test.ts`,
);
// Time to wait costs nothing where all is well, and a machine may be so busy that a process takes half a minute to start.
const PATIENCE = { testTimeout: 180_000, hookTimeout: 180_000 };

export default defineConfig({
  test: {
    env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_EC2_METADATA_DISABLED: 'true' },
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
          testTimeout: 60_000,
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
          // They wait more than they work.
          maxWorkers: 4,
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
          maxWorkers: 4,
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
