package dev.tollgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a command is told a secret: by a file, by its standard input, or, at a terminal, by a prompt
 * that does not show it. Never as an argument, which every process of the machine can read.
 */
final class SecretInput {
  private static final int BYTES_MAX = 64 * 1024;

  private SecretInput() {}

  /**
   * The secret without the line end behind it.
   *
   * @param file null or "-": not from a file
   * @throws MisconfiguredException if it cannot be read; says nothing of what was
   */
  @SuppressWarnings("SystemConsoleNull") // where there is no terminal, JDK 25 has none
  static String read(@Nullable Path file, InputStream standardInput, String prompt) {
    try {
      if (file != null && !file.toString().equals("-")) {
        try (var in = Files.newInputStream(file)) {
          return text(in, file.toString());
        }
      }
      var console = System.console();
      return console != null && console.isTerminal()
          ? typed(console, prompt)
          : text(standardInput, "the standard input");
    } catch (IOException e) {
      throw new MisconfiguredException(
          "cannot read "
              + (file == null ? "the standard input" : file)
              + ": check that it is there");
    }
  }

  private static String typed(Console console, String prompt) {
    var characters = console.readPassword("%s: ", prompt);
    return characters == null ? "" : new String(characters);
  }

  private static String text(InputStream in, String where) throws IOException {
    var bytes = in.readNBytes(BYTES_MAX + 1);
    if (bytes.length > BYTES_MAX) {
      throw new MisconfiguredException(where + " has more than 64 KiB and is no secret");
    }
    try {
      var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.replaceFirst("\r?\n$", "");
    } catch (CharacterCodingException e) {
      throw new MisconfiguredException(where + " is not UTF-8 text");
    }
  }
}
