/** What three teams do in some minutes: jobs that end well, jobs that fail, spot instances, a tuning job, an endpoint. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';

const EXAMPLES = new URL('../../../examples/', import.meta.url);
export const TEAMS = ['search', 'speech', 'vision'] as const;
const HOSTING = ['model.yaml', 'endpoint-config.yaml', 'endpoint.yaml', 'tuning-job.yaml'];
const PAUSE_MS = 2_000;

/** Takes manifests as text into a namespace. */
export type Apply = (namespace: string, manifests: string) => Promise<void>;

export async function work(apply: Apply, forMs: number, signal: AbortSignal): Promise<void> {
  const good = await read('training-job.yaml');
  const failing = await read('training-job-failing.yaml');
  for (const file of HOSTING) await apply(TEAMS[0], await readFile(new URL(file, EXAMPLES), 'utf8'));
  const end = performance.now() + forMs;
  for (let at = 0; performance.now() < end; at++) {
    const team = TEAMS[(at % 4) % TEAMS.length] ?? TEAMS[0];
    const job = at % 7 === 3 ? failing : good;
    await apply(team, named(job, `job-${at}`));
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

const read = async (file: string): Promise<object> =>
  parse(await readFile(fileURLToPath(new URL(file, EXAMPLES)), 'utf8')) as object;

const named = (manifest: object, name: string): string => stringify({ ...manifest, metadata: { name } });
