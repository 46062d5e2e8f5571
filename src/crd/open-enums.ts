import type { StringShape } from '../model/types.ts';

/**
 * Enumerations that stay open in the CRD: any string is accepted, and AWS answers. A closed list is worth having where a value names a
 * behaviour (`Pipe`, `File`), for a typo then fails at `kubectl apply`. It does harm where a value names something that AWS sells or
 * ships: new ones appear monthly, and a cluster that can't be upgraded at once could not use them.
 */
const OPEN_ENUMS: readonly { readonly shapes: RegExp; readonly why: string }[] = [
  { shapes: /InstanceType$/, why: 'hardware: new instance types appear every few weeks' },
  { shapes: /AcceleratorType$/, why: 'hardware' },
  { shapes: /AmiVersion$/, why: 'machine images are released and withdrawn' },
  { shapes: /(Framework|Runtime|Version|Image)$/, why: 'software releases' },
  { shapes: /Region(Name)?$/, why: 'AWS opens regions' },
  {
    shapes: /(CustomizationTechnique|Peft|EvaluationType|ServerlessJobType)$/,
    why: 'methods of serverless customization, added release by release',
  },
];

/** A longer list is a catalogue, like languages, whatever its name: spelling it out would hide the fields around it. */
const LONGEST_CLOSED_ENUM = 24;

/** The values that the CRD enforces; undefined where the enumeration is open. */
export function closedEnum(name: string, shape: StringShape): readonly string[] | undefined {
  if (shape.enum === undefined || shape.enum.length > LONGEST_CLOSED_ENUM) return undefined;
  return OPEN_ENUMS.some(({ shapes }) => shapes.test(name)) ? undefined : shape.enum;
}
