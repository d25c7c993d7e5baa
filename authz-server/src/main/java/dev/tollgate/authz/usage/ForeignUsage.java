package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.authz.usage.LinePiece.Understood;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** Keeps the lines of reservations that another journal made, until they can be forwarded. */
final class ForeignUsage {
  private static final long BYTES_MAX = 256L << 20;

  private final SideFile file;
  private final InstantSource clock;

  ForeignUsage(Path stateDirectory, InstantSource clock) {
    file = new SideFile(stateDirectory.resolve("foreign.jsonl"), BYTES_MAX);
    this.clock = clock;
  }

  /** False if there is no room. */
  boolean keep(Understood piece) throws IOException {
    var line = new ByteArrayOutputStream();
    var head =
        "{\"time\":\"%s\",\"reservation\":\"%s\",\"line\":"
            .formatted(clock.instant(), piece.line().reservation());
    line.writeBytes(head.getBytes(UTF_8));
    line.writeBytes(piece.bytes());
    line.writeBytes("}\n".getBytes(UTF_8));
    return file.append(line.toByteArray());
  }
}
