{{/* What every pod says of itself: (dict "at" $ "component" "ledger" "values" .Values.ledger) */}}
{{- define "tollgate.pod" -}}
serviceAccountName: {{ include "tollgate.fullname" .at }}-{{ .component }}
automountServiceAccountToken: false
enableServiceLinks: false   # their variables (TOLLGATE_LEDGER_PORT) would be read as settings
{{- with .at.Values.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
- name: {{ . }}
{{- end }}
{{- end }}
{{- with .at.Values.pods.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .at.Values.pods.user }}
  runAsGroup: {{ .at.Values.pods.user }}
  fsGroup: {{ .at.Values.pods.user }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if .at.Values.pods.topologySpread }}
topologySpreadConstraints:
{{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- topologyKey: {{ $key }}
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "tollgate.selector" $ | nindent 6 }}
{{- end }}
{{- end }}
{{- end }}

{{/* What every container may do: nothing. */}}
{{- define "tollgate.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{/* Probes of a server's observe port. */}}
{{- define "tollgate.probes" -}}
startupProbe:
  httpGet: {path: /healthz, port: observe}
  periodSeconds: 1
  failureThreshold: 120
livenessProbe:
  httpGet: {path: /healthz, port: observe}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /readyz, port: observe}
  periodSeconds: 5
  timeoutSeconds: 2
{{- end }}

{{/* One volume of secrets: (dict "name" "secrets" "files" (dict "replica-token" (dict "name" .. "key" ..))) */}}
{{- define "tollgate.secretVolume" -}}
- name: {{ .name }}
  projected:
    defaultMode: 0440
    sources:
    {{- range $path, $from := .files }}
    {{- if $from.name }}
    - secret: {name: {{ $from.name }}, items: [{key: {{ $from.key }}, path: {{ $path }}}]}
    {{- end }}
    {{- end }}
{{- end }}

{{/* A certificate of type kubernetes.io/tls with its authority: (dict "name" "tls" "secret" "..") */}}
{{- define "tollgate.tlsVolume" -}}
- name: {{ .name }}
  secret: {secretName: {{ .secret }}, defaultMode: 0440}
{{- end }}

{{- define "tollgate.databaseCaVolume" -}}
{{- with .Values.database.ca.configMap }}
- name: database-ca
  configMap: {name: {{ . }}, items: [{key: {{ $.Values.database.ca.key }}, path: ca.pem}]}
{{- end }}
{{- end }}

{{- define "tollgate.databaseCaMount" -}}
{{- if .Values.database.ca.configMap }}
- {name: database-ca, mountPath: /etc/tollgate/database, readOnly: true}
{{- end }}
{{- end }}

{{- define "tollgate.javaOptions" -}}
{{- with . }}
env:
- {name: JAVA_OPTS, value: {{ . | quote }}}
{{- end }}
{{- end }}

{{/* How many pods of a component may be away at once: (dict "at" $ "component" .. "values" ..) */}}
{{- define "tollgate.disruption" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "tollgate.fullname" .at }}-{{ .component }}
  labels:
    {{- include "tollgate.labels" . | nindent 4 }}
spec:
  maxUnavailable: {{ .values.disruption.maxUnavailable }}
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "tollgate.selector" . | nindent 6 }}
{{- end }}
