/**
 * Writes dist/sbom.cdx.json: what the image holds besides its base, in CycloneDX. npm knows the packages; Node itself, which comes from one
 * that npm takes for a tool, is added. The same lockfile gives the same bytes.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const FILE = 'dist/sbom.cdx.json';

interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
  readonly [field: string]: unknown;
}

interface Bom {
  readonly metadata: { readonly component: Component; readonly [field: string]: unknown };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string }[];
  readonly [field: string]: unknown;
}

interface Package {
  readonly name: string;
  readonly devDependencies: { readonly node: string };
}

// Of what is installed: from the lockfile alone npm leaves packages out that several others need.
const args = ['sbom', '--omit', 'dev', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
const { stdout } = await promisify(execFile)('npm', args, { maxBuffer: 2 ** 26 });
const { name, devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as Package;
const bom = whole(JSON.parse(stdout) as Bom, { name, node: devDependencies.node });
await mkdir('dist', { recursive: true });
await writeFile(FILE, `${JSON.stringify(bom, undefined, 2)}\n`);
process.stdout.write(`${FILE} ${bom.components.length} components\n`);

/** Without the time and the serial number, and under the package's name: npm takes that of the folder. */
function whole({ serialNumber: _serial, ...bom }: Bom, { name, node }: { name: string; node: string }): Bom {
  const { timestamp: _time, component, ...metadata } = bom.metadata;
  const runtime: Component = {
    'bom-ref': `node@${node}`,
    type: 'platform',
    name: 'node',
    version: node,
    purl: `pkg:generic/node@${node}`,
    cpe: `cpe:2.3:a:nodejs:node.js:${node}:*:*:*:*:*:*:*`,
    licenses: [{ license: { id: 'MIT' } }],
  };
  // What the package of Node has put beside itself: npm knows nobody who needs it.
  const strays = new Set(bom.components.filter(isStray).map((stray) => stray['bom-ref']));
  return {
    ...bom,
    metadata: { ...metadata, component: { ...component, name } },
    components: [...bom.components.filter((component) => !strays.has(component['bom-ref'])), runtime],
    dependencies: bom.dependencies.filter(({ ref }) => !strays.has(ref)),
  };
}

function isStray({ properties = [] }: Component): boolean {
  return properties.some(({ name, value }) => name === 'cdx:npm:package:extraneous' && value === 'true');
}
