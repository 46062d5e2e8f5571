import { fileURLToPath } from 'node:url';

/** What the random run is to vitest. */
export const RUN = {
  program: fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url)),
  args: ['--project', 'chaos', 'test/chaos/processes.test.ts', '-t', 'at random'],
} as const;
