/** Checks that the chart fails on purpose. Each has its reason, and is said by every run: an exception that nobody reads is forgotten. */
export interface Exception {
  readonly tool: 'kube-score' | 'checkov' | 'kubeconform';
  /** As the tool calls it; with kubeconform, a kind that Kubernetes itself does not have. */
  readonly check: string;
  readonly reason: string;
}

export const EXCEPTIONS = [
  {
    tool: 'kube-score',
    check: 'container-cpu-limit',
    reason: 'A leader whose CPU is throttled cannot renew its lease in time; the request is what keeps it from starving others.',
  },
  {
    tool: 'kube-score',
    check: 'container-image-pull-policy',
    reason:
      'Releases have tags that never move, and image.digest pins one: asking the registry at each start would only make it a single point of failure.',
  },
  { tool: 'checkov', check: 'CKV_K8S_11', reason: 'CPU limit: as with kube-score.' },
  { tool: 'checkov', check: 'CKV_K8S_15', reason: 'Pull policy: as with kube-score.' },
  {
    tool: 'checkov',
    check: 'CKV_K8S_43',
    reason: 'A digest belongs to a registry, and the image is pushed to the user’s own: image.digest takes it.',
  },
  {
    tool: 'checkov',
    check: 'CKV_K8S_38',
    reason: 'The operator talks to the API server and needs its token; the ServiceAccount gives it to no other pod unasked.',
  },
  {
    tool: 'kubeconform',
    check: 'ServiceMonitor',
    reason: 'A kind of the Prometheus operator, whose definitions this API server has not.',
  },
  { tool: 'kubeconform', check: 'PrometheusRule', reason: 'As with ServiceMonitor.' },
] as const satisfies readonly Exception[];

export const exceptionsOf = (tool: Exception['tool']): readonly string[] =>
  (EXCEPTIONS as readonly Exception[]).filter((each) => each.tool === tool).map(({ check }) => check);
