{{- define "sagemaker-operator.env" -}}
- name: POD_NAME
  valueFrom: { fieldRef: { fieldPath: metadata.name } }
- name: POD_NAMESPACE
  valueFrom: { fieldRef: { fieldPath: metadata.namespace } }
{{- range $name, $value := dict "HTTP_PROXY" .Values.proxy.http "HTTPS_PROXY" .Values.proxy.https "NO_PROXY" .Values.proxy.noProxy }}
{{- with $value }}
- { name: {{ $name }}, value: {{ . | quote }} }
{{- end }}
{{- end }}
{{- if .Values.aws.use_fips_endpoint }}
- { name: AWS_USE_FIPS_ENDPOINT, value: "true" }
{{- end }}
{{- if .Values.aws.use_dualstack_endpoint }}
- { name: AWS_USE_DUALSTACK_ENDPOINT, value: "true" }
{{- end }}
{{- if .Values.aws.credentials.secretName }}
- { name: AWS_SHARED_CREDENTIALS_FILE, value: {{ printf "/var/run/secrets/aws/%s" .Values.aws.credentials.secretKey | quote }} }
- { name: AWS_PROFILE, value: {{ .Values.aws.credentials.profile | quote }} }
{{- end }}
{{- if .Values.caBundle.configMap }}
- { name: NODE_EXTRA_CA_CERTS, value: {{ printf "/etc/sagemaker-operator/ca/%s" .Values.caBundle.key | quote }} }
{{- end }}
{{- with .Values.deployment.extraEnvVars }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "sagemaker-operator.volumes" -}}
{{- with .Values.aws.credentials.secretName }}
- name: aws-credentials
  secret: { secretName: {{ . }} }
{{- end }}
{{- with .Values.caBundle.configMap }}
- name: ca-bundle
  configMap: { name: {{ . }} }
{{- end }}
{{- with .Values.deployment.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "sagemaker-operator.volumeMounts" -}}
{{- if .Values.aws.credentials.secretName }}
- { name: aws-credentials, mountPath: /var/run/secrets/aws, readOnly: true }
{{- end }}
{{- if .Values.caBundle.configMap }}
- { name: ca-bundle, mountPath: /etc/sagemaker-operator/ca, readOnly: true }
{{- end }}
{{- with .Values.deployment.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}
