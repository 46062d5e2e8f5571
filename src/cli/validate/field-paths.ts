/** Advice and guardrails name fields for people, `spec.productionVariants[main].modelName`: back to the way there in one manifest. */
import type { Path } from '../offline/manifests.ts';
import { isFields } from './values.ts';

/** As far as the object has it: what is missing is told by where it would be. */
export function fieldPath(value: unknown, text: string): Path {
  const path: (string | number)[] = [];
  let at = value;
  for (const [, field, key] of text.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    const step = field ?? stepInto(at, key ?? '');
    if (step === undefined) return path;
    path.push(step);
    at = isFields(at) || Array.isArray(at) ? (at as Record<string | number, unknown>)[step] : undefined;
  }
  return path;
}

/** The element of this name, the entry of this key, or the first of several that are named. */
function stepInto(holder: unknown, named: string): string | number | undefined {
  if (Array.isArray(holder)) {
    const index = holder.findIndex((element) => element === named || (isFields(element) && carries(element, named)));
    return index < 0 ? undefined : index;
  }
  const [first = ''] = named.split(', ');
  if (isFields(holder)) return [named, first].find((key) => Object.hasOwn(holder, key));
  return undefined;
}

const carries = (element: Readonly<Record<string, unknown>>, named: string): boolean =>
  Object.entries(element).some(
    ([field, value]) => /(?:[Nn]ame|Hostname)$/.test(field) && (value === named || named.split(', ').includes(String(value))),
  );
