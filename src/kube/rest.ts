/**
 * The verbs of one resource type, on plain JSON: what the apiserver sends is what callers get, unknown fields included, so nothing is
 * lost between a newer CRD and an older program.
 */
import type { ApiRequest, Transport } from './transport.ts';

export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** What every API object has. `KubeObject` is one. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

export interface ObjectName {
  readonly name: string;
  /** Absent for cluster-scoped resources. */
  readonly namespace?: string;
}

export interface Selection {
  /** Absent: all of them. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

export type Patch =
  | { readonly type: 'merge'; readonly body: object }
  | { readonly type: 'json'; readonly body: readonly JsonPatchOperation[] }
  | { readonly type: 'apply'; readonly body: object; readonly force?: boolean };
export type JsonPatchOperation =
  | { readonly op: 'test' | 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly attempts?: number;
}

const CONTENT_TYPES = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;
/** Small enough that parsing one page never holds the event loop for long. */
const PAGE_SIZE = 500;
const LIST_TIMEOUT_MS = 60_000;
const FIELD_MANAGER = 'sagemaker-operator';

export class ResourceClient<T extends ApiObject> {
  readonly type: ResourceType;
  readonly #transport: Transport;
  readonly #fieldManager: string;

  /** `fieldManager`: in whose name fields are written. */
  constructor(transport: Transport, type: ResourceType, fieldManager = FIELD_MANAGER) {
    this.#transport = transport;
    this.type = type;
    this.#fieldManager = fieldManager;
  }

  async get(at: ObjectName, options: CallOptions = {}): Promise<T> {
    return (await this.#call({ method: 'GET', path: this.#path(at), ...options })) as T;
  }

  /** One page. `from` is the previous page's `next`. */
  async page(selection: Selection, from?: string, options: CallOptions = {}): Promise<Page<T>> {
    const { namespace, ...selectors } = selection;
    const query = { ...selectors, limit: PAGE_SIZE, continue: from };
    const path = this.#path({ name: '', ...(namespace === undefined ? {} : { namespace }) });
    const answer = await this.#call({ method: 'GET', path, query, timeoutMs: LIST_TIMEOUT_MS, ...options });
    return pageOf<T>(answer as WireList);
  }

  async create(
    object: Omit<ApiObject, 'metadata'> & { metadata: Partial<T['metadata']> },
    options: CallOptions = {},
  ): Promise<T> {
    const { namespace } = object.metadata;
    const path = this.#path({ name: '', ...(namespace === undefined ? {} : { namespace }) });
    return (await this.#call({
      method: 'POST',
      path,
      query: { fieldManager: this.#fieldManager },
      body: object,
      ...options,
    })) as T;
  }

  async patch(at: ObjectName, patch: Patch, options: CallOptions = {}): Promise<T> {
    return (await this.#call({ ...this.#patching(this.#path(at), patch), ...options })) as T;
  }

  async patchStatus(at: ObjectName, patch: Patch, options: CallOptions = {}): Promise<T> {
    return (await this.#call({ ...this.#patching(`${this.#path(at)}/status`, patch), subresource: 'status', ...options })) as T;
  }

  /** With preconditions: an object of the same name that is not the one meant answers 409. */
  async delete(
    at: ObjectName,
    preconditions: { uid?: string; resourceVersion?: string } = {},
    options: CallOptions = {},
  ): Promise<void> {
    await this.#call({ method: 'DELETE', path: this.#path(at), body: { preconditions }, ...options });
  }

  /** The bytes of a watch; see `watch.ts`. */
  async watch(
    selection: Selection,
    query: NonNullable<ApiRequest['query']>,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    const { namespace, ...selectors } = selection;
    const path = this.#path({ name: '', ...(namespace === undefined ? {} : { namespace }) });
    const resource = this.type.plural;
    return this.#transport.stream({ method: 'GET', path, query: { ...selectors, ...query, watch: true }, resource, signal });
  }

  #patching(path: string, patch: Patch): Pick<ApiRequest, 'method' | 'path' | 'query' | 'body' | 'contentType'> {
    const force = patch.type === 'apply' ? patch.force : undefined;
    const query = { fieldManager: this.#fieldManager, force };
    return { method: 'PATCH', path, query, body: patch.body, contentType: CONTENT_TYPES[patch.type] };
  }

  #call(request: Omit<ApiRequest, 'resource'>): Promise<unknown> {
    return this.#transport.call({ ...request, resource: this.type.plural });
  }

  /** An empty name addresses the collection. */
  #path(at: ObjectName): string {
    const { group, version, plural } = this.type;
    const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const scope = at.namespace === undefined ? '' : `/namespaces/${encodeURIComponent(at.namespace)}`;
    const name = at.name === '' ? '' : `/${encodeURIComponent(at.name)}`;
    return `${root}${scope}/${plural}${name}`;
  }
}

interface WireList {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly object[] | null;
}

/** The apiserver leaves `apiVersion` and `kind` out of the items of built-in lists: they are put back, so that an item is an object. */
function pageOf<T>(list: WireList): Page<T> {
  const type = { apiVersion: list.apiVersion ?? '', kind: (list.kind ?? '').replace(/List$/, '') };
  const next = list.metadata?.continue;
  return {
    items: (list.items ?? []).map((item) => ({ ...type, ...item }) as T),
    resourceVersion: list.metadata?.resourceVersion ?? '',
    ...(next === undefined || next === '' ? {} : { next }),
  };
}
