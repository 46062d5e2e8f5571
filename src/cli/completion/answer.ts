/** Answers a shell that asks for completions. It never fails and never waits long: a person is typing. */
import { kinds } from '../../kinds/index.ts';
import type { CommandEntry, Sink } from '../command.ts';
import type { Session } from '../session.ts';
import { suggest } from './suggest.ts';

export interface AnswerOptions {
  readonly words: readonly string[];
  readonly commands: readonly CommandEntry[];
  readonly stdout: Sink;
  readonly cluster: () => Promise<Session>;
  /** kubectl asks plugins in cobra's way: a last line tells whether names of files will do. */
  readonly directive: boolean;
}

const PATIENCE_MS = 2_000;

export async function answer({ words, commands, stdout, cluster, directive }: AnswerOptions): Promise<void> {
  const names = (plural: string): Promise<readonly string[]> => namesOf(plural, cluster).catch(() => []);
  const { words: found, files } = await suggest({ words, commands, names });
  const last = directive ? [files ? ':0' : ':4'] : [];
  await stdout.write([...found, ...last].map((line) => `${line}\n`).join(''));
}

async function namesOf(plural: string, cluster: () => Promise<Session>): Promise<readonly string[]> {
  const kind = kinds.find((candidate) => candidate.plural === plural);
  if (!kind) return [];
  const session = await cluster();
  const { namespace } = session;
  const { items } = await session.objects(kind).page({ namespace }, undefined, { timeoutMs: PATIENCE_MS, attempts: 1 });
  return items.map(({ metadata }) => metadata.name);
}
