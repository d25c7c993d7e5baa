package dev.tollgate.authz.usage.envoy;

import java.util.concurrent.CompletableFuture;

/** The way to a living Envoy. */
public interface EnvoyStatusSource extends AutoCloseable {
  /**
   * Asks now. Fails if Envoy cannot be reached, does not answer within a second or does not say
   * which boot it is. One question at a time.
   */
  CompletableFuture<EnvoyStatus> ask();

  /**
   * Tells Envoy to open its log files anew: it does so before it writes the next line, or within
   * ten seconds. Fails if Envoy did not hear it within a second.
   */
  CompletableFuture<?> reopenLogs();

  @Override
  void close();
}
