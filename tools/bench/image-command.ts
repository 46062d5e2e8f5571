/** The command line of the image, in a checkout: what is measured starts as what is run. */
const NODE = '/usr/local/bin/node';
const APP = '/app/sagemaker-operator.mjs';

/** Throws when no ENTRYPOINT of the Dockerfile starts the operator. */
export function imageCommand(dockerfile: string, program: string): readonly string[] {
  const commands = [...dockerfile.matchAll(/^ENTRYPOINT (\[.*\])$/gm)].map(([, json = '']) => JSON.parse(json) as string[]);
  const command = commands.find((words) => words.at(-1) === APP);
  if (command?.[0] !== NODE) throw new Error(`no ENTRYPOINT of the Dockerfile starts ${APP} with ${NODE}`);
  return [process.execPath, ...command.slice(1, -1), program];
}
