package dev.tollgate.local.mock;

import com.sun.net.httpserver.Headers;
import java.util.UUID;

/** The headers of a provider's answers: its own, and those of the network before it. */
enum ProviderHeaders {
  OPENAI {
    @Override
    void own(Headers headers) {
      headers.set("openai-organization", "mock-organization");
      headers.set("openai-project", "proj_mock");
      headers.set("openai-processing-ms", "7");
      headers.set("openai-version", "2020-10-01");
      headers.set("x-request-id", "req_" + UUID.randomUUID().toString().replace("-", ""));
      headers.set("x-ratelimit-limit-requests", "10000");
      headers.set("x-ratelimit-limit-tokens", "200000");
      headers.set("x-ratelimit-remaining-requests", "9999");
      headers.set("x-ratelimit-remaining-tokens", "199984");
      headers.set("x-ratelimit-reset-requests", "8.64s");
      headers.set("x-ratelimit-reset-tokens", "4ms");
    }
  },
  ANTHROPIC {
    @Override
    void own(Headers headers) {
      headers.set("request-id", AnthropicRefusals.requestId());
      headers.set("anthropic-organization-id", "00000000-0000-4000-8000-000000000000");
      for (var kind : new String[] {"requests", "tokens", "input-tokens", "output-tokens"}) {
        headers.set("anthropic-ratelimit-" + kind + "-limit", "4000");
        headers.set("anthropic-ratelimit-" + kind + "-remaining", "3999");
        headers.set("anthropic-ratelimit-" + kind + "-reset", "2026-01-01T00:00:00Z");
      }
    }
  };

  abstract void own(Headers headers);

  void addTo(Headers headers) {
    own(headers);
    headers.add("set-cookie", "__cf_bm=mock; path=/; HttpOnly; Secure; SameSite=None");
    headers.add("set-cookie", "_cfuvid=mock; path=/; HttpOnly; Secure; SameSite=None");
    headers.set("cf-cache-status", "DYNAMIC");
    headers.set("cf-ray", "0000000000000000-MOCK");
    headers.set("server", "cloudflare");
    headers.set("strict-transport-security", "max-age=31536000; includeSubDomains; preload");
    headers.set("x-content-type-options", "nosniff");
  }
}
