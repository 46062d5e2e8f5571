{{/* The resources of the kinds that are served, by group: {group: [plural]}. Never `*`: a group may come to hold what is not the operator's. */}}
{{- define "sagemaker-operator.resources" -}}
{{- $wanted := .Values.reconcile.resources -}}
{{- $resources := dict -}}
{{- range $group, $kinds := .Files.Get "files/kinds.yaml" | fromYaml -}}
{{- $plurals := list -}}
{{- range $kind, $plural := $kinds -}}
{{- if or (not $wanted) (has $kind $wanted) -}}{{- $plurals = append $plurals $plural -}}{{- end -}}
{{- end -}}
{{- with $plurals -}}{{- $_ := set $resources $group (sortAlpha .) -}}{{- end -}}
{{- end -}}
{{- toJson $resources -}}
{{- end }}

{{/*
What the operator does in the namespaces that it serves, and no more: test/integration/rbac.test.ts holds it against what the operator is seen
to do. Specs are never written: patch serves the finalizer alone.
*/}}
{{- define "sagemaker-operator.rules" -}}
{{- range $group, $plurals := include "sagemaker-operator.resources" . | fromJson }}
- apiGroups: [{{ $group }}]
  resources:
    {{- range $plurals }}
    - {{ . }}
    {{- end }}
  verbs: [get, list, watch, patch]
- apiGroups: [{{ $group }}]
  resources:
    {{- range $plurals }}
    - {{ . }}/status
    {{- end }}
  verbs: [patch]
{{- end }}
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- if .Values.fieldExport.enabled }}
- apiGroups: [services.k8s.aws]
  resources: [fieldexports]
  verbs: [get, list, watch, patch]
- apiGroups: [services.k8s.aws]
  resources: [fieldexports/status]
  verbs: [patch]
{{- if .Values.fieldExport.configMaps }}
# A FieldExport writes one key. It reads nothing, so no right to read is given.
- apiGroups: [""]
  resources: [configmaps]
  verbs: [patch]
{{- end }}
{{- end }}
{{- end }}

{{/* What belongs to no namespace. Namespaces are read for their labels and annotations (region, deletion policy, account). */}}
{{- define "sagemaker-operator.clusterRules" -}}
- apiGroups: [""]
  resources: [namespaces]
  verbs: [list, watch]
{{- if .Values.questions.enabled }}
# Who asks, and what they may.
- apiGroups: [authentication.k8s.io]
  resources: [tokenreviews]
  verbs: [create]
- apiGroups: [authorization.k8s.io]
  resources: [subjectaccessreviews]
  verbs: [create]
{{- end }}
{{- if .Values.featureGates.IAMRoleSelector }}
- apiGroups: [services.k8s.aws]
  resources: [iamroleselectors]
  verbs: [list, watch]
{{- end }}
{{- end }}
