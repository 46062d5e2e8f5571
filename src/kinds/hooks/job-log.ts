/** Where CloudWatch keeps the log of a job: the job's name tells, so that no call is needed. */
import type { Fields, LogRule, StatusMember } from '../types.ts';
import { text } from './text.ts';

export const logMembers = [
  { member: 'LogGroup', type: 'string', description: 'CloudWatch log group that holds the log of the job.' },
  { member: 'LogStreamPrefix', type: 'string', description: 'What the names of the log streams of the job begin with.' },
] as const satisfies readonly StatusMember[];

/** Of a job whose group holds nothing to be filled in. */
export type JobLog = LogRule & { readonly name: string; readonly form: 'folder' | 'stream' };

export function jobLog({ group, name, form }: JobLog): (remote: Fields) => Promise<Fields> {
  return (remote) => {
    const job = text(remote[name]);
    return Promise.resolve({ ...remote, LogGroup: group, LogStreamPrefix: form === 'folder' ? `${job}/` : job });
  };
}
