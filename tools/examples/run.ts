/** The examples against a Kubernetes API and a SageMaker of their own. */
import { parseOptions } from '../demo/options.ts';
import type { Frame } from '../demo/session.ts';
import { inSession } from '../demo/session.ts';
import { setStage } from '../demo/stage.ts';
import type { Example } from './find.ts';
import { performAll, type Result } from './perform.ts';

/** Two simulated hours, of which the longest example takes a quarter. */
const TIMEOUT_SECONDS = 120;

export async function runExamples(
  examples: readonly Example[],
  { screen, signal }: Omit<Frame, 'options'>,
): Promise<readonly Result[]> {
  // The empty namespace is all of them.
  const options = { ...parseOptions([], {}), namespace: '' };
  return await inSession({ options, screen, signal }, async (setting) => {
    const { cluster, operator } = await setStage(setting);
    const { folder } = setting;
    const { kubectl } = cluster;
    const requireAlive = (): Promise<void> => operator.requireAlive();
    return await performAll({ kubectl, signal, folder, timeoutSeconds: TIMEOUT_SECONDS, requireAlive }, examples);
  });
}

/** One line, or one for each complaint below it. */
export function linesOf({ example, complaints, objects, seconds }: Result): readonly string[] {
  const head = `${complaints.length === 0 ? '✓' : '✗'} ${example.id}  (${objects} objects, ${seconds.toFixed(0)} s)`;
  return [head, ...complaints.map((complaint) => `    ${complaint}`)];
}
