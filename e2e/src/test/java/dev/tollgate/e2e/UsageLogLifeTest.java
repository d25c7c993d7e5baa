package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Envoy's usage log as it lives, under load: rotated, on a volume that fills up, and where writing
 * fails.
 */
@ExtendWith(SharedGateway.class)
final class UsageLogLifeTest {
  private static final long GRANTED = 1_000_000_000_000L;
  private static final long MIB = 1L << 20;
  private static final String REFUSED = "tollgate_usage_admission_refused{";
  private static final String ROTATED = "tollgate_usage_files_rotated_total{";

  private final Gateway gateway;

  UsageLogLifeTest(Gateway gateway) {
    this.gateway = gateway;
  }

  private record Settings(Map<String, String> settings) implements Sidecar.Wiring {}

  @Test
  void rotationsUnderLoadLoseNoLine() throws Exception {
    var small = Map.of("USAGE_LOG_ROTATE_BYTES", "65536", "USAGE_LOG_RETENTION", "0s");
    var callers = List.of(gateway.caller(GRANTED), gateway.caller(GRANTED));
    try (var sidecar = new Sidecar(gateway, new Settings(small));
        var books = new Books(gateway, callers);
        var traffic = new Traffic(gateway, List.of(sidecar.url()), callers)) {
      soon(() -> sidecar.metric(ROTATED) >= 3);
      traffic.end();
      requireChargedOnce(traffic.completed(), books, Set.of("posted"));
      soon(() -> sidecar.metric("tollgate_usage_files_deleted_total{") >= 2);
      assertThat(sidecar.usageLog().resolveSibling("usage-state/quarantine.jsonl")).doesNotExist();
      assertThat(sidecar.metric("tollgate_usage_files_failures_total{")).isZero();
    }
  }

  @Test
  void onAVolumeThatFillsUpNothingIsAdmittedAndNoAnswerIsWithoutACharge() throws Exception {
    var state = gateway.system.settings().state();
    long reserve = state.toFile().getUsableSpace() - 512 * MIB;
    var settings = Map.of("USAGE_LOG_RESERVE_BYTES", Long.toString(reserve));
    var callers = List.of(gateway.caller(GRANTED));
    var filler = state.resolve("filler");
    try (var sidecar = new Sidecar(gateway, new Settings(settings));
        var books = new Books(gateway, callers);
        var traffic = new Traffic(gateway, List.of(sidecar.url()), callers)) {
      goesOn(traffic);
      run("fallocate", "-l", Long.toString(1_024 * MIB), filler.toString());
      soon(() -> sidecar.metric(REFUSED) == 1);
      soon(() -> count(traffic, "503") > 30);
      Files.delete(filler);
      soon(() -> sidecar.metric(REFUSED) == 0);
      goesOn(traffic);
      traffic.end();
      requireChargedOnce(traffic.completed(), books, Set.of("posted"));
      assertThat(sidecar.metric("tollgate_usage_envoy_write_failed{")).isZero();
    } finally {
      Files.deleteIfExists(filler);
    }
  }

  /** The system refuses what would make the log longer than it is, as a full volume does. */
  @Test
  void whatEnvoyCannotWriteIsDarkAndNothingMoreIsAdmittedMeanwhile() throws Exception {
    var settings = Map.of("LEASES_REQUEST_TIME_MAX", "2s", "LEASES_REPORT_DELAY", "1s");
    var callers = List.of(gateway.caller(GRANTED));
    try (var sidecar = new Sidecar(gateway, new Settings(settings));
        var books = new Books(gateway, callers);
        var traffic = new Traffic(gateway, List.of(sidecar.url()), callers)) {
      goesOn(traffic);
      limitFiles(sidecar, Long.toString(Files.size(sidecar.usageLog())));
      soon(() -> sidecar.metric(REFUSED) == 1);
      limitFiles(sidecar, "unlimited");
      soon(() -> sidecar.metric(REFUSED) == 0);
      goesOn(traffic);
      traffic.end();
      var kinds = requireChargedOnce(traffic.completed(), books, Set.of("posted", "dark"));
      assertThat(kinds).containsKeys("posted", "dark");
    }
  }

  private static void limitFiles(Sidecar sidecar, String bytes) throws Exception {
    run("prlimit", "--pid", Long.toString(sidecar.envoy.pid()), "--fsize=" + bytes + ":unlimited");
  }

  private static void goesOn(Traffic traffic) {
    long before = count(traffic, "200");
    soon(() -> count(traffic, "200") > before + 50);
  }

  private static long count(Traffic traffic, String status) {
    var count = traffic.answers().get(status);
    return count == null ? 0 : count.sum();
  }

  /** Returns how many are charged in which way. */
  private static Map<String, Long> requireChargedOnce(
      Set<String> answered, Books books, Set<String> kinds) throws Exception {
    assertThat(answered).hasSizeGreaterThan(50);
    soon(() -> {
      var charged = books.charges().stream().map(Books.Charge::request).collect(Collectors.toSet());
      return charged.containsAll(answered);
    });
    var charges =
        books.charges().stream().filter(charge -> answered.contains(charge.request())).toList();
    assertThat(charges).hasSameSizeAs(answered).allMatch(charge -> kinds.contains(charge.kind()));
    assertThat(charges).allMatch(charge -> charge.cost() > 0);
    return Books.kinds(charges);
  }

  private static void soon(Callable<Boolean> holds) {
    await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100)).until(holds);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
  }
}
