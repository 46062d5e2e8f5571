import { compiledModel, elasticInference, notebookInternet, oneInstance, singleSubnet } from './hosting.ts';
import {
  bayesianAtOnce,
  encryptionOnOneInstance,
  isolationWithS3,
  linearOverDecades,
  spotWithoutCheckpoints,
  spotWithoutMaxWait,
} from './jobs.ts';
import type { AdviceRule } from './types.ts';

/** All advice, by id. An id keeps its meaning for ever, because people name it to accept it. */
export const rules: readonly AdviceRule[] = [
  compiledModel,
  oneInstance,
  singleSubnet,
  spotWithoutCheckpoints,
  spotWithoutMaxWait,
  linearOverDecades,
  bayesianAtOnce,
  encryptionOnOneInstance,
  elasticInference,
  notebookInternet,
  isolationWithS3,
];
