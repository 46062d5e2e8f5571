/** What the operator measures of itself, as a person wants to know it. Pure. */

export interface Metric {
  readonly name: string;
  readonly values: readonly {
    readonly labels: Readonly<Record<string, string | number>>;
    readonly value: number;
    readonly metricName?: string;
  }[];
}

export interface Health {
  readonly replica: string;
  readonly version: string;
  readonly leads: boolean;
  readonly objects: Readonly<Record<string, number>>;
  /** Keys that wait, and the seconds that the longest pass under way takes already. */
  readonly queue: { readonly waiting: number; readonly longestSeconds: number };
  /** Seconds since the last whole sweep and since the apiserver last spoke: the worst of all kinds. */
  readonly sweep?: { readonly kind: string; readonly seconds: number };
  readonly watch?: { readonly kind: string; readonly seconds: number };
  readonly aws: { readonly calls: number; readonly faults: Readonly<Record<string, number>> };
}

export function healthOf(replica: string, metrics: readonly Metric[]): Health {
  const of = (name: string): Metric['values'] => metrics.find((metric) => metric.name === name)?.values ?? [];
  const sum = (name: string): number => of(name).reduce((total, { value }) => total + value, 0);
  const worst = (name: string): { kind: string; seconds: number } | undefined => {
    const [first] = of(name).toSorted((a, b) => b.value - a.value);
    return first && { kind: String(first.labels['kind']), seconds: Math.round(first.value) };
  };
  const [sweep, watch] = [worst('sagemaker_operator_sweep_lag_seconds'), worst('sagemaker_operator_watch_age_seconds')];
  return {
    replica,
    version: String(of('sagemaker_operator_build_info')[0]?.labels['version'] ?? 'unknown'),
    leads: of('leader_election_master_status').some(({ value }) => value === 1),
    objects: counted(of('sagemaker_operator_objects'), 'phase'),
    queue: { waiting: sum('workqueue_depth'), longestSeconds: Math.round(sum('workqueue_longest_running_processor_seconds')) },
    ...(sweep ? { sweep } : {}),
    ...(watch ? { watch } : {}),
    aws: { calls: sum('ack_outbound_api_requests_total'), faults: counted(of('sagemaker_operator_aws_faults_total'), 'fault') },
  };
}

function counted(values: Metric['values'], label: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { labels, value } of values) {
    const word = String(labels[label]);
    counts[word] = (counts[word] ?? 0) + value;
  }
  return counts;
}
