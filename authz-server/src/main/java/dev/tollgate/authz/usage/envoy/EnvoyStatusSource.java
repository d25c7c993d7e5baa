package dev.tollgate.authz.usage.envoy;

import java.util.concurrent.CompletableFuture;

/** The way to a living Envoy. */
public interface EnvoyStatusSource extends AutoCloseable {
  /**
   * Asks now. Fails if Envoy cannot be reached, does not answer within a second or does not say
   * which boot it is. One question at a time.
   */
  CompletableFuture<EnvoyStatus> ask();

  @Override
  void close();
}
