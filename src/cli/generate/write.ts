/** A skeleton as YAML, with a comment where a choice has to be made. */
import { Document, isScalar } from 'yaml';
import type { Schema } from '../../crd/schema.ts';
import type { Path } from '../offline/manifests.ts';
import type { ManifestType } from '../validate/types.ts';
import type { Leaf, Skeleton } from './skeleton.ts';

export interface Answer {
  readonly path: Path;
  readonly value: Leaf['value'];
}

export function skeletonYaml(type: ManifestType, name: string, { spec, leaves }: Skeleton, answers: readonly Answer[]): string {
  const { apiVersion, kind } = type;
  const document = new Document({ apiVersion, kind, metadata: { name }, spec });
  for (const { path, value } of answers) document.setIn(path, value);
  for (const { path, schema } of leaves) {
    const node = document.getIn(path, true);
    const words = remark(schema);
    if (isScalar(node) && words !== '') node.comment = ` ${words}`;
  }
  return document.toString({ lineWidth: 0 });
}

const MANY = 8;

/** The choices, or the bounds in words. */
export function remark({ enum: choices, description = '', type }: Schema): string {
  const words = (choices ?? []).filter((choice) => choice !== '');
  if (words.length > MANY) return `one of ${words.length}: ${words.slice(0, MANY).join(', ')}, …`;
  if (words.length > 1) return words.join(', ');
  if (type === 'boolean') return 'true or false';
  const [first = ''] = description.split('\n');
  return first
    .replace(/^API member [^ ]+\.\s*/, '')
    .replaceAll(/\s*Required unless [^.]+\./g, '')
    .trim()
    .replace(/\.$/, '');
}
