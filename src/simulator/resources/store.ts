import type { Scope } from '../identity.ts';
import type { Resource } from './kind.ts';

const keyOf = (scope: Scope, type: string): string => `${scope.account}/${scope.region}/${type}`;

/** Resources by account, region and type. Names are unique without regard to case, as SageMaker's are. */
export class Store {
  readonly #shelves = new Map<string, Map<string, Resource>>();
  readonly #byArn = new Map<string, Resource>();
  /** Told of each change of what is added from now on. */
  onTouch: Resource['onTouch'];
  #count = 0;

  /** The next number in the order of creation. */
  nextSeq(): number {
    return this.#count++;
  }

  add(resource: Resource): void {
    const key = keyOf(resource.scope, resource.kind.type);
    let shelf = this.#shelves.get(key);
    if (shelf === undefined) this.#shelves.set(key, (shelf = new Map<string, Resource>()));
    if (this.onTouch) resource.onTouch = this.onTouch;
    shelf.set(resource.name.toLowerCase(), resource);
    this.#byArn.set(resource.arn, resource);
  }

  withArn(arn: string): Resource | undefined {
    return this.#byArn.get(arn);
  }

  get(scope: Scope, type: string, name: string): Resource | undefined {
    return this.#shelves.get(keyOf(scope, type))?.get(name.toLowerCase());
  }

  /** As reads see it: not before its read-after-write lag is over. */
  seen(scope: Scope, type: string, name: string, at: number): Resource | undefined {
    const resource = this.get(scope, type, name);
    return resource !== undefined && resource.visibleAt <= at ? resource : undefined;
  }

  /** In the order of creation. */
  all(scope: Scope, type: string): Iterable<Resource> {
    return this.#shelves.get(keyOf(scope, type))?.values() ?? [];
  }

  everything(): Resource[] {
    return [...this.#shelves.values()].flatMap((shelf) => [...shelf.values()]);
  }

  /** Ends the resource: nothing that was booked for it happens any more, and its name is free. */
  remove(resource: Resource): void {
    resource.next?.cancel();
    const shelf = this.#shelves.get(keyOf(resource.scope, resource.kind.type));
    if (shelf?.get(resource.name.toLowerCase()) === resource) shelf.delete(resource.name.toLowerCase());
    if (this.#byArn.get(resource.arn) === resource) this.#byArn.delete(resource.arn);
  }

  clear(): void {
    this.#shelves.clear();
    this.#byArn.clear();
  }
}
