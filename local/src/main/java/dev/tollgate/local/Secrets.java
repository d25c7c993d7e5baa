package dev.tollgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Random secrets in files of their own (mode 600), made once. */
final class Secrets {
  private final Path directory;
  private final SecureRandom random = new SecureRandom();

  Secrets(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  /**
   * The secret with a name; made on first use, with a prefix before 43 URL-safe base64 characters.
   */
  String get(String name, String prefix) throws IOException {
    var file = directory.resolve(name);
    if (!Files.exists(file)) {
      var bytes = new byte[32];
      random.nextBytes(bytes);
      put(file, prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
    return Files.readString(file);
  }

  /** The value that was kept under a name, or an empty text. */
  String kept(String name) throws IOException {
    var file = directory.resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  void keep(String name, String value) throws IOException {
    put(directory.resolve(name), value);
  }

  /** As a configuration names it. */
  String reference(String name) {
    return "file:" + directory.resolve(name);
  }

  static void put(Path file, String content) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.deleteIfExists(file);
    Files.createFile(file, mode);
    Files.writeString(file, content);
  }
}
