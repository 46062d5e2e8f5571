/** Texts with places in them: `deployments:{deploymentId}`. */
const PLACE = /\{(\w+)\}/g;

export const placesOf = (template: string): readonly string[] => [...template.matchAll(PLACE)].map(([, place = '']) => place);

/** The text with its places filled; undefined where one is not known. */
export function filled(template: string, valueOf: (place: string) => unknown): string | undefined {
  if (!placesOf(template).every((place) => typeof valueOf(place) === 'string')) return undefined;
  return template.replaceAll(PLACE, (_, place: string) => valueOf(place) as string);
}
