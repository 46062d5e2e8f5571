/** IAM policies as values. Account and names that only the reader knows are written in capitals, for them to fill in. */

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export const policyOf = (...statements: readonly Statement[]): IamPolicy => ({
  Version: '2012-10-17',
  Statement: statements.filter(({ Action }) => Action.length > 0),
});

export const ACCOUNT = 'ACCOUNT_ID';
export const inAccount = (service: string): string => `arn:aws:${service}:*:${ACCOUNT}:*`;
/** IAM takes no more in a managed policy; white space does not count. */
export const LARGEST = 6144;
