/**
 * Runs the resource steps of a workflow as Argo's executor does: renders the manifest, makes the object with kubectl, looks at it until a
 * condition holds, and reads the outputs. It knows what the examples use, and fails at anything else.
 */
import { parse, stringify } from 'yaml';
import { allHold, anyHolds } from './selector.ts';
import type { Task, Template, Workflow } from './types.ts';

export interface Cluster {
  kubectl(args: readonly string[], input?: string): Promise<{ readonly code: number; readonly out: string }>;
}

/** A workflow that was submitted: its name and uid are what Kubernetes would have given it. */
export interface Run {
  readonly workflow: Workflow;
  readonly name: string;
  readonly uid: string;
  /** Instead of the workflow's own arguments. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface Made {
  readonly task: string;
  readonly kind: string;
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** A step whose failure condition held, as often as it was tried. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

type Values = Readonly<Record<string, string>>;

const LOOK_EVERY_MS = 250;
const STEP_WITHIN_MS = 90_000;
const KNOWN_ACTIONS: readonly string[] = ['create', 'apply'];

/** Every task's object, in the order in which they ended. Tasks that do not wait for each other run at the same time. */
export async function runWorkflow(cluster: Cluster, run: Run): Promise<readonly Made[]> {
  const { spec } = run.workflow;
  const tasks = templateNamed(spec.templates, spec.entrypoint).dag?.tasks ?? [];
  const given = spec.arguments.parameters.map(
    ({ name, value }) => [`workflow.parameters.${name}`, run.parameters?.[name] ?? value] as const,
  );
  const base: Values = { ...Object.fromEntries(given), 'workflow.name': run.name };
  const made: Made[] = [];
  const outputs = new Map<string, string>();
  const running = new Map<string, Promise<void>>();
  const start = async (task: Task): Promise<void> => {
    await Promise.all((task.dependencies ?? []).map((name) => running.get(name) ?? unknownTask(name)));
    const result = await runTask(cluster, run, task, { ...base, ...Object.fromEntries(outputs) });
    for (const [name, value] of Object.entries(result.outputs))
      outputs.set(`tasks.${task.name}.outputs.parameters.${name}`, value);
    made.push(result);
  };
  for (const task of tasks) running.set(task.name, start(task));
  await Promise.all(running.values());
  return made;
}

function unknownTask(name: string): never {
  throw new Error(`a task depends on ${name}, which is not before it`);
}

function templateNamed(templates: readonly Template[], name: string): Template {
  const found = templates.find((template) => template.name === name);
  if (!found) throw new Error(`no template is called ${name}`);
  return found;
}

async function runTask(cluster: Cluster, run: Run, task: Task, values: Values): Promise<Made> {
  const template = templateNamed(run.workflow.spec.templates, task.template);
  const inputs = (task.arguments?.parameters ?? []).map(
    ({ name, value }) => [`inputs.parameters.${name}`, render(value, values)] as const,
  );
  // As in Argo, a template sees its inputs and the workflow, and not the tasks around it.
  const own = Object.entries(values).filter(([name]) => name.startsWith('workflow.'));
  const seen = { ...Object.fromEntries(own), ...Object.fromEntries(inputs) };
  for (let left = Number(template.retryStrategy?.limit ?? 0); ; left -= 1) {
    try {
      return { task: task.name, ...(await runStep(cluster, run, template, seen)) };
    } catch (error) {
      if (left === 0 || !(error instanceof StepFailed)) throw error;
    }
  }
}

/** Replaces `{{name}}`. One that means nothing is a mistake that Argo finds, too. */
function render(text: string, values: Values): string {
  return text.replaceAll(/\{\{([^}]+)\}\}/g, (_whole, name: string) => {
    const value = values[name.trim()];
    if (value === undefined) throw new Error(`{{${name}}} means nothing here`);
    return value;
  });
}

async function runStep(cluster: Cluster, run: Run, template: Template, values: Values): Promise<Omit<Made, 'task'>> {
  const { resource } = template;
  if (!resource || !KNOWN_ACTIONS.includes(resource.action))
    throw new Error(`template ${template.name} is none that this can run`);
  const manifest = parse(render(resource.manifest, values)) as { metadata: object };
  const owner = { apiVersion: run.workflow.apiVersion, kind: run.workflow.kind, name: run.name, uid: run.uid };
  const owned =
    resource.setOwnerReference === true
      ? { ...manifest, metadata: { ...manifest.metadata, ownerReferences: [owner] } }
      : manifest;
  const object = JSON.parse(await kubectl(cluster, [resource.action, '-o', 'json', '-f', '-'], stringify(owned))) as KubeJson;
  const { group, name } = { group: object.apiVersion.split('/')[0] ?? '', name: object.metadata.name };
  const address = [`${object.kind}.${group}`, name];
  await untilEnded(cluster, address, {
    success: render(resource.successCondition, values),
    failure: render(resource.failureCondition, values),
  });
  const outputs = (template.outputs?.parameters ?? []).map(
    async ({ name: output, valueFrom }) =>
      [output, await kubectl(cluster, ['get', ...address, '-o', `jsonpath=${valueFrom.jsonPath}`])] as const,
  );
  return { kind: object.kind, name, outputs: Object.fromEntries(await Promise.all(outputs)) };
}

interface KubeJson {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

async function untilEnded(
  cluster: Cluster,
  address: readonly string[],
  { success, failure }: { readonly success: string; readonly failure: string },
): Promise<void> {
  const deadline = performance.now() + STEP_WITHIN_MS;
  for (;;) {
    const text = await kubectl(cluster, ['get', ...address, '-o', 'json']);
    const object: unknown = JSON.parse(text);
    if (anyHolds(failure, object)) throw new StepFailed(`${address.join(' ')}: failure condition '${failure}' holds: ${text}`);
    if (allHold(success, object)) return;
    if (performance.now() > deadline)
      throw new Error(`${address.join(' ')}: neither condition holds after ${STEP_WITHIN_MS} ms: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function kubectl(cluster: Cluster, args: readonly string[], input?: string): Promise<string> {
  const { code, out } = await cluster.kubectl(args, input);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${out}`);
  return out;
}
