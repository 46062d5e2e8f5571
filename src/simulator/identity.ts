import { AwsError } from './errors.ts';

/** Who calls, and where: all that the simulator takes from a signature. The signature itself is not verified. */
export interface Caller {
  readonly accessKeyId: string;
  readonly region: string;
}

const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;

/**
 * Reads the credential scope of a SigV4 `Authorization` header. As at AWS, the region of a resource is the one that the request
 * was signed for, whatever host it was sent to.
 */
export function callerOf(authorization: string | undefined): Caller {
  if (authorization === undefined || authorization === '')
    throw new AwsError('MissingAuthenticationToken', 'Missing Authentication Token');
  const [, accessKeyId, region] = CREDENTIAL.exec(authorization) ?? [];
  if (accessKeyId === undefined || region === undefined)
    throw new AwsError('IncompleteSignature', "Authorization header requires 'Credential' parameter with a valid scope.");
  return { accessKeyId, region };
}

/** The service that a request was signed for; undefined for one that is not signed. */
export const signedFor = (authorization = ''): string | undefined => CREDENTIAL.exec(authorization)?.[3];

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('us-iso-')) return 'aws-iso';
  if (region.startsWith('us-isob-')) return 'aws-iso-b';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  return 'aws';
}

export interface Scope {
  readonly account: string;
  readonly region: string;
}

export const arnOf = (service: string, scope: Scope, resource: string): string =>
  `arn:${partitionOf(scope.region)}:${service}:${scope.region}:${scope.account}:${resource}`;
