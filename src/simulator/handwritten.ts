/** What service models are made of that are written by hand, for services of which the simulator serves a few operations. */
import type { Shape } from '../model/types.ts';

export const structure = (members: Readonly<Record<string, string>>, required: readonly string[] = []): Shape => ({
  type: 'structure',
  members,
  required,
});
