/** How the image starts the operator, in a checkout: what is measured starts as what is run. */
const NODE = '/usr/local/bin/node';
const APP = '/app/sagemaker-operator.mjs';

export interface Start {
  /** The command line. */
  readonly command: readonly string[];
  /** Beside the environment of whoever starts it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Throws when no stage of the Dockerfile starts the operator. */
export function imageStart(dockerfile: string, program: string): Start {
  for (const stage of dockerfile.split(/^FROM /m)) {
    const words = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(stage)?.[1] ?? '[]') as string[];
    if (words[0] !== NODE || words.at(-1) !== APP) continue;
    const variables = [...stage.matchAll(/^ENV (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value] as const);
    return { command: [process.execPath, ...words.slice(1, -1), program], env: Object.fromEntries(variables) };
  }
  throw new Error(`no ENTRYPOINT of the Dockerfile starts ${APP} with ${NODE}`);
}
