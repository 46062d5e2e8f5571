/** Programs that install and judge the charts, each from a go.mod of its own: their needs of Kubernetes' modules differ. */
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPrograms, type GoPrograms, moduleVersion, type Progress } from '../go/build.ts';
import { find } from '../go/find.ts';

interface Tool {
  readonly module: string;
  /** The linker's name of what the program prints as its version. Without it, it would say something else. */
  readonly versionVariable: string;
  readonly asks: readonly string[];
}

const TOOLS = {
  helm: {
    module: 'helm.sh/helm/v4',
    versionVariable: 'helm.sh/helm/v4/internal/version.version',
    asks: ['version', '--template', '{{.Version}}'],
  },
  kubeconform: { module: 'github.com/yannh/kubeconform', versionVariable: 'main.version', asks: ['-v'] },
  'kube-score': { module: 'github.com/zegl/kube-score', versionVariable: 'main.version', asks: ['version'] },
} as const satisfies Readonly<Record<string, Tool>>;

export type ToolName = keyof typeof TOOLS;
export type ChartTools = Readonly<Record<ToolName, string>>;

export interface PrepareOptions {
  readonly progress?: Progress;
  readonly searchPath?: string;
}

const goOf = (searchPath: string): string | undefined => find('go', searchPath.split(delimiter).filter(Boolean));

/** What this machine lacks for the programs, for who would rather skip than fail. */
export function whatToolsLack(searchPath: string = process.env['PATH'] ?? ''): string | undefined {
  return goOf(searchPath) ? undefined : 'helm and its like are built from Go modules, and go is not on the PATH';
}

/** The path of one program, built once for a machine. Throws with what to do where there is no Go. */
export async function prepareTool(
  name: ToolName,
  { progress = () => {}, searchPath = process.env['PATH'] ?? '' }: PrepareOptions = {},
): Promise<string> {
  const go = goOf(searchPath);
  if (go === undefined) throw new Error(`${name} is built from Go modules, and go is not on the PATH: install Go 1.26 or later.`);
  return join(await buildPrograms(programs(name, TOOLS[name]), { go, progress }), name);
}

/** One after the other: each build takes all processors. */
export async function prepareChartTools(options: PrepareOptions = {}): Promise<ChartTools> {
  const helm = await prepareTool('helm', options);
  const kubeconform = await prepareTool('kubeconform', options);
  return { helm, kubeconform, 'kube-score': await prepareTool('kube-score', options) };
}

function programs(name: ToolName, { module, versionVariable, asks }: Tool): GoPrograms {
  return {
    name,
    title: name,
    module: fileURLToPath(new URL(`./go/${name}/`, import.meta.url)),
    packages: 'tool',
    versionOf: module,
    programs: [name],
    linkerValues: (version) => ({ [versionVariable]: version }),
    says: (goMod) => [{ command: [name, ...asks], text: moduleVersion(goMod, module) }],
  };
}
