/** Members that several rules read. */

/** Where something runs. */
export const RUNS_ON = /[.](?:(?:Deployment)?InstanceType|InstanceTypes\[\])$/;

/** What runs: an image in a registry. */
export const RUNS_IMAGE = /[.](?:Image|ImageUri|TrainingImage|RuleEvaluatorImage|BaseImage)$/;

/** What AWS tells in the same structure that Create takes. */
export const ANSWERED = { path: /[.]Selected\w+$/, reason: 'AWS’s answer, which Create does not read' };
