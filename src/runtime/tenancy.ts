/** Watches what decides whose role is used, and tells when it changes. Nothing of it holds up the start where it is not installed. */
import { isReannotated, isRelabelled } from '../kube/predicate.ts';
import { type ConfigMap, type RoleDirectory, roleMap, roleSelectors, type SelectorObject } from '../kube/roles.ts';
import { type ApiObject, ResourceClient, type ResourceType } from '../kube/rest.ts';
import { SideWatch } from '../kube/side-watch.ts';
import type { Transport } from '../kube/transport.ts';

/** What flags allow. */
export interface TenancyRules {
  /** Where the ConfigMaps are. */
  readonly systemNamespace: string;
  readonly accounts: boolean;
  readonly teams: boolean;
  readonly serviceKeys: boolean;
  readonly selectors: boolean;
  readonly fallback: boolean;
}

export interface TenancyOptions {
  readonly transport: Transport;
  readonly rules: TenancyRules;
  /** The roles of a namespace's objects, or of all, may be others now. */
  readonly onNews: (namespace?: string) => void;
}

const ACCOUNT_MAP = 'ack-role-account-map';
const TEAM_MAP = 'ack-role-team-map';
const SELECTORS: ResourceType = { group: 'services.k8s.aws', version: 'v1alpha1', plural: 'iamroleselectors' };
const CONFIG_MAPS: ResourceType = { group: '', version: 'v1', plural: 'configmaps' };
const NAMESPACES: ResourceType = { group: '', version: 'v1', plural: 'namespaces' };

export class TenancyWatch {
  /** Where they may not be read, they are taken to carry no labels and no annotations. */
  readonly namespaces: SideWatch<ApiObject>;
  readonly #options: TenancyOptions;
  readonly #accounts: SideWatch<ConfigMap> | undefined;
  readonly #teams: SideWatch<ConfigMap> | undefined;
  readonly #selectors: SideWatch<SelectorObject> | undefined;
  #telling = false;

  constructor(options: TenancyOptions) {
    const { rules, transport, onNews } = options;
    this.#options = options;
    this.namespaces = new SideWatch({ client: new ResourceClient(transport, NAMESPACES) });
    this.#accounts = rules.accounts ? this.#map(ACCOUNT_MAP) : undefined;
    this.#teams = rules.teams ? this.#map(TEAM_MAP) : undefined;
    this.#selectors = rules.selectors ? new SideWatch({ client: new ResourceClient(transport, SELECTORS) }) : undefined;
    this.namespaces.store.subscribe((delta) => {
      // Its status changes, too, and is nothing to us.
      if (!delta.initial && (isRelabelled(delta) || isReannotated(delta))) onNews((delta.now ?? delta.old).metadata.name);
    });
    for (const watch of this.#sources()) watch.store.subscribe(() => this.#tellOnce());
  }

  /** The ConfigMaps of roles, whether they are in use or not: `<namespace>/<name>`. */
  get maps(): ReadonlySet<string> {
    const { systemNamespace } = this.#options.rules;
    return new Set([ACCOUNT_MAP, TEAM_MAP].map((name) => `${systemNamespace}/${name}`));
  }

  readonly directory: RoleDirectory = () => {
    const { serviceKeys, fallback, systemNamespace: namespace } = this.#options.rules;
    const accounts = this.#accounts && roleMap({ namespace, name: ACCOUNT_MAP, store: this.#accounts.store });
    const teams = this.#teams && roleMap({ namespace, name: TEAM_MAP, store: this.#teams.store });
    return {
      serviceKeys,
      fallback,
      ...(accounts ? { accounts } : {}),
      ...(teams ? { teams } : {}),
      ...(this.#selectors ? { selectors: roleSelectors(this.#selectors) } : {}),
    };
  };

  async settled(): Promise<void> {
    await Promise.all([this.namespaces, ...this.#sources()].map(({ settled }) => settled));
  }

  /** Watches until the signal aborts. */
  async run(common: Parameters<SideWatch<ApiObject>['run']>[0]): Promise<void> {
    await Promise.all([this.namespaces, ...this.#sources()].map((watch) => watch.run(common)));
  }

  /** A list that was read anew tells of each of its items: all of them are one piece of news. */
  #tellOnce(): void {
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      this.#options.onNews();
    });
  }

  *#sources(): Generator<SideWatch<ConfigMap> | SideWatch<SelectorObject>> {
    for (const watch of [this.#accounts, this.#teams, this.#selectors]) if (watch) yield watch;
  }

  #map(name: string): SideWatch<ConfigMap> {
    const { transport, rules } = this.#options;
    return new SideWatch({ client: new ResourceClient(transport, CONFIG_MAPS), namespaces: [rules.systemNamespace], name });
  }
}
