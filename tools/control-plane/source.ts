import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';
import { promisify } from 'node:util';
import { find, isExecutable } from '../go/find.ts';
import { type Binaries, PROGRAMS } from './binaries.ts';

/** Where a control plane can come from. */
export type Source =
  | { readonly kind: 'binaries'; readonly binaries: Binaries }
  | { readonly kind: 'docker'; readonly kubectl: string }
  | { readonly kind: 'go'; readonly go: string };

/** What the choice depends on: the real machine, or a table in a test. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isExecutable: (path: string) => boolean;
  readonly dockerAnswers: () => Promise<boolean>;
}

/** Either a source, or what this machine lacks for it. */
type Search = Source | { readonly kind: 'lacking'; readonly what: string };

/**
 * Chooses the quickest source that this machine offers: binaries that are there, Docker, a build from Go modules.
 * CONTROL_PLANE=binaries|docker|go forces one. KUBEBUILDER_ASSETS is a wish too: if it is set but incomplete, that is
 * an error, not a reason to run something else in silence.
 */
export async function chooseSource(host: Host): Promise<Source> {
  const lacking: string[] = [];
  for (const kind of wanted(host.env)) {
    const search = await look(kind, host);
    if (search.kind !== 'lacking') return search;
    lacking.push(search.what);
  }
  throw new Error(`No Kubernetes control plane can be started: ${lacking.join('; ')}. ${remedy(host.env)}`);
}

/** What to do, given what was asked for: who forced one source is not helped by advice about another. */
function remedy(env: Host['env']): string {
  if (env['CONTROL_PLANE']) return 'Provide that, or unset CONTROL_PLANE so that another source may serve.';
  if (env['KUBEBUILDER_ASSETS']) return 'Provide that, or unset KUBEBUILDER_ASSETS so that another source may serve.';
  return 'Install Go 1.26 or later (https://go.dev/dl), or start Docker, or put etcd, kube-apiserver and kubectl on the PATH.';
}

function wanted(env: Host['env']): readonly Source['kind'][] {
  const forced = env['CONTROL_PLANE'];
  switch (forced) {
    case 'binaries':
    case 'docker':
    case 'go':
      return [forced];
    case undefined:
    case '':
      return env['KUBEBUILDER_ASSETS'] ? ['binaries'] : ['binaries', 'docker', 'go'];
    default:
      throw new Error(`CONTROL_PLANE=${forced} is not known; set it to binaries, docker or go, or leave it unset.`);
  }
}

async function look(kind: Source['kind'], host: Host): Promise<Search> {
  switch (kind) {
    case 'binaries':
      return lookForBinaries(host);
    case 'docker':
      return await lookForDocker(host);
    case 'go':
      return lookForGo(host);
    default:
      return kind satisfies never;
  }
}

function lookForBinaries(host: Host): Search {
  const assets = host.env['KUBEBUILDER_ASSETS'];
  const folders = [...(assets ? [assets] : []), ...path(host)];
  const at = (program: string): string | undefined => find(program, folders, host.isExecutable);
  const etcd = at(PROGRAMS.etcd);
  const apiserver = at(PROGRAMS.apiserver);
  const kubectl = at(PROGRAMS.kubectl);
  const controllerManager = at(PROGRAMS.controllerManager);
  if (etcd && apiserver && kubectl) {
    return { kind: 'binaries', binaries: { etcd, apiserver, kubectl, ...(controllerManager && { controllerManager }) } };
  }
  const missing = [!etcd && PROGRAMS.etcd, !apiserver && PROGRAMS.apiserver, !kubectl && PROGRAMS.kubectl].filter(Boolean);
  return { kind: 'lacking', what: `${assets ? `${assets} and the PATH have` : 'the PATH has'} no ${missing.join(', ')}` };
}

async function lookForDocker(host: Host): Promise<Search> {
  const kubectl = find(PROGRAMS.kubectl, path(host), host.isExecutable);
  if (!(await host.dockerAnswers())) return { kind: 'lacking', what: 'no Docker daemon answers' };
  if (!kubectl) return { kind: 'lacking', what: 'Docker answers, but kubectl is not on the PATH' };
  return { kind: 'docker', kubectl };
}

function lookForGo(host: Host): Search {
  const go = find('go', path(host), host.isExecutable);
  return go ? { kind: 'go', go } : { kind: 'lacking', what: 'go is not on the PATH' };
}

function path(host: Host): readonly string[] {
  return (host.env['PATH'] ?? '').split(delimiter).filter(Boolean);
}

/** This machine. Docker's own command is asked, because loading a client library to hear «no» costs most of a second. */
export function thisMachine(env: Host['env'] = process.env): Host {
  return { env, isExecutable, dockerAnswers };
}

async function dockerAnswers(): Promise<boolean> {
  try {
    await promisify(execFile)('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
}
