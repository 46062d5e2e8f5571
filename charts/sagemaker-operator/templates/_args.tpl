{{/* The operator's flags, from values that have names of their own and from `flags`. */}}
{{- define "sagemaker-operator.args" -}}
{{- $flags := dict
  "aws-region" .Values.aws.region
  "aws-endpoint-url" .Values.aws.endpoint_url
  "aws-identity-endpoint-url" .Values.aws.identity_endpoint_url
  "aws-event-queue-url" .Values.aws.event_queue_url
  "allow-unsafe-aws-endpoint-urls" .Values.aws.allow_unsafe_aws_endpoint_urls
  "watch-namespace" (include "sagemaker-operator.watchNamespace" .)
  "watch-selectors" .Values.watchSelectors
  "resource-tags" (join "," .Values.resourceTags)
  "deletion-policy" .Values.deletionPolicy
  "reconcile-default-resync-seconds" (int .Values.reconcile.defaultResyncPeriod)
  "reconcile-default-max-concurrent-syncs" (int .Values.reconcile.defaultMaxConcurrentSyncs)
  "reconcile-resources" (join "," .Values.reconcile.resources)
  "enable-leader-election" .Values.leaderElection.enabled
  "leader-election-namespace" .Values.leaderElection.namespace
  "enable-carm" .Values.enableCARM
  "enable-cross-namespace" .Values.enableCrossNamespace
  "enable-field-export-reconciler" .Values.fieldExport.enabled
  "log-level" .Values.log.level
  "questions-addr" (ternary (printf "0.0.0.0:%d" (int .Values.questions.port)) "" .Values.questions.enabled)
  "metrics-addr" (printf "0.0.0.0:%d" (int .Values.deployment.containerPort))
}}
{{- $periods := list -}}
{{- range $kind, $seconds := .Values.reconcile.resourceResyncPeriods }}{{- $periods = append $periods (printf "%s=%d" $kind (int $seconds)) }}{{- end }}
{{- $gates := list -}}
{{- range $gate, $open := .Values.featureGates }}{{- $gates = append $gates (printf "%s=%t" $gate $open) }}{{- end }}
{{- $_ := set $flags "reconcile-resource-resync-seconds" (join "," $periods) }}
{{- $_ := set $flags "feature-gates" (join "," $gates) }}
{{- if .Values.kubeflow.enabled }}{{- $_ := set $flags "status-heartbeat" "60s" }}{{- end }}
{{- range $name, $value := merge (deepCopy .Values.flags) $flags }}
{{- if ne (toString $value) "" }}
- {{ printf "--%s=%v" $name $value | quote }}
{{- end }}
{{- end }}
{{- end }}
