package dev.tollgate.authz.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.kit.config.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NewKeyTest {
  private final StringWriter printed = new StringWriter();

  @TempDir private Path directory;

  private int run(String... args) {
    return NewKey.command()
        .setOut(new PrintWriter(printed, true))
        .setErr(new PrintWriter(printed, true))
        .execute(args);
  }

  @Test
  void aNewKeyIsItsOwnersAloneAndNotPrinted() throws Exception {
    var file = directory.resolve("kek");
    assertThat(run("new-key", file.toString())).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    var key = Secret.of(Files.readString(file).strip());
    assertThat(printed.toString())
        .contains(
            "holds the key-encryption key " + new EncryptionConfig(List.of(key)).sealer().primary(),
            "encryption: {keys: [\"file:" + file + "\"]}")
        .doesNotContain(key.text().substring(4));
  }

  @Test
  void aFileThatExistsIsLeftAlone() throws Exception {
    var file = Files.writeString(directory.resolve("kek"), "what is there");
    assertThat(run("new-key", file.toString())).isOne();
    assertThat(file).hasContent("what is there");
    assertThat(printed.toString()).contains(file + " exists");
  }
}
