import type { AwsError } from '../errors.ts';
import { validationError } from '../errors.ts';

/** A NextToken: opaque to the client, good for the operation that gave it only. */
export const tokenOf = (operation: string, position: string): string =>
  Buffer.from(JSON.stringify([operation, position])).toString('base64url');

export function afterToken(operation: string, token: string, invalid: AwsError = validationError('Invalid NextToken.')): string {
  try {
    const read: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(read) && read[0] === operation && typeof read[1] === 'string') return read[1];
  } catch {
    // Not one of ours: told below.
  }
  throw invalid;
}
