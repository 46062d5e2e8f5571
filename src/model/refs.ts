/** Paths of API members, and the fields of the custom resource that they are. */
import { crName } from './names.ts';

/** `ProductionVariants[].ModelName` is `productionVariants[].modelName`. */
export const crPath = (path: string): string =>
  path
    .split('.')
    .map((step) => (step.endsWith('[]') ? `${crName(step.slice(0, -2))}[]` : crName(step)))
    .join('.');

const IDENTIFIER = /(?:IDs?|Names?|ARNs?)$/;

/** The sibling by which a field is filled from another object, called as the incumbent calls it: `endpointConfigName` has `endpointConfigRef`. */
export const refField = (field: string): string => `${field.replace(IDENTIFIER, '')}Ref`;
