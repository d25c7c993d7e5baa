package dev.tollgate.kit.observe;

import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Where a server's events go: {@code logback.xml} beside this class, INFO and above, one line each
 * on stderr.
 */
public final class Logging {
  private Logging() {}

  /**
   * Sends there also what gRPC says, which logs by the JDK's own means and in several lines. To be
   * called first in a server's main; a second call changes nothing.
   */
  public static void start() {
    if (!SLF4JBridgeHandler.isInstalled()) {
      SLF4JBridgeHandler.removeHandlersForRootLogger();
      SLF4JBridgeHandler.install();
    }
  }
}
