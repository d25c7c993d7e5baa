{{/* The servers' configurations: docs/reference/config.md. Their secrets are files. */}}
{{- define "tollgate.databaseUrl" -}}
{{- $db := .Values.database -}}
{{- if and (hasPrefix "verify" $db.sslMode) (not $db.ca.configMap) -}}
{{- fail (printf "database.sslMode %s needs database.ca.configMap, a ConfigMap with the authority that issued the database's certificate" $db.sslMode) -}}
{{- end -}}
jdbc:postgresql://{{ required "database.host must name the PostgreSQL server" $db.host }}:{{ $db.port }}/{{ $db.name }}?sslmode={{ $db.sslMode }}
{{- if $db.ca.configMap }}&sslrootcert=/etc/tollgate/database/ca.pem{{ end }}
{{- end }}

{{- define "tollgate.ledgerTargets" -}}
targets: ["{{ include "tollgate.ledgerHost" . }}:9291"]
tls: {ca: /etc/tollgate/callers/ca.crt, certificate: /etc/tollgate/callers/tls.crt, key: /etc/tollgate/callers/tls.key}
{{- end }}

{{- define "tollgate.keys" -}}
keys:
  tag_secrets: [{{ range $i, $_ := .Values.secrets.tagSecrets }}{{ if $i }}, {{ end }}"file:/etc/tollgate/secrets/tag-secret-{{ $i }}"{{ end }}]
  peppers: [{{ range $i, $_ := .Values.secrets.peppers }}{{ if $i }}, {{ end }}"file:/etc/tollgate/secrets/pepper-{{ $i }}"{{ end }}]
{{- end }}

{{- define "tollgate.keyFiles" -}}
{{- range $i, $from := .Values.secrets.tagSecrets }}
tag-secret-{{ $i }}: {{ toJson $from }}
{{- end }}
{{- range $i, $from := .Values.secrets.peppers }}
pepper-{{ $i }}: {{ toJson $from }}
{{- end }}
{{- end }}

{{/* Key-encryption keys, in their order: files, or named in AWS KMS. */}}
{{- define "tollgate.encryption" -}}
{{- if ne .Values.providerKeys.source "environment" }}
provider_keys: {source: {{ .Values.providerKeys.source }}}
{{- if not .Values.encryption.keys }}
{{- fail (printf "encryption.keys must name a key-encryption key: providerKeys.source %s stores keys" .Values.providerKeys.source) }}
{{- end }}
{{- end }}
{{- if .Values.encryption.keys }}
encryption:
  keys:
  {{- range $i, $key := .Values.encryption.keys }}
  - "{{ with $key.awsKms }}aws-kms:{{ . }}{{ else }}file:/etc/tollgate/secrets/key-encryption-key-{{ $i }}{{ end }}"
  {{- end }}
  {{- with .Values.encryption.awsKmsEndpoint }}
  aws_kms_endpoint: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{/* The files that a server with providers has: its key-encryption keys, and the providers' keys that stand in values. */}}
{{- define "tollgate.providerFiles" -}}
{{- range $i, $key := .Values.encryption.keys }}
{{- if $key.name }}
key-encryption-key-{{ $i }}: {{ toJson $key }}
{{- end }}
{{- end }}
{{- range $name, $is := .Values.providers }}
{{- with $is.apiKey }}
provider-{{ $name }}: {{ toJson . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "tollgate.providers" -}}
providers:
  {{- range $name := list "openai" "anthropic" }}
  {{- with index $.Values.providers $name }}
  {{ $name }}: {{ include "tollgate.provider" (dict "name" $name "is" .) }}
  {{- end }}
  {{- end }}
  others:
  {{- range $name, $is := omit .Values.providers "openai" "anthropic" }}
  - {{ include "tollgate.provider" (dict "name" $name "is" $is "other" true) }}
  {{- end }}
{{- end }}

{{/* Callers' own keys, the same at gateways and admin servers. */}}
{{- define "tollgate.byok" -}}
{{- range .Values.byok.providers }}
{{- if not (hasKey $.Values.providers .) }}
{{- fail (printf "byok.providers names %s, which is no key of providers" .) }}
{{- end }}
{{- end }}
{{- $hundredths := mulf .Values.byok.feePercent 100 }}
{{- if ne $hundredths (floor $hundredths) }}
{{- fail (printf "byok.feePercent must have two decimals at most, but is %v" .Values.byok.feePercent) }}
{{- end }}
byok: {tiers: {{ toJson .Values.byok.tiers }}{{ with .Values.byok.providers }}, providers: {{ toJson . }}{{ end }}{{ with .Values.byok.feePercent }}, fee_percent: {{ . }}{{ end }}}
{{- end }}

{{- define "tollgate.authzYaml" -}}
{{- include "tollgate.checkValues" . -}}
{{- $volume := .Values.gateway.volume -}}
role: check
check: {listen: "unix:/run/tollgate/check.sock"}
observe: {listen: "0.0.0.0:9193", plaintext: true}
database:
  url: "{{ include "tollgate.databaseUrl" . }}"
  user: {{ .Values.database.users.authzCheck }}
  password: "file:/etc/tollgate/secrets/database-password"
ledger:
  {{- include "tollgate.ledgerTargets" . | nindent 2 }}
  replica_token: "file:/etc/tollgate/secrets/replica-token"
{{ include "tollgate.keys" . }}
{{ include "tollgate.providers" . }}
{{- include "tollgate.encryption" . }}
{{- include "tollgate.byok" . }}
journal: {directory: /var/lib/tollgate/journal, close_on_stop: true}
usage_log:
  path: /var/lib/tollgate/log/usage.jsonl
  state_directory: /var/lib/tollgate/state
  rotate_bytes: {{ mul $volume.rotateMiB 1048576 }}
  retention: {{ $volume.retention }}
  reserve_bytes: {{ mul $volume.reserveMiB 1048576 }}
  volume: {directory: /var/lib/tollgate, bytes_max: {{ mul $volume.sizeMiB 1048576 }}}
envoy: {admin: "unix:/run/tollgate/envoy-admin.sock"}
leases:
  request_time_max: {{ .Values.gateway.requestSecondsMax }}s
  report_delay: {{ .Values.gateway.reportSecondsMax }}s
{{- end }}

{{- define "tollgate.provider" -}}
{ {{- if .other }}name: {{ .name }}, {{ end }}{{ if .is.apiKey }}api_key: "file:/etc/tollgate/secrets/provider-{{ .name }}", {{ end }}base_url: "{{ .is.url }}"
{{- with .is.api }}, api: {{ . }}{{ end }}
{{- if eq (toString .is.active) "false" }}, active: false{{ end }}
{{- with .is.permission }}, permission: {{ . | quote }}{{ end }}
{{- with .is.keyHeader }}, key_header: {{ . }}{{ end -}} }
{{- end }}

{{- define "tollgate.adminYaml" -}}
role: admin
{{- if .Values.tls.admin }}
admin:
  listen: "0.0.0.0:9192"
  tls: {certificate: /etc/tollgate/admin/tls.crt, key: /etc/tollgate/admin/tls.key}
  key: "file:/etc/tollgate/secrets/admin-key"
{{- else }}
admin: {listen: "127.0.0.1:9192", key: "file:/etc/tollgate/secrets/admin-key"}
{{- end }}
observe: {listen: "0.0.0.0:9193", plaintext: true}
database:
  url: "{{ include "tollgate.databaseUrl" . }}"
  user: {{ .Values.database.users.authz }}
  password: "file:/etc/tollgate/secrets/database-password"
  pool_size: {{ .Values.database.poolSize }}
ledger:
  {{- include "tollgate.ledgerTargets" . | nindent 2 }}
  admin_token: "file:/etc/tollgate/secrets/ledger-admin-token"
{{ include "tollgate.keys" . }}
{{ include "tollgate.providers" . }}
{{- include "tollgate.encryption" . }}
{{- include "tollgate.byok" . }}
{{- end }}

{{- define "tollgate.priceFiles" -}}
{{- range $path, $_ := .Files.Glob "files/prices/*.yaml" }}
{{ base $path }}: {{ $.Files.Get $path | toJson }}
{{- end }}
{{- range $name, $text := .Values.ledger.morePrices }}
{{ $name }}: {{ $text | toJson }}
{{- end }}
{{- end }}

{{- define "tollgate.ledgerYaml" -}}
{{- $prices := include "tollgate.priceFiles" . | fromYaml -}}
listen: "0.0.0.0:9291"
tls: {certificate: /etc/tollgate/ledger-tls/tls.crt, key: /etc/tollgate/ledger-tls/tls.key, client_ca: /etc/tollgate/ledger-tls/ca.crt}
observe: {listen: "0.0.0.0:9293", plaintext: true}
database:
  url: "{{ include "tollgate.databaseUrl" . }}"
  user: {{ .Values.database.users.ledger }}
  password: "file:/etc/tollgate/secrets/database-password"
  pool_size: {{ .Values.database.poolSize }}
callers:
- {name: gateway, role: replica, token: "file:/etc/tollgate/secrets/replica-token"}
- {name: admin, role: admin, token: "file:/etc/tollgate/secrets/ledger-admin-token"}
prices:
{{- range $name := keys $prices | sortAlpha }}
- /etc/tollgate/prices/{{ $name }}
{{- end }}
session: {{ .Values.ledger.sessionSeconds }}s
verdict_after: {{ .Values.ledger.verdictAfterSeconds }}s
verify_interval: {{ .Values.ledger.verifyInterval }}
{{- with .Values.ledger.chargesKept }}
charges_kept: {{ . }}
{{- end }}
{{- end }}

{{/* What values must be together. */}}
{{- define "tollgate.checkValues" -}}
{{- $volume := .Values.gateway.volume -}}
{{- $least := add $volume.reserveMiB (mul 2 $volume.rotateMiB) -}}
{{- if lt (int $volume.sizeMiB) (int $least) -}}
{{- fail (printf "gateway.volume.sizeMiB must be %d or more: reserveMiB, and twice rotateMiB for the log and the one before it" $least) -}}
{{- end -}}
{{- $wait := ceil (mulf 1.001 (addf (divf .Values.ledger.sessionSeconds 0.999) 4 .Values.gateway.requestSecondsMax .Values.gateway.reportSecondsMax)) -}}
{{- if lt (float64 .Values.ledger.verdictAfterSeconds) $wait -}}
{{- fail (printf "ledger.verdictAfterSeconds must be %v or more for this ledger.sessionSeconds, gateway.requestSecondsMax and gateway.reportSecondsMax: a gateway that is silent for less may still have requests" $wait) -}}
{{- end -}}
{{- end }}
