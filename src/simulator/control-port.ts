import type { Control, ResourceRef } from './control.ts';
import { ControlError } from './control.ts';
import type { FaultRule } from './faults.ts';
import type { JsonObject } from './json.ts';
import { isObject, number, object, text } from './json.ts';
import type { RateLimit } from './limits.ts';
import type { ControlPort } from './server.ts';

type Route = (request: { readonly url: URL; readonly body: JsonObject }) => unknown;

/** The control API over HTTP: JSON in, JSON out, below `/_simulator/`. Documented in docs/simulator.md. */
export function controlPort(control: Control): ControlPort {
  const routes: Readonly<Record<string, Route>> = {
    'GET health': () => ({ status: 'ok', now: control.now() }),
    'GET ledger': ({ url }) => ({ entries: control.ledger.entries(ledgerQuery(url)), counts: control.ledger.counts() }),
    'GET faults': () => ({ faults: control.faults.list() }),
    'POST faults': ({ body }) => ({ id: control.faults.add(faultRule(body)) }),
    'DELETE faults': ({ url }) => ({ removed: removeFaults(control, url.searchParams.get('id')) }),
    'POST advance': ({ body }) => {
      control.advance(number(body, 'ms') ?? (number(body, 'seconds') ?? 0) * 1000);
      return { now: control.now() };
    },
    'GET resources': ({ url }) => ({ resources: control.resources(url.searchParams.get('type') ?? undefined) }),
    'POST resources': ({ body }) => {
      control.patch(resourceRef(body), object(body, 'members') ?? {}, {
        hold: body['hold'] === true,
        silent: body['silent'] === true,
      });
      return { patched: true };
    },
    'POST scale': ({ body }) => {
      const [resourceId, capacity] = [text(body, 'resourceId'), number(body, 'capacity')];
      if (resourceId === undefined || capacity === undefined)
        throw new ControlError(400, 'scaling needs a resourceId and a capacity');
      return { capacity: control.scale(resourceId, capacity) };
    },
    'DELETE resources': ({ url }) => {
      control.remove(resourceRef(Object.fromEntries(url.searchParams)));
      return { removed: true };
    },
    'PUT quotas': ({ body }) => {
      control.setQuotas(numbers(body));
      return { quotas: body };
    },
    'PUT limits': ({ body }) => {
      control.setLimits(rateLimits(body));
      return { limits: body };
    },
    'PUT lag': ({ body }) => {
      control.setLag(number(body, 'ms') ?? 0);
      return { lag: number(body, 'ms') ?? 0 };
    },
    'POST reset': () => {
      control.reset();
      return { reset: true };
    },
  };

  return (method, url, body) => {
    const name = `${method} ${url.pathname.slice('/_simulator/'.length).replace(/\/$/, '')}`;
    const route = routes[name];
    if (route === undefined)
      return { status: 404, body: { error: `no such call: ${name}. There are: ${Object.keys(routes).join(', ')}` } };
    try {
      return { status: 200, body: route({ url, body: parse(body) }) };
    } catch (error) {
      if (error instanceof ControlError) return { status: error.status, body: { error: error.message } };
      if (error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError)
        return { status: 400, body: { error: error.message } };
      throw error;
    }
  };
}

function parse(body: string): JsonObject {
  if (body.trim() === '') return {};
  const parsed: unknown = JSON.parse(body);
  if (!isObject(parsed)) throw new ControlError(400, 'the body must be a JSON object');
  return parsed;
}

function ledgerQuery({ searchParams }: URL): Parameters<Control['ledger']['entries']>[0] {
  const [operation, requestName, after] = ['operation', 'name', 'after'].map((name) => searchParams.get(name));
  return {
    ...(operation == null ? {} : { operation }),
    ...(requestName == null ? {} : { requestName }),
    ...(after == null ? {} : { after: Number(after) }),
  };
}

function faultRule(body: JsonObject): FaultRule {
  const action = object(body, 'action');
  if (typeof action?.['type'] !== 'string') throw new ControlError(400, 'a fault needs an action with a type');
  if (action['type'] === 'error' && typeof action['code'] !== 'string')
    throw new ControlError(400, 'an error fault needs a code');
  return body as unknown as FaultRule;
}

function removeFaults(control: Control, id: string | null): boolean {
  if (id !== null) return control.faults.remove(id);
  control.faults.clear();
  return true;
}

function resourceRef(from: JsonObject): ResourceRef {
  const [type, name, account, region] = ['type', 'name', 'account', 'region'].map((member) => text(from, member));
  if (type === undefined || name === undefined) throw new ControlError(400, 'name the resource: type and name');
  return { type, name, ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
}

function numbers(body: JsonObject): Record<string, number> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (typeof value !== 'number') throw new ControlError(400, `${name} must be a number`);
      return [name, value];
    }),
  );
}

function rateLimits(body: JsonObject): Record<string, RateLimit> {
  return Object.fromEntries(
    Object.keys(body).map((operation) => {
      const [rate, burst] = [number(body, `${operation}.rate`), number(body, `${operation}.burst`)];
      if (rate === undefined || burst === undefined) throw new ControlError(400, `${operation} needs a rate and a burst`);
      return [operation, { rate, burst }];
    }),
  );
}
