import { expect, test } from 'vitest';
import { prepareTool, whatToolsLack } from './programs.ts';

test('without Go, what to install is said instead of what was not found', async () => {
  await expect(prepareTool('helm', { searchPath: '/nowhere' })).rejects.toThrow(/install Go/);
  expect(whatToolsLack('/nowhere')).toMatch(/go is not on the PATH/);
});
