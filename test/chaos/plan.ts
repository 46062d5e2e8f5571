/** A plan says what goes wrong in the life of an object, and what must be seen of it. A failure is reproduced by its plan, so a plan is a file. */
import { readFile, readdir } from 'node:fs/promises';
import { z } from 'zod';
import type { FaultRule } from '../../src/simulator/faults.ts';

const moment = z.enum(['before', 'after']);

const awsAction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('delay'), ms: z.int().positive() }),
  z.strictObject({ type: z.literal('reset') }),
  z.strictObject({ type: z.literal('hang') }),
  z.strictObject({ type: z.literal('error'), code: z.string(), message: z.string().optional(), status: z.int().optional() }),
  z.strictObject({ type: z.literal('body'), body: z.string(), status: z.int().optional() }),
  z.strictObject({ type: z.literal('output'), members: z.record(z.string(), z.json()) }),
]);

/** As the simulator takes it: see src/simulator/faults.ts. */
const awsRule = z.strictObject({
  operation: z.string(),
  name: z.string().optional(),
  nth: z.int().positive().optional(),
  probability: z.number().min(0).max(1).optional(),
  times: z.int().positive().optional(),
  when: moment.optional(),
  action: awsAction,
});

const kubeAction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('status'), status: z.int().min(400).max(599), reason: z.string() }),
  z.strictObject({ type: z.literal('delay'), ms: z.int().positive() }),
  z.strictObject({ type: z.literal('reset') }),
  z.strictObject({ type: z.literal('hang') }),
  /** Of a watch: what becomes of its n-th event. `split` cuts every event into single bytes. */
  z.strictObject({
    type: z.literal('watch'),
    event: z.int().positive(),
    does: z.enum(['drop', 'duplicate', 'cut', 'gone', 'garble', 'split']),
  }),
]);

const kubeRule = z.strictObject({
  method: z.enum(['GET', 'PATCH', 'POST', 'PUT', 'DELETE']).optional(),
  /** Regular expression on the path with its query. */
  path: z.string(),
  nth: z.int().positive().optional(),
  times: z.int().positive().optional(),
  when: moment.optional(),
  action: kubeAction,
});

const crash = z.strictObject({
  door: z.enum(['aws', 'kube']),
  /** Which of the calls that count: those about an object to AWS, and writes of objects to Kubernetes. */
  nth: z.int().positive(),
  when: moment,
});

const planSchema = z.strictObject({
  /** What is shown, as a sentence. */
  title: z.string(),
  subject: z.enum(['TrainingJob', 'HyperParameterTuningJob', 'Endpoint', 'Domain']),
  lagMs: z.int().positive().optional(),
  aws: z.array(awsRule).default([]),
  kube: z.array(kubeRule).default([]),
  /** Struck one after the other, each by another process. */
  crashes: z.array(crash).default([]),
  /** A condition that must be seen while the trouble lasts; then the trouble ends. */
  seen: z.strictObject({ type: z.string(), status: z.enum(['True', 'False', 'Unknown']), reason: z.string() }).optional(),
  /** When the object is deleted: at rest, or as soon as its resource exists. */
  deleted: z.enum(['atRest', 'early']).default('atRest'),
  /** Someone else's resource of the same name is there before. The object never owns it. */
  stranger: z.boolean().default(false),
});

export type Plan = z.infer<typeof planSchema>;
export type PlanInput = z.input<typeof planSchema>;
export type KubeRule = z.infer<typeof kubeRule>;
export type Crash = z.infer<typeof crash>;

export const PLANS = new URL('plans/', import.meta.url);

export const planOf = (input: unknown): Plan => planSchema.parse(input);
export const readPlan = async (file: string | URL): Promise<Plan> => planOf(JSON.parse(await readFile(file, 'utf8')));

/** By file name, which begins with the row of the fault table. */
export async function allPlans(): Promise<readonly (readonly [name: string, plan: Plan])[]> {
  const files = (await readdir(PLANS)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(files.map(async (file) => [file.slice(0, -'.json'.length), await readPlan(new URL(file, PLANS))] as const));
}

/** The same without members that are undefined, which the simulator's rule does not know. */
export const awsFaults = ({ aws }: Plan): readonly FaultRule[] =>
  aws.map((rule) => JSON.parse(JSON.stringify(rule)) as FaultRule);
