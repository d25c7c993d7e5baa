{{/* Where ledger-server and the admin server read, in their pods and in the migration's. */}}
{{- define "tollgate.ledgerMounts" -}}
- {name: ledger, mountPath: /etc/tollgate/ledger, readOnly: true}
- {name: prices, mountPath: /etc/tollgate/prices, readOnly: true}
- {name: ledger-secrets, mountPath: /etc/tollgate/secrets, readOnly: true}
- {name: ledger-tls, mountPath: /etc/tollgate/ledger-tls, readOnly: true}
{{- include "tollgate.databaseCaMount" . }}
- {name: temporary, mountPath: /tmp}
{{- end }}

{{- define "tollgate.ledgerSecrets" -}}
{{- $files := dict
  "replica-token" .Values.secrets.replicaToken
  "ledger-admin-token" .Values.secrets.ledgerAdminToken
  "database-password" .Values.secrets.databasePasswordLedger }}
{{- include "tollgate.secretVolume" (dict "name" "ledger-secrets" "files" $files) }}
{{ include "tollgate.tlsVolume" (dict "name" "ledger-tls" "secret" .Values.tls.ledger) }}
{{- include "tollgate.databaseCaVolume" . }}
- name: temporary
  emptyDir: {sizeLimit: 64Mi}
{{- end }}

{{- define "tollgate.adminMounts" -}}
- {name: admin, mountPath: /etc/tollgate/authz, readOnly: true}
- {name: admin-secrets, mountPath: /etc/tollgate/secrets, readOnly: true}
- {name: callers, mountPath: /etc/tollgate/callers, readOnly: true}
{{- if .Values.tls.admin }}
- {name: admin-tls, mountPath: /etc/tollgate/admin, readOnly: true}
{{- end }}
{{- include "tollgate.databaseCaMount" . }}
- {name: temporary, mountPath: /tmp}
{{- end }}

{{- define "tollgate.adminSecrets" -}}
{{- $files := merge (include "tollgate.keyFiles" . | fromYaml) (include "tollgate.providerFiles" . | fromYaml) (dict
  "admin-key" .Values.secrets.adminKey
  "ledger-admin-token" .Values.secrets.ledgerAdminToken
  "database-password" .Values.secrets.databasePasswordAuthz) }}
{{- include "tollgate.secretVolume" (dict "name" "admin-secrets" "files" $files) }}
{{ include "tollgate.tlsVolume" (dict "name" "callers" "secret" .Values.tls.callers) }}
{{- if .Values.tls.admin }}
{{ include "tollgate.tlsVolume" (dict "name" "admin-tls" "secret" .Values.tls.admin) }}
{{- end }}
{{- end }}
