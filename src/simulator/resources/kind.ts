import type { Appointment } from '../agenda.ts';
import type { AwsError } from '../errors.ts';
import type { Scope } from '../identity.ts';
import type { JsonObject } from '../json.ts';

/** What any resource is, of whatever service. */
export interface ResourceType {
  /** The resource part of the ARN before the name: `training-job`. */
  readonly type: string;
  readonly statusMember?: string;
  /** Whether Describe tells LastModifiedTime. */
  readonly modified: boolean;
}

/** One resource of an account in a region. */
export interface Resource {
  readonly kind: ResourceType;
  readonly scope: Scope;
  readonly name: string;
  readonly arn: string;
  /** Order of creation. */
  readonly seq: number;
  readonly createdAt: number;
  /** From when reads and references see it. */
  readonly visibleAt: number;
  readonly tags: Map<string, string>;
  modifiedAt: number;
  /** Describe's output. */
  document: JsonObject;
  /** The next step of its life. */
  next?: Appointment;
  /** Told of its changes. */
  onTouch?: (resource: Resource, at: number) => void;
}

/** A request that has passed validation. */
export interface Call {
  readonly operation: string;
  readonly scope: Scope;
  readonly input: JsonObject;
  readonly at: number;
}
/** Undefined: the operation has no output, and the answer no body. */
export type Handler = (call: Call) => JsonObject | undefined;

export interface ListRule {
  readonly operation: string;
  /** The output member that holds the page. */
  readonly items: string;
  /** Members of a summary that are Describe's under the same name. */
  readonly summary: readonly string[];
  /** Summary members that are told in another way. */
  readonly extra?: (resource: Resource) => JsonObject;
  readonly sortBy: 'Name' | 'CreationTime';
  readonly sortOrder: 'Ascending' | 'Descending';
}

/** The store's name of a resource is what follows the type in its ARN. */
export interface Addressing {
  /** Of the resource that a request is about. */
  readonly path: (input: JsonObject) => string;
  /** Of one that Create makes. */
  readonly born: (call: Call) => string;
  /** What Describe tells besides, of a new one's name. */
  readonly facts?: (path: string) => JsonObject;
  /** The type in the ARN, where it is not the kind's. */
  readonly arnPrefix?: string;
}

/**
 * A resource type of SageMaker as data; what only this type does is in its own functions. Everything shared (names, ARNs, existence, tags,
 * paging) is in `operations.ts`, `list.ts` and `tags.ts`, which never ask which type they serve.
 */
export interface Kind extends ResourceType {
  readonly nameMember: string;
  /** Absent: a request names a resource by `nameMember` alone. */
  readonly address?: Addressing;
  readonly arnMember: string;
  /** Hosting ARNs are in lower case whatever the case of the name. */
  readonly arnCase: 'given' | 'lower';
  /** What the ARN ends with where that is not the name: an id that AWS makes, of a resource that requests call by its name. */
  readonly arnTail?: (name: string) => string;
  readonly create: string;
  readonly describe: string;
  readonly stop?: string;
  readonly start?: string;
  readonly delete?: string;
  readonly list?: ListRule;
  /** The member of Create's input by which it answers a repeated request as it did the first. */
  readonly token?: string;
  /** The member of Describe's output in which the record lies; absent: the output is the record. */
  readonly record?: string;
  /** What AWS adds to a request that does not say. */
  readonly defaults: (input: JsonObject) => JsonObject;
  readonly taken: (name: string, arn: string) => AwsError;
  readonly absent: (name: string, arn: string) => AwsError;
  /** Rules of Create that the request breaks by itself. */
  readonly check?: (call: Call) => void;
  /** Rules of Create that the account breaks: references, quotas. */
  readonly admit?: (call: Call) => void;
  /** Begins its life. */
  readonly created?: (resource: Resource, call: Call) => void;
  readonly stopped?: (resource: Resource, at: number) => void;
  readonly started?: (resource: Resource, at: number) => void;
  /** Whether it is only told of any more, and its name is free. */
  readonly isGone?: (resource: Resource) => boolean;
  /** Refuses or begins the deletion. Absent: Delete is done at once. */
  readonly deleted?: (resource: Resource, at: number) => void;
  /** Further operations on a resource of this type. */
  readonly operations?: Readonly<Record<string, Handler>>;
}

/** A moment as the wire carries it: seconds, with milliseconds behind the point. */
export const wireTime = (at: number): number => Math.round(at) / 1000;

/** Notes a change: LastModifiedTime is what clients poll by. */
export function touch(resource: Resource, at: number): void {
  resource.modifiedAt = at;
  if (resource.kind.modified) resource.document['LastModifiedTime'] = wireTime(at);
  resource.onTouch?.(resource, at);
}
