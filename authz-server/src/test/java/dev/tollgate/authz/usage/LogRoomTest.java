package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.HoldOutcome;
import dev.tollgate.authz.credits.HoldRequest;
import dev.tollgate.authz.credits.Reservations;
import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.usage.envoy.EnvoyStatus;
import dev.tollgate.authz.usage.log.LogRoom;
import dev.tollgate.pricing.PriceVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is admitted whose usage could not be written down. */
class LogRoomTest {
  private static final long RESERVE = 1L << 27;

  @TempDir private Path directory;
  private Scenario scenario;

  @BeforeEach
  void start() throws IOException {
    scenario = new Scenario(directory);
    scenario.envoy.is("boot-1");
  }

  @Test
  void nothingIsAdmittedBeforeSomebodyHasLooked() {
    assertThat(new LogRoom().refusal()).contains("nobody has looked");
    assertThat(scenario.seconds(1).room.refusal()).isNull();
  }

  @Test
  void aLogThatNobodyHasLookedAtYetKeepsAdmissionShutWhateverTheOthersSay() {
    var _ = scenario.room.part();
    assertThat(scenario.seconds(1).room.refusal()).contains("nobody has looked");
  }

  @Test
  void belowTheReserveNothingIsAdmittedUntilThereIsMore() {
    scenario.freeBytes = () -> RESERVE - 1;
    assertThat(scenario.seconds(1).room.refusal()).contains("nearly full");
    scenario.freeBytes = () -> RESERVE;
    assertThat(scenario.seconds(1).room.refusal()).as("not on the brink").contains("nearly full");
    scenario.freeBytes = () -> RESERVE + RESERVE / 8;
    assertThat(scenario.seconds(1).room.refusal()).isNull();
  }

  @Test
  void belowTheReserveLinesAreSettledOn() throws Exception {
    scenario.freeBytes = () -> 0;
    scenario.lines(Lines.end(1)).seconds(1);
    assertThat(scenario.settlements.settled).containsExactly(1L);
  }

  @Test
  void settledFilesMakeRoomOldestFirst() throws Exception {
    var first = old(1, "20261125T000000.000Z");
    var second = old(2, "20261125T000001.000Z");
    var third = old(3, "20261125T000002.000Z");
    scenario.lines(Lines.end(4)).seconds(1);
    scenario.freeBytes = () -> RESERVE + 2 - left();

    assertThat(scenario.seconds(1).room.refusal()).isNull();
    assertThat(first).doesNotExist();
    assertThat(second).exists();
    assertThat(third).exists();
  }

  @Test
  void whatIsNotSettledIsNotDeletedHoweverFullItIs() throws Exception {
    scenario.freeBytes = () -> 0;
    scenario.settlements.refusals = Integer.MAX_VALUE;
    var old = old(1, "20261125T000000.000Z");
    scenario.lines(Lines.end(2)).seconds(2);
    assertThat(old).exists();
  }

  @Test
  void aLineThatEnvoyLostStopsAdmissionForTenSeconds() {
    is("boot-1", 5);
    assertThat(scenario.seconds(3).room.refusal()).as("lost before we looked").isNull();
    is("boot-1", 6);
    assertThat(scenario.seconds(3).room.refusal()).contains("cannot write");
    assertThat(scenario.seconds(12).room.refusal()).isNull();
    is("boot-2", 1);
    assertThat(scenario.seconds(3).room.refusal()).as("a boot that began so").isNotNull();
  }

  @Test
  void aRefusalHoldsNothing() {
    var asked = new ArrayList<HoldRequest>();
    Reservations inner =
        (request, _) -> {
          asked.add(request);
          return () -> {};
        };
    var outcomes = new ArrayList<HoldOutcome>();
    new LoggedReservations(inner, new LogRoom()).reserve(request(), outcomes::add).cancel();
    assertThat(asked).isEmpty();
    assertThat(outcomes)
        .singleElement()
        .isInstanceOfSatisfying(
            HoldOutcome.Unavailable.class,
            unavailable -> assertThat(unavailable.reason()).contains("nobody has looked"));

    new LoggedReservations(inner, scenario.seconds(1).room).reserve(request(), outcomes::add);
    assertThat(asked).hasSize(1);
  }

  /** A log that was read, if that is allowed, and rotated. */
  private Path old(long n, String stamp) throws IOException {
    scenario.lines(Lines.end(n)).read();
    return Files.move(scenario.log, directory.resolve("usage.jsonl." + stamp));
  }

  private long left() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().contains(".jsonl.2")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void is(String boot, long failures) {
    scenario.envoy.status = new EnvoyStatus(new EnvoyBoot("envoy-1", boot), failures, 10, 0);
  }

  private static HoldRequest request() {
    var price = new PriceVersion("default", 1);
    return new HoldRequest(
        List.of("wallet:user:a"),
        1,
        price,
        "m",
        "k",
        "o",
        "a",
        "openai",
        null,
        "/v1",
        "r",
        "envoy-1",
        "b");
  }
}
