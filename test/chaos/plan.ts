/**
 * A plan says what goes wrong in the life of an object, and what must be seen of it. It is lived once for each of its subjects, whose names
 * stand where it says `{kind}` and `{plural}`. A failure is reproduced by its plan, so a plan is a file.
 */
import { readFile, readdir } from 'node:fs/promises';
import { z } from 'zod';
import type { FaultRule } from '../../src/simulator/faults.ts';

const SUBJECTS = ['TrainingJob', 'HyperParameterTuningJob', 'Endpoint', 'Domain'] as const;
export type SubjectName = (typeof SUBJECTS)[number];
const PLURALS = {
  TrainingJob: 'trainingjobs',
  HyperParameterTuningJob: 'hyperparametertuningjobs',
  Endpoint: 'endpoints',
  Domain: 'domains',
} as const satisfies Record<SubjectName, string>;

const moment = z.enum(['before', 'after']);

/** As the simulator takes it: see src/simulator/faults.ts. */
const awsRule = z.strictObject({
  operation: z.string(),
  name: z.string().optional(),
  nth: z.int().positive().optional(),
  probability: z.number().min(0).max(1).optional(),
  times: z.int().positive().optional(),
  when: moment.optional(),
  action: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('delay'), ms: z.int().positive() }),
    z.strictObject({ type: z.literal('reset') }),
    z.strictObject({ type: z.literal('hang') }),
    z.strictObject({ type: z.literal('error'), code: z.string(), message: z.string().optional(), status: z.int().optional() }),
    z.strictObject({ type: z.literal('body'), body: z.string(), status: z.int().optional() }),
    z.strictObject({ type: z.literal('output'), members: z.record(z.string(), z.json()) }),
  ]),
});

/** What a bad line, or a bad server, does to a watch from its n-th event on. Bookmarks do not count: they come when the server likes. */
const watchAction = z.strictObject({
  type: z.literal('watch'),
  event: z.int().positive(),
  does: z.enum(['drop', 'duplicate', 'cut', 'gone', 'garble', 'split', 'delay']),
});

const kubeRule = z.strictObject({
  /** As the journal has it: `PATCH trainingjobs/status`, `WATCH trainingjobs`. */
  call: z.string(),
  nth: z.int().positive().optional(),
  /** Absent: always. */
  times: z.int().positive().optional(),
  /** `after`: the write took effect, and the operator does not learn of it. Default: before. */
  when: moment.optional(),
  action: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('status'), status: z.int().min(400).max(599), reason: z.string() }),
    z.strictObject({ type: z.literal('delay'), ms: z.int().positive() }),
    z.strictObject({ type: z.literal('reset') }),
    z.strictObject({ type: z.literal('hang') }),
    watchAction,
  ]),
});

const death = z.strictObject({
  /** A call as the journal has it: `CreateTrainingJob`, `PATCH trainingjobs`. */
  call: z.string(),
  /** Which one of them, counted in the life of this process. */
  nth: z.int().positive(),
  /** `after`: the call took effect, and its reply was on the way. */
  when: moment,
});

const planSchema = z.strictObject({
  /** What is shown, as a sentence. */
  title: z.string(),
  subjects: z.array(z.enum(SUBJECTS)).min(1),
  /** Further flags of the operator. */
  flags: z.array(z.string()).default([]),
  /** For how long AWS does not show what was just made. */
  lagMs: z.int().positive().optional(),
  aws: z.array(awsRule).default([]),
  kube: z.array(kubeRule).default([]),
  /** One for each process, which dies at it; the next one lives on. */
  deaths: z.array(death).default([]),
  /** A condition that must be seen while the trouble lasts; then the trouble ends. */
  seen: z.strictObject({ type: z.string(), status: z.enum(['True', 'False', 'Unknown']), reason: z.string() }).optional(),
  /** When the object is deleted: at rest, or as soon as its resource exists. */
  deleted: z.enum(['atRest', 'early']).default('atRest'),
  /** Someone else's resource of the same name is there before. The object never owns it. */
  stranger: z.boolean().default(false),
});

type PlanFile = z.infer<typeof planSchema>;
export type PlanInput = z.input<typeof planSchema>;
export type KubeRule = z.infer<typeof kubeRule>;
export type WatchAction = z.infer<typeof watchAction>;
export type Death = z.infer<typeof death>;
/** A plan for one subject. */
export type Plan = Omit<PlanFile, 'subjects'> & { readonly subject: SubjectName };

const PLANS = new URL('plans/', import.meta.url);

/** One for each subject. */
export function plansOf(input: unknown): readonly Plan[] {
  return planSchema.parse(input).subjects.map((subject) => {
    const text = JSON.stringify(input).replaceAll('{kind}', subject).replaceAll('{plural}', PLURALS[subject]);
    const { subjects: _, ...plan } = planSchema.parse(JSON.parse(text));
    return { ...plan, subject };
  });
}

export function planFor(subject: SubjectName, plan: Omit<PlanInput, 'subjects'>): Plan {
  const [only] = plansOf({ ...plan, subjects: [subject] });
  if (!only) throw new Error('unreachable');
  return only;
}

/** All files, by their name, which begins with the row of the fault table; each with each subject. */
export async function allPlans(): Promise<readonly { readonly name: string; readonly plan: Plan }[]> {
  const files = (await readdir(PLANS)).filter((file) => file.endsWith('.json')).sort();
  const read = async (file: string): Promise<readonly Plan[]> =>
    plansOf(JSON.parse(await readFile(new URL(file, PLANS), 'utf8')));
  const all = await Promise.all(
    files.map(async (file) => (await read(file)).map((plan) => ({ name: `${file} with a ${plan.subject}`, plan }))),
  );
  return all.flat();
}

/** The same without members that are undefined, which the simulator's rule does not know. */
export const awsFaults = ({ aws }: Plan): readonly FaultRule[] =>
  aws.map((rule) => JSON.parse(JSON.stringify(rule)) as FaultRule);
