import { debugging, encryption, s3Prefixes, secrets, trafficEncryption } from './rules/data.ts';
import { capture, executionRoles, foreign, images, redundancy, requiredTags } from './rules/identity.ts';
import { isolation, notebooks, vpc } from './rules/network.ts';
import { amounts, instanceTypes, runtime, spot, tuning, warmPools } from './rules/size.ts';
import type { Guardrail } from './types.ts';

/** All rules that are policies, by id. An id keeps its meaning for ever, because values files and messages name it. */
export const guardrails: readonly Guardrail[] = [
  encryption,
  vpc,
  isolation,
  trafficEncryption,
  instanceTypes,
  amounts,
  spot,
  runtime,
  requiredTags,
  executionRoles,
  images,
  s3Prefixes,
  redundancy,
  tuning,
  warmPools,
  debugging,
  notebooks,
  secrets,
  foreign,
  capture,
];
