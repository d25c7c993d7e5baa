package dev.tollgate.authz.check;

import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import java.io.IOException;

/** Check responses as Envoy reads them. */
final class EnvoyAnswers {
  private EnvoyAnswers() {}

  static CheckResponse read(Answer answer) {
    try {
      return CheckResponse.parseFrom(answer.stream());
    } catch (IOException e) {
      throw new AssertionError("unreadable", e);
    }
  }
}
