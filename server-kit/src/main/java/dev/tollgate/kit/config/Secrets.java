package dev.tollgate.kit.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Follows {@code file:PATH} and {@code env:NAME}, and leaves what services keep to them. No message
 * of it repeats what was written.
 */
final class Secrets {
  private static final String FILE = "file:";
  private static final String ENVIRONMENT = "env:";
  private static final int FILE_BYTES_MAX = 64 * 1024;
  private static final Set<String> HELD = Set.of("file", "env");
  private static final Pattern KEPT = Pattern.compile("([a-z][a-z0-9-]{0,31}):(.+)");

  private final Path directory;
  private final Map<String, String> environment;

  private final boolean read;

  /**
   * @param read whether secrets are read; else each is the text {@code not-read}
   */
  Secrets(Path directory, Map<String, String> environment, boolean read) {
    this.directory = directory;
    this.environment = environment;
    this.read = read;
  }

  SecretOrName resolveOrName(String reference) {
    var kept = KEPT.matcher(reference);
    return kept.matches() && !HELD.contains(kept.group(1))
        ? new SecretOrName.Kept(kept.group(1), kept.group(2))
        : new SecretOrName.Held(resolve(reference));
  }

  Secret resolve(String reference) {
    requireReference(reference);
    if (!read) {
      return Secret.of("not-read");
    }
    return reference.startsWith(FILE)
        ? fromFile(directory.resolve(reference.substring(FILE.length())).normalize())
        : fromEnvironment(reference.substring(ENVIRONMENT.length()));
  }

  private static void requireReference(String text) {
    if (!text.startsWith(FILE) && !text.startsWith(ENVIRONMENT)) {
      // The value itself may be the secret: it must not be repeated.
      throw new IllegalArgumentException(
          "a secret is a reference, never the secret itself; write file:PATH or env:NAME");
    }
  }

  private Secret fromEnvironment(String name) {
    var value = environment.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(
          "the environment variable " + name + " is not set; set it or write file:PATH");
    }
    return Secret.of(value);
  }

  private static Secret fromFile(Path file) {
    var text = read(file);
    var secret = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    if (secret.isEmpty()) {
      throw new IllegalArgumentException(file + " is empty; write the secret into it");
    }
    return Secret.of(secret);
  }

  private static String read(Path file) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
      if (bytes.length > FILE_BYTES_MAX) {
        throw new IllegalArgumentException(file + " has more than 64 KiB and is no secret");
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot read " + file + "; create it, readable by this process", e);
    }
  }
}
