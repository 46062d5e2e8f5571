import type { Metric } from './types.ts';

/** What SageMaker measures on every instance, be it a job's or an endpoint's. A percentage is of one core or card: eight cores come to 800. */
export const instanceMetrics = [
  { name: 'CPUUtilization', statistic: 'Average', unit: 'Percent' },
  { name: 'GPUUtilization', statistic: 'Average', unit: 'Percent' },
  { name: 'MemoryUtilization', statistic: 'Average', unit: 'Percent' },
  { name: 'GPUMemoryUtilization', statistic: 'Average', unit: 'Percent' },
  { name: 'DiskUtilization', statistic: 'Average', unit: 'Percent' },
] as const satisfies readonly Metric[];
