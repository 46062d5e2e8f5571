import { readFile } from 'node:fs/promises';

/** Whoever writes the file replaces it well before the token in it expires; a minute's delay is harmless. */
const MAX_AGE_MS = 60_000;

/** Headers with the token that a file holds now. `renew`: the apiserver has just refused the one given last. */
export function tokenHeaders(file: string, now: () => number): (renew?: boolean) => Promise<Readonly<Record<string, string>>> {
  let cached: { readonly headers: Record<string, string>; readonly at: number } | undefined;
  return async (renew = false) => {
    if (cached === undefined || renew || now() - cached.at >= MAX_AGE_MS) {
      const token = (await readFile(file, 'utf8')).trim();
      cached = { headers: { authorization: `Bearer ${token}` }, at: now() };
    }
    return cached.headers;
  };
}
