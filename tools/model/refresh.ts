/**
 * Makes `src/model/sagemaker.json` from the service model that botocore ships: `node tools/model/refresh.ts`.
 * To follow AWS, raise BOTOCORE, run it, and read the diff: every line is one operation or shape that AWS added or changed.
 * Needs python3 with pip, which fetches the wheel and unpacks it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type BotocoreModel, distil, print } from './distil.ts';

const BOTOCORE = '1.44.5';
const MODEL_IN_WHEEL = 'botocore/data/sagemaker/2017-07-24/service-2.json.gz';
const TARGET = new URL('../../src/model/sagemaker.json', import.meta.url);

function download(version: string): BotocoreModel {
  const directory = mkdtempSync(join(tmpdir(), 'botocore-'));
  try {
    python('-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', directory, `botocore==${version}`);
    python('-m', 'zipfile', '--extract', join(directory, `botocore-${version}-py3-none-any.whl`), directory);
    return JSON.parse(gunzipSync(readFileSync(join(directory, MODEL_IN_WHEEL))).toString('utf8')) as BotocoreModel;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function python(...args: string[]): void {
  execFileSync('python3', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

writeFileSync(TARGET, print(distil(download(BOTOCORE), `botocore ${BOTOCORE}`)));
