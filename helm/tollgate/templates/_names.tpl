{{/* What everything is called: the release, with the chart's name unless it stands in it. */}}
{{- define "tollgate.fullname" -}}
{{- $name := .Values.fullnameOverride | default (contains .Chart.Name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name)) -}}
{{- $name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* Labels of one component's pods: (dict "at" $ "component" "ledger") */}}
{{- define "tollgate.selector" -}}
app.kubernetes.io/name: {{ .at.Chart.Name }}
app.kubernetes.io/instance: {{ .at.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "tollgate.labels" -}}
{{ include "tollgate.selector" . }}
app.kubernetes.io/version: {{ .at.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .at.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .at.Chart.Name .at.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The host by which the ledger's callers know it, and which its certificate must name. */}}
{{- define "tollgate.ledgerHost" -}}
{{ include "tollgate.fullname" . }}-ledger.{{ .Release.Namespace }}.svc
{{- end }}
