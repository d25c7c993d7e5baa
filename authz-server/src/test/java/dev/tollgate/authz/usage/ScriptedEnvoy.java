package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.usage.envoy.EnvoyStatus;
import dev.tollgate.authz.usage.envoy.EnvoyStatusSource;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An Envoy that answers what the test says; null: nobody answers. */
final class ScriptedEnvoy implements EnvoyStatusSource {
  @Nullable EnvoyStatus status;
  int questions;
  int reopenings;

  /** Answers the next questions as this boot, with no loss. */
  void is(String boot) {
    status = new EnvoyStatus(new EnvoyBoot("envoy-1", boot), 0, 10, 0);
  }

  @Override
  public CompletableFuture<EnvoyStatus> ask() {
    questions++;
    var now = status;
    return now == null
        ? CompletableFuture.failedFuture(new IOException("nobody listens"))
        : CompletableFuture.completedFuture(now);
  }

  @Override
  public CompletableFuture<?> reopenLogs() {
    reopenings++;
    return status == null
        ? CompletableFuture.failedFuture(new IOException("nobody listens"))
        : CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {}
}
