/** The krew manifest of the plugin, with the digest of the archive that stands beside it: `dist/kubectl/krew`, by `npm run krew` after a build. A release puts both where `uri` says. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import pack from '../package.json' with { type: 'json' };

const FOLDER = 'dist/kubectl/krew';
const ARCHIVE = 'kubectl-sagemaker.tar.gz';

async function writeKrewManifest(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await copyFile('dist/kubectl/kubectl-sagemaker.mjs', `${FOLDER}/kubectl-sagemaker`);
  await copyFile('LICENSE', `${FOLDER}/LICENSE`);
  // The same bytes for the same program, or the digest would be another each time.
  const reproducible = [
    '--sort=name',
    '--mtime=@0',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--use-compress-program=gzip -n',
  ];
  await promisify(execFile)('tar', [...reproducible, '-cf', ARCHIVE, 'kubectl-sagemaker', 'LICENSE'], { cwd: FOLDER });
  const sha256 = createHash('sha256')
    .update(await readFile(`${FOLDER}/${ARCHIVE}`))
    .digest('hex');
  await writeFile(`${FOLDER}/sagemaker.yaml`, stringify(manifest(sha256)));
}

/** Node runs it everywhere; Windows has no programs without an ending, and gets the package from npm. */
function manifest(sha256: string): object {
  const platform = (os: string): object => ({
    selector: { matchLabels: { os } },
    uri: `https://RELEASES/v${pack.version}/${ARCHIVE}`,
    sha256,
    bin: 'kubectl-sagemaker',
    files: [
      { from: 'kubectl-sagemaker', to: '.' },
      { from: 'LICENSE', to: '.' },
    ],
  });
  return {
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'sagemaker' },
    spec: {
      version: `v${pack.version}`,
      shortDescription: 'Logs, trials and state of Amazon SageMaker',
      description:
        'Shows what the SageMaker objects of a cluster do in AWS, follows their logs, waits for, stops and retries jobs.',
      caveats: 'Needs Node.js 24 or later. Logs are read through the operator where its chart has questions.enabled.',
      platforms: ['linux', 'darwin'].map(platform),
    },
  };
}

await writeKrewManifest();
