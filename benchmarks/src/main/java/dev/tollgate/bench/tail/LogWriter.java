package dev.tollgate.bench.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Writes lines as Envoy does: each as soon as it is there. */
final class LogWriter implements AutoCloseable {
  private static final String JOURNAL = "0123456789abcdef0123456789abcdef";

  private final FileChannel log;

  LogWriter(Path path) throws IOException {
    log = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Writes one line a reservation, and beside its number when.
   *
   * @param linesPerSecond 0: as fast as it goes
   */
  void write(long[] writtenNanos, int linesPerSecond) throws IOException {
    long begun = System.nanoTime();
    for (int n = 0; n < writtenNanos.length; n++) {
      if (linesPerSecond > 0) {
        long due = begun + n * TimeUnit.SECONDS.toNanos(1) / linesPerSecond;
        while (System.nanoTime() - due < 0) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      writtenNanos[n] = System.nanoTime();
      var line = ByteBuffer.wrap(line(n).getBytes(UTF_8));
      while (line.hasRemaining()) {
        log.write(line);
      }
    }
  }

  private static String line(int n) {
    return """
    {"agent":"OpenAI/Python 3.57.0","attempts":1,"boot":"b7a1d8a2-6a55-4a5e-9d3c-6c2f0f9c0001",\
    "bytes_in":316,"bytes_out":410,"client":"192.0.2.2","code":200,"details":"via_upstream",\
    "flags":"-","kind":"DownstreamEnd","method":"POST","model":"gpt-4o-mini","ms":20,\
    "node":"envoy-1","path":"/v1/chat/completions","protocol":"HTTP/1.1",\
    "request_id":"97b4fcfe-4bff-4b60-aa19-5a06b2bd67ae","reservation":"20782-%s-%d",\
    "running_usage":null,"settlement":"2|wallet:user:alice|450000|default@3|k-1|o-1|openai|alice|gpt-4o-mini",\
    "start":"2026-11-25T09:48:50.340Z","stream":null,"termination":null,"up_first_ms":1,\
    "up_sent_ms":1,"upstream":"127.0.0.1:8090","upstream_error":null,\
    "usage":{"cached_input":4,"input":11,"model":"gpt-4o-mini-2024-07-18","output":8,\
    "reasoning":0},"v":1}
    """
        .formatted(JOURNAL, n);
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
