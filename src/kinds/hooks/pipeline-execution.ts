/** An execution's steps are jobs that AWS makes: one List per look shows how far it has come, and which job failed. */
import type { Call, Fields } from '../types.ts';

const OPERATION = 'ListPipelineExecutionSteps';
/** Newest steps fetched: one page, so that neither the cost of a look nor the object grows with the pipeline. */
const NEWEST = 30;

export async function pipelineSteps(remote: Fields, call: Call): Promise<Fields> {
  const arn = remote['PipelineExecutionArn'];
  if (typeof arn !== 'string') return remote;
  const page = await call(OPERATION, { PipelineExecutionArn: arn, SortOrder: 'Descending', MaxResults: NEWEST });
  const steps = (page['PipelineExecutionSteps'] ?? []) as readonly Fields[];
  return { ...remote, PipelineExecutionSteps: steps.map(withoutItem) };
}

/** A step of a loop carries its item, which may be as long as twelve thousand characters. */
function withoutItem({ IterationContext: loop, ...step }: Fields): Fields {
  if (typeof loop !== 'object' || loop === null || Array.isArray(loop)) return step;
  const { Item: _item, ...place } = loop as Fields;
  return { ...step, IterationContext: place };
}
