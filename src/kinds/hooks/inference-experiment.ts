/** An experiment runs beside production traffic: what AWS allows on it depends on how far it is, and stopping it needs to say what stays. */
import type { Block, Fields, UpdateContext } from '../types.ts';
import { text } from './text.ts';

const PASSING: ReadonlySet<string> = new Set(['Creating', 'Starting', 'Updating']);

/** AWS takes changes while the experiment waits for its start or runs, not in between. */
export function inferenceExperimentGuard({ remote }: UpdateContext): Block | undefined {
  const status = text(remote['Status']);
  return PASSING.has(status)
    ? { how: 'wait', reason: 'UpdatePending', message: `InferenceExperiment in ${status} state cannot be modified.` }
    : undefined;
}

/** What the spec does not say about the end: the variant that served before goes on, and its shadow goes. Nothing is promoted unasked. */
export function inferenceExperimentShape(operation: string, input: Fields, { desired }: UpdateContext): Fields {
  if (operation !== 'StopInferenceExperiment' || input['ModelVariantActions'] !== undefined) return input;
  const source = ((desired['ShadowModeConfig'] ?? {}) as Fields)['SourceModelVariantName'];
  const variants = (desired['ModelVariants'] ?? []) as readonly Fields[];
  const actions = variants.map(({ VariantName: name }) => [text(name), name === source ? 'Retain' : 'Remove']);
  return { ...input, ModelVariantActions: Object.fromEntries(actions) as Fields };
}
