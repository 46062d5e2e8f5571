/**
 * AWS's patterns are Java's and match a whole value; Kubernetes compiles `pattern` with Go's RE2 and is content with a match anywhere.
 * What RE2 cannot say (look-arounds, back references) is left out rather than guessed: AWS still refuses such a value, only later.
 * Whatever comes out accepts at least what AWS accepts, so no manifest that works is turned away.
 */
export function translatePattern(pattern: string): string | undefined {
  if (SAYS_NOTHING.has(pattern)) return undefined;
  const translated = rewrite(pattern);
  return translated === undefined ? undefined : `^(?:${translated})$`;
}

/** Whether the empty string matches, so that an optional field needs no exception for it. */
export function acceptsEmpty(translated: string): boolean {
  return new RegExp(translated, 'u').test('');
}

/** They hold for every value, but for line breaks or emptiness: noise in a CRD, and `minLength` says the latter better. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['.*', '.+', '[\\S\\s]*', '[\\s\\S]*', '[\\S\\s]+', '[\\s\\S]+']);

/** RE2 refuses to repeat anything more often. */
const MAX_REPEAT = 1000;

/** Scans token by token; undefined as soon as one has no counterpart in RE2. */
function rewrite(pattern: string): string | undefined {
  let result = '';
  let inClass = false;
  for (let rest = pattern; rest !== '';) {
    const token: string = (inClass ? CLASS_TOKEN : TOKEN).exec(rest)?.[0] ?? '';
    const written = inClass ? classToken(token) : plainToken(token);
    if (token === '' || written === undefined) return undefined;
    if (!token.startsWith('\\') && (token.startsWith('[') || token === ']')) inClass = token !== ']';
    result += written;
    rest = rest.slice(token.length);
  }
  return result;
}

const ESCAPE = String.raw`\\[pP]\{\w+\}|\\.`;
const TOKEN = new RegExp(String.raw`^(?:${ESCAPE}|\{\d+(?:,\d*)?\}[+?]?|[*+?][+?]?|[$^][*+?{]?|\(\?.?|\[\^?\]?|.)`, 'su');
const CLASS_TOKEN = new RegExp(String.raw`^(?:${ESCAPE}|&&|.)`, 'su');

function plainToken(token: string): string | undefined {
  if (token.startsWith('\\')) return escape(token, SPECIAL, (set) => `[${set}]`);
  if (token.startsWith('{')) return token.endsWith('+') ? undefined : repeat(token);
  if (token.startsWith('(?')) return token === '(?:' ? token : undefined;
  if (token.startsWith('[')) return token.endsWith(']') ? undefined : token;
  if (/^[*+?]\+$/.test(token)) return undefined;
  if (/^[$^]./.test(token)) return undefined;
  return token;
}

/** A `[` or `&&` within a class is set algebra to Java and a plain character to RE2. */
function classToken(token: string): string | undefined {
  if (token === '[' || token === '&&') return undefined;
  return token.startsWith('\\') ? escape(token, SPECIAL_IN_CLASS, (set) => set) : token;
}

/** A bound that RE2 does not take is dropped: the length limit of the field stands beside the pattern. */
function repeat(token: string): string | undefined {
  const [min = 0, max] = token
    .replace(/[{}?]/g, '')
    .split(',')
    .map((bound) => (bound === '' ? Infinity : Number(bound)));
  if (min > MAX_REPEAT) return undefined;
  return max !== undefined && max > MAX_REPEAT ? `{${min},}` : token;
}

function escape(token: string, special: RegExp, asSet: (characters: string) => string): string | undefined {
  const property = /^\\p\{(\w+)\}$/.exec(token)?.[1];
  if (property !== undefined) {
    const characters = POSIX_PROPERTIES.get(property);
    return characters === undefined ? generalCategory(token, property) : asSet(characters);
  }
  const character = token.slice(1);
  if (/[dDwWsSbBnrtf]/.test(character)) return token;
  if (/[A-Za-z0-9]/.test(character)) return undefined;
  return special.test(character) ? token : character;
}

function generalCategory(token: string, property: string): string | undefined {
  return /^[LMNPSZC][a-z]?$/.test(property) ? token : undefined;
}

/** Escapes of other characters are dropped: they mean the same and make the pattern harder to read. */
const SPECIAL = /[\\^$.*+?()[\]{}|]/;
const SPECIAL_IN_CLASS = /[\\^[\]-]/;

/** Java's names for ASCII classes, that RE2 knows by other names. */
const POSIX_PROPERTIES: ReadonlyMap<string, string> = new Map([
  ['Alnum', '0-9A-Za-z'],
  ['Alpha', 'A-Za-z'],
  ['Digit', '0-9'],
]);
