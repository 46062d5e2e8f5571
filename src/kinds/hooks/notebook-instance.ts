/** A notebook's volume only ever grows. AWS says so after the notebook was stopped; said before, the notebook goes on running. */
import type { Block, UpdateContext } from '../types.ts';

export function notebookGuard({ desired, remote }: UpdateContext): Block | undefined {
  const [wanted, there] = [desired['VolumeSizeInGB'], remote['VolumeSizeInGB']];
  if (typeof wanted !== 'number' || typeof there !== 'number' || wanted >= there) return undefined;
  return {
    how: 'stall',
    reason: 'VolumeCannotShrink',
    message: `volumeSizeInGB cannot go from ${there} to ${wanted}: SageMaker only lets a volume grow. Set ${there} or more, or create another NotebookInstance`,
  };
}
