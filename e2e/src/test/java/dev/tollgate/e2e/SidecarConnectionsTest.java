package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an authz-server of role check, beside an Envoy, takes of PostgreSQL. */
@ExtendWith(SharedGateway.class)
final class SidecarConnectionsTest {
  private static final int KEYS = 200;

  /** The pool's, and the one that follows changes. */
  private static final int CONNECTIONS = 2;

  private final Gateway gateway;
  private final OrganizationKeys keys;

  SidecarConnectionsTest(Gateway gateway) {
    this.gateway = gateway;
    this.keys = new OrganizationKeys(gateway);
  }

  @Test
  void howeverManyKeysAreUnknownToItTwoConnectionsSuffice() throws Exception {
    var slug = keys.organization();
    var most = new AtomicInteger();
    try (var sidecar = new Sidecar(gateway);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      // At its start it looks at the schema over connections of their own.
      await().until(() -> sidecar.proxy.connections() == CONNECTIONS);
      var uses = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < KEYS; i++) {
        var key = keys.issue(slug);
        uses.add(() -> {
          // Who waits for too long in the queue for the one connection gets 503, and comes again.
          await()
              .until(() -> {
                int status = sidecar.use(key).statusCode();
                most.accumulateAndGet(sidecar.proxy.connections(), Math::max);
                return status == 200;
              });
          return most.get();
        });
      }
      for (var use : callers.invokeAll(uses)) {
        use.get();
      }
      assertThat(most).hasValue(CONNECTIONS);
    }
  }
}
