/** Updates that name the version they start from, so that AWS refuses one that did not see the last: it is what Describe told. */
import type { Fields, UpdateContext } from '../types.ts';

export const withTargetVersion =
  (member: string) =>
  (operation: string, input: Fields, { remote }: UpdateContext): Fields => {
    const version = remote[member];
    return operation.startsWith('Update') && version !== undefined ? { ...input, TargetVersion: version } : input;
  };
