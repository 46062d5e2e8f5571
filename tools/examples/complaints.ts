/** Whether objects are as a README says. Pure. */
import { condition, type DemoObject } from '../demo/object.ts';
import { judge } from '../demo/verdict.ts';
import type { End } from './readme.ts';

export const isSettled = (object: DemoObject): boolean => judge(object, new Set()) !== 'open';

/** What is not as it should be, one line each, as who mends the example needs it. */
export const complaintsOf = (ends: readonly End[], objects: readonly DemoObject[]): readonly string[] =>
  ends.flatMap(
    (end) =>
      complaintOf(
        end,
        objects.find((object) => idOf(object) === `${end.kind}/${end.name}`),
      ) ?? [],
  );

export const idOf = ({ kind, metadata }: DemoObject): string => `${kind}/${metadata.name}`;

function complaintOf({ kind, name, as, because }: End, object: DemoObject | undefined): string | undefined {
  const id = `${kind}/${name}`;
  if (!object) return `${id} is in the README's table and no manifest makes it`;
  const ready = condition(object, 'Ready');
  const [reason, message] = [ready?.reason ?? 'not looked at', ready?.message ?? ''];
  if (!isSettled(object)) return `${id} is still on its way (${reason}: ${message})`;
  if (reason !== as) return `${id} ended as ${reason} and not as ${as}: ${message}`;
  return message.includes(because) ? undefined : `${id} tells «${message}», in which «${because}» is not`;
}
