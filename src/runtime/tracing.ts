/** Traces, for who wants them. What sends them is loaded when they are wanted. */
import type { Config } from '../config/parse.ts';
import type { Tracing } from './spans.ts';

export async function createTracing({ flags, instance, version }: Config): Promise<Tracing | undefined> {
  const endpoint = flags['otlp-endpoint'];
  if (endpoint === '') return undefined;
  const { exportTraces } = await import('./otlp.ts');
  return exportTraces({ endpoint, instance, version });
}
