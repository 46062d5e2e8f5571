import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Docker } from '../docker/docker.ts';
import { PAUSE_IMAGE } from './containerd.ts';

/** The image of the container that every pod begins with: one static program. */
export async function buildPauseImage(docker: Docker, program: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pause-'));
  try {
    await copyFile(program, join(folder, 'pause'));
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY pause /pause\nUSER 65532:65532\nENTRYPOINT ["/pause"]\n');
    await docker.run(['build', '--quiet', '--tag', PAUSE_IMAGE, folder]);
  } finally {
    await rm(folder, { recursive: true });
  }
  return PAUSE_IMAGE;
}
