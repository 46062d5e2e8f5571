/** The form of the cases, and what they have in common. */

export type Spec = Readonly<Record<string, unknown>>;

export interface AdviceCase {
  readonly kind: string;
  readonly what: string;
  readonly spec: Spec;
  /** Ids and paths, as the warnings begin. All other advice must not be given. */
  readonly says: readonly string[];
}

type Row = readonly [what: string, spec: Spec, says: readonly string[]];

export const ofKind = (kind: string, rows: readonly Row[]): readonly AdviceCase[] =>
  rows.map(([what, spec, says]) => ({ kind, what, spec, says }));

export const ROLE = 'arn:aws:iam::123456789012:role/train';
export const TWO_SUBNETS = { securityGroupIDs: ['sg-1'], subnets: ['subnet-1', 'subnet-2'] };
export const ONE_SUBNET = { securityGroupIDs: ['sg-1'], subnets: ['subnet-1'] };
