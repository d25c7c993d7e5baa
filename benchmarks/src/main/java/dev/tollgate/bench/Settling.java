package dev.tollgate.bench;

import com.google.protobuf.Struct;
import dev.tollgate.bench.CheckClient.EnvoyBoot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends admitted requests as Envoy does: by a line each in the usage log; and waits until the ledger
 * has charged them all.
 */
final class Settling {
  private static final Duration TIME_MAX = Duration.ofSeconds(90);
  private static final long POLL_MILLIS = 100;
  private static final int CHARACTERS_AT_ONCE = 1 << 20;
  private static final List<String> MUST_BE_ZERO =
      List.of("tollgate_credits_open_reservations", "tollgate_credits_unacknowledged_records");

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI metrics;
  private final Path usageLog;
  private final EnvoyBoot envoy;
  private final long authzPid;
  private final long ledgerPid;
  private Settled settled = Settled.NOTHING;
  private long admittedEver;

  Settling(Subject subject) {
    this.metrics = URI.create("http://127.0.0.1:" + subject.observePort() + "/metrics");
    this.usageLog = subject.usageLog();
    this.envoy = subject.envoy();
    this.authzPid = subject.authzPid();
    this.ledgerPid = subject.ledgerPid();
  }

  /** What it took since the last {@link #forget}. */
  Settled total() {
    return settled;
  }

  void forget() {
    settled = Settled.NOTHING;
  }

  /** Admitted requests, those that were forgotten included. */
  long admittedEver() {
    return admittedEver;
  }

  /**
   * Returns when no hold is open and the ledger has every record.
   *
   * @param admitted the admitting answers
   */
  void settle(Collection<RawAnswer> admitted) throws IOException {
    admittedEver += admitted.size();
    long begun = System.nanoTime();
    var authzCpu = CpuTime.of(authzPid);
    var ledgerCpu = CpuTime.of(ledgerPid);
    write(admitted);
    await(begun + TIME_MAX.toNanos());
    settled =
        settled.plus(
            new Settled(
                admitted.size(),
                Duration.ofNanos(System.nanoTime() - begun),
                CpuTime.of(authzPid).since(authzCpu),
                CpuTime.of(ledgerPid).since(ledgerCpu)));
  }

  /** Some whole lines at a time: all of them together are longer than the answers. */
  private void write(Collection<RawAnswer> admitted) throws IOException {
    var lines = new StringBuilder();
    for (var answer : admitted) {
      lines.append(line(answer.metadata())).append('\n');
      if (lines.length() >= CHARACTERS_AT_ONCE) {
        append(lines);
      }
    }
    append(lines);
  }

  private void append(StringBuilder lines) throws IOException {
    Files.writeString(usageLog, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    lines.setLength(0);
  }

  private void await(long deadlineNanos) throws IOException {
    while (!allSettled()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new IOException("holds are still open after " + TIME_MAX + "; see " + metrics);
      }
      sleep();
    }
  }

  private String line(Struct metadata) {
    return """
    {"agent":"OpenAI/Python 3.57.0","attempts":1,"boot":"%s","bytes_in":316,"bytes_out":410,\
    "client":"192.0.2.2","code":200,"details":"via_upstream","flags":"-","kind":"DownstreamEnd",\
    "method":"POST","model":"gpt-4o-mini","ms":20,"node":"%s",\
    "path":"/v1/chat/completions","protocol":"HTTP/1.1","request_id":"97b4fcfe",\
    "reservation":"%s","settlement":"%s","start":"2026-11-25T09:48:50.340Z",\
    "termination":null,"up_first_ms":1,"up_sent_ms":1,"upstream":"127.0.0.1:8090",\
    "upstream_error":null,"usage":{"cached_input":4,"input":11,\
    "model":"gpt-4o-mini-2024-07-18","output":8,"reasoning":3},"v":1}\
    """
        .formatted(
            envoy.boot(),
            envoy.node(),
            text(metadata, "reservation_id"),
            text(metadata, "settlement"));
  }

  private static String text(Struct metadata, String member) {
    return metadata.getFieldsOrThrow(member).getStringValue();
  }

  private boolean allSettled() throws IOException {
    try {
      var page = http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofLines()).body();
      return page.filter(line -> MUST_BE_ZERO.contains(line.replaceFirst("[ {].*", "")))
              .filter(line -> line.endsWith(" 0.0"))
              .count()
          == MUST_BE_ZERO.size();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void sleep() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", e);
  }
}
