/** Argo's own schema of a Workflow, from its Go module, and what of a manifest is not in it. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const MODULE = {
  path: 'github.com/argoproj/argo-workflows/v3',
  version: 'v3.7.4',
  sum: 'h1:oA/DxaSsjb6fMYaygf7JVQgnsF+ZzlfUPy5kIfLsCic=',
} as const;

interface Node {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
}
type Definitions = Readonly<Record<string, Node>>;

export class ArgoSchema {
  readonly #definitions: Definitions;

  private constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** From the Go module proxy, or from Go's cache of it. */
  static async fetch(go: string): Promise<ArgoSchema> {
    const folder = await mkdtemp(join(tmpdir(), 'argo-schema-'));
    try {
      const asked = ['mod', 'download', '-json', `${MODULE.path}@${MODULE.version}`];
      const { stdout } = await promisify(execFile)(go, asked, { cwd: folder });
      const { Dir, Sum } = JSON.parse(stdout) as { Dir: string; Sum: string };
      if (Sum !== MODULE.sum)
        throw new Error(`${MODULE.path} ${MODULE.version} is ${Sum}, not ${MODULE.sum}: somebody has changed it`);
      const text = await readFile(join(Dir, 'api/jsonschema/schema.json'), 'utf8');
      return new ArgoSchema((JSON.parse(text) as { definitions: Definitions }).definitions);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Fields that a Workflow does not have or lacks, and values of another type. */
  complaints(workflow: unknown): readonly string[] {
    return [...this.#walk(workflow, { $ref: '#/definitions/io.argoproj.workflow.v1alpha1.Workflow' }, '')];
  }

  *#walk(value: unknown, node: Node, path: string): Generator<string> {
    const { type, properties, required = [], items } = this.#resolve(node);
    if (type !== undefined && type !== typeOf(value)) yield `${path} is ${typeOf(value)}, not ${type}`;
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) yield* this.#walk(item, items ?? {}, `${path}[${index}]`);
    else if (properties && typeof value === 'object' && value !== null) {
      for (const name of required) if (!(name in value)) yield `${path} lacks ${name}`;
      for (const [name, inner] of Object.entries(value)) {
        const known = properties[name];
        if (known) yield* this.#walk(inner, known, `${path}.${name}`);
        else yield `${path} has no field ${name}`;
      }
    }
  }

  #resolve(node: Node): Node {
    return node.$ref === undefined ? node : (this.#definitions[node.$ref.replace('#/definitions/', '')] ?? {});
  }
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
