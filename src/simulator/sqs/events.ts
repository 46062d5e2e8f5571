import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../json.ts';
import { isObject, text } from '../json.ts';
import type { Resource } from '../resources/kind.ts';

interface EventRule {
  /** As `detail-type` names the kind. */
  readonly title: string;
  /** Statuses are told in capitals: IN_SERVICE. */
  readonly capitals?: true;
}

/** Types whose changes SageMaker tells EventBridge of. Of all others it tells nothing. */
const RULES: Readonly<Record<string, EventRule>> = {
  'training-job': { title: 'Training Job' },
  'hyper-parameter-tuning-job': { title: 'HyperParameter Tuning Job' },
  'processing-job': { title: 'Processing Job' },
  'transform-job': { title: 'Transform Job' },
  endpoint: { title: 'Endpoint', capitals: true },
  'model-package': { title: 'Model Package' },
  'notebook-instance': { title: 'Notebook Instance' },
  'feature-group': { title: 'Feature Group' },
  'monitoring-schedule': { title: 'Monitoring Schedule' },
};

/** The event of a resource's change as EventBridge writes it; undefined where there is none. */
export function eventOf(resource: Resource, at: number): JsonObject | undefined {
  const rule = RULES[resource.kind.type];
  const { statusMember } = resource.kind;
  const status = statusMember === undefined ? undefined : text(resource.document, statusMember);
  if (rule === undefined || statusMember === undefined || status === undefined) return undefined;
  const detail = inMilliseconds({ ...resource.document, Tags: Object.fromEntries(resource.tags) }) as JsonObject;
  if (rule.capitals) detail[statusMember] = inCapitals(status);
  return {
    version: '0',
    id: idOf(`${resource.arn} ${at} ${resource.seq} ${status}`),
    'detail-type': `SageMaker ${rule.title} State Change`,
    source: 'aws.sagemaker',
    account: resource.scope.account,
    time: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: resource.scope.region,
    resources: [resource.arn],
    detail,
  };
}

/** What of a resource makes an event when it changes. */
export const standing = ({ kind, document }: Resource): string =>
  `${text(document, kind.statusMember ?? '') ?? ''} ${text(document, 'SecondaryStatus') ?? ''}`;

/** Where Describe tells seconds, events tell milliseconds. */
function inMilliseconds(value: Json): Json {
  if (Array.isArray(value)) return value.map(inMilliseconds);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, each]) => [
      member,
      typeof each === 'number' && member.endsWith('Time') ? Math.round(each * 1000) : inMilliseconds(each),
    ]),
  );
}

/** `InService` → `IN_SERVICE`. */
const inCapitals = (status: string): string => status.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

function idOf(seed: string): string {
  const digits = createHash('sha256').update(seed).digest('hex');
  return digits.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
