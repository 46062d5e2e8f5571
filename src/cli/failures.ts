/** What went wrong, in one line that says what to do about it. The one place where errors of all layers become a CliError. */
import { Fault, type FaultKind } from '../engine/fault.ts';
import { ApiError } from '../kube/api-error.ts';
import { CliError, type Failure } from './errors.ts';

export function failureOf(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof ApiError) return apiFailure(error);
  if (error instanceof Fault) return new CliError(AWS[error.kind] ?? 'remote', `AWS: ${error.message}`, { cause: error });
  return new CliError('bug', `${messageOf(error)} (this is a bug: please report it with the command)`, { cause: error });
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s*\n[\s\S]*$/, '');

const AWS: Readonly<Partial<Record<FaultKind, Failure>>> = { absent: 'absent', denied: 'login', bug: 'bug' };

function apiFailure(error: ApiError): CliError {
  const say = (failure: Failure, message: string): CliError => new CliError(failure, message, { cause: error });
  switch (error.status) {
    case 0:
      // What a login says of itself is told by no answer of the apiserver's.
      if (error.cause instanceof CliError) return error.cause;
      return say('unreachable', `${error.message}: is the cluster up, and the kubeconfig's context the right one?`);
    case 401:
      return say('login', 'the cluster does not accept the login of the kubeconfig: it has expired, or is not one; log in again');
    case 403:
      return say('forbidden', `${error.message}${ruleFor(error.message)}`);
    case 404:
      return say('absent', error.message);
    case 409:
    case 422:
      return say('no', error.message);
    default:
      return say('unreachable', error.message);
  }
}

const DENIED_PATH = /cannot (\S+) path "([^"]+)"/;
const DENIED = /cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/;

/** The rule to ask an administrator for, in the words of a Role. */
function ruleFor(message: string): string {
  const [, way, path] = DENIED_PATH.exec(message) ?? [];
  if (path !== undefined) return `; it takes a ClusterRole with {nonResourceURLs: ["${path}"], verbs: ["${way}"]}`;
  const [, verb, resource, group, namespace] = DENIED.exec(message) ?? [];
  if (verb === undefined || resource === undefined || group === undefined) return '';
  return `; it takes a ${namespace === undefined ? 'ClusterRole' : 'Role'} with ${rule({ group, resource, verb })}`;
}

export const rule = ({ group, resource, verb }: { group: string; resource: string; verb: string }): string =>
  `{apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"]}`;

/** Whether what was asked for is not there, whoever says so. */
export const isAbsence = (error: unknown): boolean => failureOf(error).failure === 'absent';
