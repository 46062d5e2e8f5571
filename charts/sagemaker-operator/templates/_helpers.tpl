{{- define "sagemaker-operator.fullname" -}}
{{- $name := .Values.nameOverride | default .Chart.Name -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{/* What never changes in the life of a release: selectors are immutable. */}}
{{- define "sagemaker-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ .Values.nameOverride | default .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "sagemaker-operator.labels" -}}
{{ include "sagemaker-operator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "sagemaker-operator.serviceAccountName" -}}
{{- $default := ternary (include "sagemaker-operator.fullname" .) "default" .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default $default -}}
{{- end }}

{{- define "sagemaker-operator.subjects" -}}
- kind: ServiceAccount
  name: {{ include "sagemaker-operator.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
{{- end }}

{{- define "sagemaker-operator.leaseNamespace" -}}
{{- .Values.leaderElection.namespace | default .Release.Namespace -}}
{{- end }}

{{/* Comma-separated, as the operator takes them; empty for the whole cluster. */}}
{{- define "sagemaker-operator.watchNamespace" -}}
{{- $own := ternary .Release.Namespace "" (eq .Values.installScope "namespace") -}}
{{- .Values.watchNamespace | nospace | default $own -}}
{{- end }}

{{- define "sagemaker-operator.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end }}

{{/* The port of a URL. */}}
{{- define "sagemaker-operator.portOf" -}}
{{- $url := urlParse . -}}
{{- $default := ternary "80" "443" (eq $url.scheme "http") -}}
{{- regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) | default $default -}}
{{- end }}

{{/* What the schema cannot say, because it takes two values to be wrong. */}}
{{- define "sagemaker-operator.validate" -}}
{{- if not .Values.aws.region -}}
{{- fail "aws.region is required: the region of objects that name none themselves, such as eu-west-1" -}}
{{- end -}}
{{- if and (gt (int .Values.deployment.replicas) 1) (not .Values.leaderElection.enabled) -}}
{{- fail "deployment.replicas may be above 1 only with leaderElection.enabled: two operators must not act on the same objects" -}}
{{- end -}}
{{- if and (eq .Values.installScope "namespace") .Values.questions.enabled -}}
{{- fail "questions.enabled needs installScope cluster: the operator has tokens and rights reviewed, and a Role cannot give that" -}}
{{- end -}}
{{- if and (eq .Values.installScope "namespace") .Values.featureGates.IAMRoleSelector -}}
{{- fail "featureGates.IAMRoleSelector needs installScope cluster: selectors belong to the cluster, and a Role cannot give them" -}}
{{- end -}}
{{- end }}
