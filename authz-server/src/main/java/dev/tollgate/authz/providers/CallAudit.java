package dev.tollgate.authz.providers;

import java.util.function.Consumer;

/** Writes down what is called with the platform's own keys at services that are no LLMs. */
public interface CallAudit {
  /**
   * One call, before it is let through.
   *
   * @param what method, service and path, without the query
   */
  record Call(
      String keyId, String organizationId, String clientAddress, String what, String requestId) {}

  /**
   * Does not block.
   *
   * @param done told once, on any thread, whether the call is written down for good
   */
  void write(Call call, Consumer<Boolean> done);
}
