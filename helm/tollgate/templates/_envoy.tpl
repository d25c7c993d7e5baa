{{/*
Envoy's configuration: envoy/envoy.yaml of the repository, which the build lays into files/, filled in. Node and boot are left: they are
known when the container starts.
*/}}
{{- define "tollgate.envoyYaml" -}}
{{- $headers := list -}}
{{- range .Files.Lines "files/envoy/headers.txt" -}}
{{- if and (trim .) (not (hasPrefix "#" .)) }}{{ $headers = append $headers (trim .) }}{{ end -}}
{{- end -}}
{{- $stripped := list -}}
{{- range $headers -}}
{{- if not (or (hasPrefix "x-llm-" .) (hasPrefix "x-tollgate-" .)) }}{{ $stripped = append $stripped (printf "              - remove: %s" .) }}{{ end -}}
{{- end -}}
{{- $text := .Files.Get "files/envoy/envoy.yaml" | required "this chart lacks envoy.yaml: it is the source of a chart. Build one, mvn -q -pl helm -am package -DskipTests, and install helm/target/tollgate" -}}
{{- $text = regexReplaceAll "(?ms)^ *# begin rest.*?# end rest\n" $text "" -}}
{{- $values := dict
  "listen_address" "0.0.0.0"
  "listen_port" "8080"
  "trusted_hops" (toString .Values.gateway.trustedProxies)
  "admin_socket" "/run/tollgate/envoy-admin.sock"
  "check_socket" "/run/tollgate/check.sock"
  "usage_log" "/var/lib/tollgate/log/usage.jsonl"
  "descriptors" "/etc/tollgate/envoy/tollgate.pb"
  "scan_lua" "/etc/tollgate/envoy/scan.lua"
  "edit_lua" "/etc/tollgate/envoy/edit.lua"
  "max_stream_duration" (printf "%vs" .Values.gateway.requestSecondsMax)
  "periodic_log_interval" "10s"
  "strip_mutations" (join "\n" $stripped)
  "allowed_headers" (join "|" $headers)
-}}
{{- $routes := list -}}
{{- $clusters := list -}}
{{- range $name, $is := .Values.providers -}}
{{- $url := urlParse $is.url -}}
{{- $port := regexFind "[0-9]+$" $url.host | default "443" -}}
{{- $own := dict
  "name" $name
  "authority" (trimSuffix ":443" $url.host)
  "host" $url.hostname
  "port" $port
  "discovery" "LOGICAL_DNS"
  "trusted_ca" $.Values.gateway.envoy.trustedCa
  "removed_headers" (join ", " $headers)
  "max_stream_duration" (printf "%vs" $.Values.gateway.requestSecondsMax) -}}
{{- range $file := list "route" "cluster" "tls" -}}
{{- $part := $.Files.Get (printf "files/envoy/provider/%s.yaml" $file) -}}
{{- range $key, $value := $own }}{{ $part = replace (printf "${%s}" $key) $value $part }}{{ end -}}
{{- if eq $file "route" }}{{ $routes = append $routes $part }}{{ else }}{{ $clusters = append $clusters $part }}{{ end -}}
{{- end -}}
{{- end -}}
{{- $_ := set $values "provider_routes" (join "" $routes | trimSuffix "\n") -}}
{{- $_ = set $values "provider_clusters" (join "" $clusters | trimSuffix "\n") -}}
{{- range $name, $value := $values -}}
{{- $placeholder := printf "${%s}" $name -}}
{{- if not (contains $placeholder $text) }}{{ fail (printf "envoy.yaml does not use %s" $placeholder) }}{{ end -}}
{{- $text = replace $placeholder $value $text -}}
{{- end -}}
{{- range regexFindAll "\\$\\{[a-z_]+\\}" $text -1 | uniq -}}
{{- if not (has . (list "${node_id}" "${boot_id}")) }}{{ fail (printf "envoy.yaml names %s, which nothing fills in" .) }}{{ end -}}
{{- end -}}
{{- $text -}}
{{- end }}

{{/* Runs Envoy. Each of its lives has a name of its own, which Check and the usage log carry. */}}
{{- define "tollgate.envoyScript" -}}
set -eu
boot=$(cat /proc/sys/kernel/random/uuid)
rm -f /run/tollgate/envoy-admin.sock
sed -e "s|\${node_id}|$POD_NAME|g" -e "s|\${boot_id}|$boot|g" /etc/tollgate/envoy/envoy.yaml > /run/tollgate/envoy.yaml
exec envoy -c /run/tollgate/envoy.yaml --file-flush-min-size-kb 0 --disable-hot-restart --concurrency {{ .Values.gateway.envoy.concurrency }} --log-level warning
{{- end }}
