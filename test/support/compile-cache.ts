/** Each start of the operator from its sources compiles them, which is half of what a start costs: Node keeps that for the next one. */
export function compileCache(): Readonly<Record<string, string>> {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}
