/** One manifest or request after the other, by what each is. */
import type { KindDescriptor } from '../../kinds/types.ts';
import type { AwsShapes } from '../offline/aws-shapes.ts';
import type { Manifest } from '../offline/manifests.ts';
import { isFields, text } from '../validate/values.ts';
import { convertFirst, isFirst } from './first-generation.ts';
import { FIRST_GENERATION } from './generations.ts';
import type { Converted } from './objects.ts';
import { requestToObject } from './requests.ts';

export interface ConvertOptions {
  readonly kind: KindDescriptor | undefined;
  readonly name: string | undefined;
}

export function convert(shapes: AwsShapes, manifest: Manifest, options: ConvertOptions): Converted {
  const { value } = manifest;
  if (isFirst(manifest)) return convertFirst(shapes, manifest);
  if (isFields(value) && value['apiVersion'] === undefined) return requestToObject(shapes, manifest, options);
  const what = isFields(value) ? `${text(value['apiVersion'])} ${text(value['kind'])}` : 'this';
  const message = `${what} is neither a manifest of ${FIRST_GENERATION} nor a request of AWS's API (for the way back use --to request)`;
  return { manifest, objects: [], lost: [{ path: [], message }] };
}
