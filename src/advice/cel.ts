import type { Cel, Place } from './types.ts';

/** A text as CEL writes it: JSON's escapes are among CEL's. */
export const literal = (text: string): Cel => JSON.stringify(text);

/** One list of all that several lists hold. */
export const sum = (lists: readonly Cel[]): Cel => lists.join('\n+ ');

/** The path when the condition holds, and otherwise none. */
export const when = (condition: Cel, path: Cel): Cel => `(${condition} ? [${path}] : [])`;

interface Elements {
  readonly list: string;
  /** The field that tells the elements apart: the CEL of Kubernetes 1.30 knows no index. */
  readonly name: string;
  readonly field: string;
  readonly where: (element: Cel) => Cel;
}

/** `spec.list[name].field` of each element that the condition holds for. */
export function each({ list, name, field, where }: Elements): Cel {
  const path = `'spec.${list}[' + e.?${name}.orValue('') + '].${field}'`;
  return `object.spec.?${list}.orValue([]).filter(e, ${where('e')}).map(e, ${path})`;
}

/** A training job as a rule sees it: the spec of one, or a definition inside a tuning job. */
export interface Job {
  readonly value: Cel;
  /** A tuning job holds some hyperparameters and varies others, and may choose its instances in a second place. */
  readonly isTrial: boolean;
}

export interface Finding {
  readonly when: Cel;
  /** A string: the path below the job. */
  readonly field: Cel;
}

type Finder = (job: Job) => readonly Finding[];

/** The places where training jobs are described: TrainingJob itself, and a tuning job. */
export function trainingJobs(find: Finder): readonly Place[] {
  const job = { value: 'object.spec', isTrial: false };
  return [
    { plural: 'trainingjobs', finds: sum(find(job).map(inSpec)) },
    { plural: 'hyperparametertuningjobs', finds: inTrials(find) },
  ];
}

export const inSpec = (finding: Finding): Cel => when(finding.when, `'spec.' + ${finding.field}`);

/** In the definition, or the definitions, of a tuning job. */
export function inTrials(find: Finder): Cel {
  const alone = find({ value: 'object.spec.trainingJobDefinition', isTrial: true }).map((finding) =>
    when(`has(object.spec.trainingJobDefinition) && ${finding.when}`, `'spec.trainingJobDefinition.' + ${finding.field}`),
  );
  const several = find({ value: 'd', isTrial: true }).map((finding) => {
    const path = `'spec.trainingJobDefinitions[' + d.?definitionName.orValue('') + '].' + ${finding.field}`;
    return `object.spec.?trainingJobDefinitions.orValue([]).filter(d, ${finding.when}).map(d, ${path})`;
  });
  return sum([...alone, ...several]);
}
