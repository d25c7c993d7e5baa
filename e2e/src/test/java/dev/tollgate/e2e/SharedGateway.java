package dev.tollgate.e2e;

import dev.tollgate.local.Rehearsal;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link Gateway} of the run. After each test every part must be ready again
 * and the books must hold.
 */
final class SharedGateway implements ParameterResolver, AfterEachCallback {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Gateway.class;
  }

  @Override
  public Gateway resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return gateway(context);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    gateway(context).requireSound();
  }

  private static Gateway gateway(ExtensionContext context) {
    // What is in the root's store is closed when the run ends.
    return context
        .getRoot()
        .getStore(Namespace.create(SharedGateway.class))
        .computeIfAbsent(Gateway.class, _ -> start(), Gateway.class);
  }

  private static Gateway start() {
    try {
      var gateway = new Gateway("run");
      Rehearsal.run(gateway.url(), gateway.caller(0).apiKey());
      return gateway;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
