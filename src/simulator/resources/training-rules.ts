import { digest } from '../chance.ts';
import { ruleVerdict } from '../conventions.ts';
import { arnOf } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import { flag, object, objects, text } from '../json.ts';
import type { World } from '../world.ts';
import type { Resource } from './kind.ts';
import { touch, wireTime } from './kind.ts';

/** Debugger and profiler rules are processing jobs of their own that go on for a while after the training job has ended. */
const RULES = [
  { configurations: 'DebugRuleConfigurations', statuses: 'DebugRuleEvaluationStatuses' },
  { configurations: 'ProfilerRuleConfigurations', statuses: 'ProfilerRuleEvaluationStatuses' },
] as const;

const EVALUATION_SECONDS = 120;

export function profilingStatus(document: JsonObject): 'Enabled' | 'Disabled' {
  return object(document, 'ProfilerConfig') !== undefined && !flag(document, 'ProfilerConfig.DisableProfiler')
    ? 'Enabled'
    : 'Disabled';
}

/** A rule that has no evaluation yet gets one: at the start of training, and when UpdateTrainingJob adds a rule. */
export function beginRules(job: Resource, at: number): void {
  for (const { configurations, statuses } of RULES) {
    const known = objects(job.document, statuses);
    const names = new Set(known.map((status) => text(status, 'RuleConfigurationName')));
    const added = objects(job.document, configurations).filter((rule) => !names.has(text(rule, 'RuleConfigurationName')));
    if (added.length > 0) job.document[statuses] = [...known, ...added.map((rule) => evaluation(job, rule, at))];
  }
}

function evaluation(job: Resource, rule: JsonObject, at: number): JsonObject {
  const name = text(rule, 'RuleConfigurationName') ?? '';
  const suffix = digest(`${job.arn}/${name}`, 8);
  const stem = `${job.name.slice(0, 26)}-${name.replaceAll(/[^A-Za-z0-9-]/g, '').slice(0, 26)}`.replaceAll(/-+$/g, '');
  return {
    RuleConfigurationName: name,
    RuleEvaluationJobArn: arnOf('sagemaker', job.scope, `processing-job/${stem}-${suffix}`),
    RuleEvaluationStatus: 'InProgress',
    LastModifiedTime: wireTime(at),
  };
}

/** The job has ended: its rules look at the last of its output and then tell what they found. */
export function endRules(world: World, job: Resource, at: number): void {
  const busy = RULES.some(({ statuses }) => objects(job.document, statuses).length > 0);
  if (!busy) return;
  world.after(at, EVALUATION_SECONDS, (then) => {
    for (const { statuses } of RULES) for (const status of objects(job.document, statuses)) conclude(status, then);
    touch(job, then);
  });
}

function conclude(status: JsonObject, at: number): void {
  if (status['RuleEvaluationStatus'] !== 'InProgress') return;
  const name = text(status, 'RuleConfigurationName') ?? '';
  status['RuleEvaluationStatus'] = ruleVerdict(name);
  status['LastModifiedTime'] = wireTime(at);
  if (status['RuleEvaluationStatus'] === 'IssuesFound')
    status['StatusDetails'] = `RuleEvaluationConditionMet: Evaluation of the rule ${name} resulted in the condition being met`;
}
