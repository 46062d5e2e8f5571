/** What is to be adopted, as people name it: KIND/NAME, or an ARN. */
import { kinds } from '../../kinds/index.ts';
import type { KindDescriptor } from '../../kinds/types.ts';
import { CliError } from '../errors.ts';
import { kindNamed } from '../targets.ts';

export interface Wanted {
  readonly kind: KindDescriptor;
  readonly name: string;
  /** Told by an ARN. */
  readonly region?: string;
}

const ARN = /^arn:[^:]+:([^:]+):([^:]*):[^:]*:([^/:]+)[/:](.+)$/;

export function wantedOf(word: string): Wanted {
  const [, service, region, type = '', name = ''] = ARN.exec(word) ?? [];
  if (service === undefined) {
    const [kind = '', ...rest] = word.split('/');
    if (rest.length === 0 || rest.join('/') === '') throw new CliError('usage', `${word}: neither KIND/NAME nor an ARN`);
    return { kind: kindNamed(kind), name: rest.join('/') };
  }
  const kind = kinds.find((each) => each.kind.toLowerCase() === type.replaceAll('-', '') && isOf(each, service));
  if (!kind) throw new CliError('absent', `${word}: a ${type} of ${service} is none of the kinds that there are`);
  const told = kind.id?.from === 'arn' ? word : name;
  return { kind, name: told, ...(region === undefined || region === '' ? {} : { region }) };
}

const isOf = ({ service: { id } }: KindDescriptor, service: string): boolean => id === service || id.startsWith(service);
