/** What the kinds of Studio (domains, user profiles, spaces, apps) have in common. */
import type { Phase, Reference } from './types.ts';

/** Statuses of a domain, a user profile and a space. */
export const STUDIO_PHASES = {
  Pending: 'busy',
  Updating: 'busy',
  InService: 'ready',
  Failed: 'failed',
  Update_Failed: 'failed',
  Delete_Failed: 'failed',
  Deleting: 'deleting',
} as const satisfies Readonly<Record<string, Phase>>;

/**
 * They go one after the other, apps before spaces before users before the domain, and AWS is quick with each; no List tells of more than
 * domains. So each is looked at sooner than others are.
 */
export const STUDIO_POLL = { busyMs: 5_000 } as const;

/** What the settings of an app may name, by the kind of app. */
interface AppSettings {
  readonly app: string;
  readonly images?: true;
  readonly scripts?: true;
}

const RESOURCE_SPEC = [
  { member: 'SageMakerImageArn', to: 'Image' },
  { member: 'SageMakerImageVersionArn', to: 'ImageVersion' },
  { member: 'LifecycleConfigArn', to: 'StudioLifecycleConfig' },
] as const;

/** References of a `ResourceSpec`: the image that an app runs, and the script that it starts with. */
export const resourceSpecReferences = (path: string): readonly Reference[] =>
  RESOURCE_SPEC.map(({ member, to }) => ({ path: `${path}.${member}`, to, take: 'arn' }));

const appReferences = (path: string, { images, scripts }: AppSettings): readonly Reference[] => [
  ...resourceSpecReferences(`${path}.DefaultResourceSpec`),
  ...(images
    ? [
        { path: `${path}.CustomImages[].ImageName`, to: 'Image' },
        { path: `${path}.CustomImages[].AppImageConfigName`, to: 'AppImageConfig' },
      ]
    : []),
  ...(scripts ? [{ path: `${path}.LifecycleConfigArns[]`, to: 'StudioLifecycleConfig', take: 'arn' } as const] : []),
];
const settingsReferences = (path: string, apps: readonly AppSettings[]): readonly Reference[] =>
  apps.flatMap((settings) => appReferences(`${path}.${settings.app}AppSettings`, settings));

/** References of `UserSettings`. */
export const userSettingsReferences = (path: string): readonly Reference[] =>
  settingsReferences(path, [
    { app: 'CodeEditor', images: true, scripts: true },
    { app: 'JupyterLab', images: true, scripts: true },
    { app: 'JupyterServer', scripts: true },
    { app: 'KernelGateway', images: true, scripts: true },
    { app: 'RSession', images: true },
    { app: 'TensorBoard' },
  ]);

/** References of `DefaultSpaceSettings`. */
export const defaultSpaceReferences = (path: string): readonly Reference[] =>
  settingsReferences(path, [
    { app: 'JupyterLab', images: true, scripts: true },
    { app: 'JupyterServer', scripts: true },
    { app: 'KernelGateway', images: true, scripts: true },
  ]);

/** References of `SpaceSettings`. */
export const spaceReferences = (path: string): readonly Reference[] =>
  settingsReferences(path, [
    { app: 'CodeEditor' },
    { app: 'JupyterLab' },
    { app: 'JupyterServer', scripts: true },
    { app: 'KernelGateway', images: true, scripts: true },
  ]);
