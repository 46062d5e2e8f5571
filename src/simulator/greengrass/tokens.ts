import { text } from '../json.ts';
import type { Call, Resource } from '../resources/kind.ts';
import type { World } from '../world.ts';

/** Client tokens: a Create that is sent again is told of what the first one made, as long as that is there. */
export class Tokens {
  readonly #world: World;
  readonly #made = new Map<string, Resource>();

  constructor(world: World) {
    this.#world = world;
  }

  made(call: Call): Resource | undefined {
    const resource = this.#made.get(keyOf(call) ?? '');
    if (resource === undefined) return undefined;
    return this.#world.store.get(call.scope, resource.kind.type, resource.name) === resource ? resource : undefined;
  }

  remember(call: Call, resource: Resource): void {
    const key = keyOf(call);
    if (key !== undefined) this.#made.set(key, resource);
  }
}

function keyOf({ operation, scope, input }: Call): string | undefined {
  const token = text(input, 'clientToken');
  return token === undefined ? undefined : JSON.stringify([operation, scope.account, scope.region, token]);
}
