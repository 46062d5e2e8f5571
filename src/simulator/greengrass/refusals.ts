import { AwsError } from '../errors.ts';

/** Errors of Greengrass name what they are about in members of their own. Their HTTP status is the model's. */
const about = (code: string, message: string, resourceType: string, resourceId: string): AwsError =>
  new AwsError(code, message, 400, { resourceId, resourceType });

export const absent = (resourceType: string, resourceId: string, message: string): AwsError =>
  about('ResourceNotFoundException', message, resourceType, resourceId);

export const conflict = (resourceType: string, resourceId: string, message: string): AwsError =>
  about('ConflictException', message, resourceType, resourceId);
