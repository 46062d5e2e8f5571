/**
 * Makes `src/model/<service>.json` from the service models that botocore ships: `node tools/model/refresh.ts`.
 * To follow AWS, raise BOTOCORE, run it, and read the diff: every line is one operation or shape that AWS added or changed.
 * Needs python3 with pip, which fetches the wheel and unpacks it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ServiceName } from '../../src/model/services.ts';
import { type BotocoreModel, distil, print } from './distil.ts';

const BOTOCORE = '1.44.5';
/** Where a wheel keeps the model of each service: its folder and the API's version. */
const FOLDERS: Readonly<Record<ServiceName, string>> = {
  sagemaker: 'sagemaker/2017-07-24',
  'application-autoscaling': 'application-autoscaling/2016-02-06',
  greengrassv2: 'greengrassv2/2020-11-30',
};

/** Unpacks the wheel for as long as `use` works with it. */
function withWheel(version: string, use: (directory: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'botocore-'));
  try {
    python('-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', directory, `botocore==${version}`);
    python('-m', 'zipfile', '--extract', join(directory, `botocore-${version}-py3-none-any.whl`), directory);
    use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function python(...args: string[]): void {
  execFileSync('python3', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

withWheel(BOTOCORE, (wheel) => {
  for (const [service, folder] of Object.entries(FOLDERS)) {
    const zipped = readFileSync(join(wheel, 'botocore/data', folder, 'service-2.json.gz'));
    const model = JSON.parse(gunzipSync(zipped).toString('utf8')) as BotocoreModel;
    const target = new URL(`../../src/model/${service}.json`, import.meta.url);
    writeFileSync(target, print(distil(model, `botocore ${BOTOCORE}`)));
  }
});
