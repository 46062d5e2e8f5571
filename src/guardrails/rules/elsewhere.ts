import type { Elsewhere } from '../types.ts';

/** Kept by something other than a policy of this pack. */
export const elsewhere: readonly Elsewhere[] = [
  {
    id: 'SMOP-19',
    title: 'What AWS can’t change can’t be edited',
    maps: ['The scope of AWS’s Update operations'],
    about: [
      'It is in the CRDs already, always on, with the names of the fields in the message: [decision 2](decisions/0002-immutability-in-the-crd.md).',
    ],
  },
  {
    id: 'SMOP-22',
    title: 'A budget of objects for a namespace',
    maps: ['Service quotas, a namespace at a time'],
    about: [
      'Kubernetes has it: a ResourceQuota counts objects of any kind. [examples/guardrails/quota.yaml](../examples/guardrails/quota.yaml) is one to start from. Finished jobs count until their objects are deleted.',
    ],
  },
];
