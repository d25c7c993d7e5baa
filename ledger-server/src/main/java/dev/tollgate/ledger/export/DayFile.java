package dev.tollgate.ledger.export;

import dev.tollgate.export.ChargeFormat;
import dev.tollgate.export.ExportFormat;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;

/**
 * The file of a day. It has its name when it is whole and on disk; until then its part stands
 * beside it, which the next try writes over.
 */
record DayFile(Path path, ExportFormat format) {
  static DayFile of(ExportConfig config, LocalDate day) {
    var name = "charges-%s.%s".formatted(day, config.format());
    return new DayFile(config.directory().resolve(name), config.format());
  }

  boolean exists() {
    return Files.exists(path);
  }

  String name() {
    return path.getFileName().toString();
  }

  /** What writes a day's charges. */
  interface Content {
    /** Whether what was written may stand. */
    boolean write(ChargeFormat charges) throws IOException;
  }

  /** Whether it stands now. */
  boolean write(Content content) throws IOException {
    var part = path.resolveSibling(name() + ".part");
    try (var file =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var charges = format.to(Channels.newOutputStream(file));
      if (!content.write(charges)) {
        return false;
      }
      charges.finish();
      file.force(true);
    }
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var directory = FileChannel.open(path.resolveSibling("."), StandardOpenOption.READ)) {
      directory.force(true);
    }
    return true;
  }
}
