import { createHash } from 'node:crypto';
import { AwsError } from './errors.ts';
import { partitionOf } from './identity.ts';

export interface Principal {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** Set for keys that AssumeRole has given. */
  readonly roleArn?: string;
}

const ROLE = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(.+)$/;

/** Access keys and who is behind them. */
export class Principals {
  readonly #account: string;
  readonly #assumed = new Map<string, Principal>();

  constructor(account: string) {
    this.#account = account;
  }

  /** A key of twelve digits is a user of that account; a key from AssumeRole is its role; any other a user of the default account. */
  of(accessKeyId: string, region: string): Principal {
    const assumed = this.#assumed.get(accessKeyId);
    if (assumed !== undefined) return assumed;
    const account = /^\d{12}$/.test(accessKeyId) ? accessKeyId : this.#account;
    return { account, arn: `arn:${partitionOf(region)}:iam::${account}:user/simulator`, userId: accessKeyId };
  }

  /** The key of a role is always the same, so that a ledger entry tells which role it was. */
  assume(roleArn: string, session: string): { accessKeyId: string; principal: Principal } {
    const [, partition, account, path] = ROLE.exec(roleArn) ?? [];
    if (partition === undefined || account === undefined || path === undefined)
      throw new AwsError('ValidationError', `${roleArn} is invalid`);
    const tail = base32(createHash('sha256').update(roleArn).digest()).slice(0, 16);
    const role = path.split('/').at(-1) ?? path;
    const principal: Principal = {
      account,
      arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${session}`,
      userId: `AROA${tail}:${session}`,
      roleArn,
    };
    const accessKeyId = `ASIA${tail}`;
    this.#assumed.set(accessKeyId, principal);
    return { accessKeyId, principal };
  }
}

function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  const digits = bits.match(/.{5}/g) ?? [];
  return digits.map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number.parseInt(digit, 2))).join('');
}
