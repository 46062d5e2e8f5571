import { UsageError } from './errors.ts';

/** Where calls to AWS leave the network, and what is reached without that. */
export type ProxyEnvironment = {
  readonly HTTP_PROXY?: string;
  readonly HTTPS_PROXY?: string;
  readonly NO_PROXY?: string;
};

type Name = keyof ProxyEnvironment;

/** The variables that most programs know, in capitals or not. Small ones win, as with curl. */
export function proxyFrom(env: Readonly<Record<string, string | undefined>>): ProxyEnvironment {
  const given = (name: Name): string => env[name.toLowerCase()] || env[name] || '';
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY'] as const) requireProxyUrl(name, given(name));
  const names = (['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const).filter((name) => given(name) !== '');
  return Object.freeze(Object.fromEntries(names.map((name) => [name, given(name)])));
}

/** The value is not repeated: it may hold a password. */
function requireProxyUrl(name: Name, value: string): void {
  if (value === '' || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) return;
  throw new UsageError(`${name} takes a URL, such as http://proxy.example:3128`);
}
