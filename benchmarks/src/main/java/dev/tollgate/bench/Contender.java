package dev.tollgate.bench;

import io.envoyproxy.envoy.service.auth.v3.CheckResponse;

/**
 * A server that is asked.
 *
 * @param empty whether it allows everything at once
 */
record Contender(String name, boolean empty, long pid, CheckClient client) {
  boolean answersWell(Question question, CheckResponse response) {
    return empty ? response.hasOkResponse() : question.answeredBy(response);
  }
}
