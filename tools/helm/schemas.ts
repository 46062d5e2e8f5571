/** Schemas for kubeconform from a running API server: they are of the very version that the tests run against, and need no network. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

type Schema = Readonly<Record<string, unknown>>;

interface Document {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}
interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Where kubeconform looks in the folder. It takes the version for the group of kinds that have none, such as v1's Service. */
export const LOCATION = '{{.Group}}_{{.ResourceAPIVersion}}_{{.ResourceKind}}.json';
const OF_KIND = 'x-kubernetes-group-version-kind';

/** What each API path of the server is made of. `raw` reads a path as `kubectl get --raw` does. */
export async function writeSchemas(raw: (path: string) => Promise<string>, folder: string): Promise<void> {
  const { paths } = JSON.parse(await raw('/openapi/v3')) as { paths: Readonly<Record<string, unknown>> };
  await mkdir(folder, { recursive: true });
  for (const path of Object.keys(paths).filter((each) => each.startsWith('api'))) {
    const { components } = JSON.parse(await raw(`/openapi/v3/${path}`)) as Document;
    const schemas = Object.fromEntries(Object.entries(components?.schemas ?? {}).map(([name, each]) => [name, closed(each)]));
    for (const [name, schema] of Object.entries(schemas))
      for (const { group, version, kind } of (schema[OF_KIND] ?? []) as readonly GroupVersionKind[]) {
        const whole = { $ref: `#/components/schemas/${name}`, components: { schemas } };
        await writeFile(join(folder, `${group || version}_${version}_${kind.toLowerCase()}.json`), JSON.stringify(whole));
      }
  }
}

export function rawReader({ kubectl, kubeconfig }: { kubectl: string; kubeconfig: string }): (path: string) => Promise<string> {
  return async (path) => {
    const args = ['--kubeconfig', kubeconfig, 'get', '--raw', path];
    return (await promisify(execFile)(kubectl, args, { maxBuffer: 2 ** 28 })).stdout;
  };
}

/** The API server drops what it does not know; a chart that writes it is mistaken. */
function closed(schema: Schema): Schema {
  const isOpen = schema['additionalProperties'] !== undefined || schema['x-kubernetes-preserve-unknown-fields'] === true;
  return schema['properties'] === undefined || isOpen ? schema : { ...schema, additionalProperties: false };
}
