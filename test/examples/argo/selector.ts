/**
 * Conditions of Argo's resource templates: label selectors of Kubernetes, whose keys are paths into the object. All requirements must hold
 * for success; for failure one is enough.
 */
interface Requirement {
  readonly path: string;
  readonly holds: (value: string | undefined) => boolean;
}

/** What Kubernetes takes for the key of a label, and for its value. */
const KEY = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

export function parseSelector(text: string): readonly Requirement[] {
  return text.split(/,(?![^(]*\))/).map((part) => parseRequirement(part.trim()));
}

function parseRequirement(text: string): Requirement {
  const set = /^(\S+) (in|notin) \((.*)\)$/.exec(text);
  const [, path = '', operator = '', right] = set ?? /^(!?[^\s=!]+)\s*(?:(==|=|!=)\s*(\S*))?$/.exec(text) ?? [];
  const key = path.replace(/^!/, '');
  const values = (right ?? '').split(',').map((value) => value.trim());
  if (!KEY.test(key) || !values.every((value) => VALUE.test(value)))
    throw new Error(`'${text}' is no label selector: Argo would refuse the workflow`);
  return { path: key, holds: holdsFor(path.startsWith('!') ? '!' : operator, values) };
}

function holdsFor(operator: string, values: readonly string[]): Requirement['holds'] {
  switch (operator) {
    case '!':
      return (value) => value === undefined;
    case '!=':
    case 'notin':
      return (value) => value === undefined || !values.includes(value);
    case '':
      return (value) => value !== undefined;
    default:
      return (value) => value !== undefined && values.includes(value);
  }
}

export const allHold = (selector: string, object: unknown): boolean =>
  parseSelector(selector).every(({ path, holds }) => holds(textAt(object, path)));
export const anyHolds = (selector: string, object: unknown): boolean =>
  parseSelector(selector).some(({ path, holds }) => holds(textAt(object, path)));

/** A path of fields and indexes, as gjson walks it. */
function textAt(object: unknown, path: string): string | undefined {
  const found = path
    .split('.')
    .reduce<unknown>(
      (node, step) => (typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[step] : undefined),
      object,
    );
  if (found === undefined) return undefined;
  return typeof found === 'string' ? found : JSON.stringify(found);
}
