package dev.tollgate.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLoaderTest {
  enum Mode {
    READ_ONLY,
    READ_WRITE
  }

  record Pool(String url, Secret password, @Default("10") int poolSize) {
    Pool {
      if (poolSize < 1) {
        throw new IllegalArgumentException("pool_size must be 1 or more, but is " + poolSize);
      }
    }
  }

  record Caller(String name, Mode mode) {}

  record Limits(@Default("5m") Duration staleMax, @Default("true") boolean strict) {}

  record Config(
      ListenAddress listen,
      ListenAddress.@Nullable Tcp observe,
      Pool database,
      List<Caller> callers,
      @Default("") List<Path> prices,
      Limits limits,
      @Nullable Limits optional,
      long bytesMax) {}

  record Share(BigDecimal percent) {}

  record Vault(List<SecretOrName> keys) {}

  private static final String GOOD =
      """
      listen: "unix:run/check.sock"
      database: {url: "jdbc:x", password: "env:PASSWORD", pool_size: 3}
      callers:
        - {name: one, mode: read_only}
        - {name: two, mode: read_write}
      prices: [prices/default.yaml]
      bytes_max: 5000000000
      """;

  @TempDir Path directory;

  private Config load(String yaml, Map<String, String> environment) throws Exception {
    return ConfigLoader.load(Config.class, write("config.yaml", yaml), "APP", environment);
  }

  private List<String> problemsOf(String yaml, Map<String, String> environment) {
    var refused = catchThrowableOfType(ConfigException.class, () -> load(yaml, environment));
    assertThat(refused).isNotNull();
    return refused.problems();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void everyTypeIsRead() throws Exception {
    var config = load(GOOD, Map.of("PASSWORD", "p"));
    assertThat(config)
        .isEqualTo(
            new Config(
                new ListenAddress.Unix(directory.resolve("run/check.sock")),
                null,
                new Pool("jdbc:x", Secret.of("p"), 3),
                List.of(new Caller("one", Mode.READ_ONLY), new Caller("two", Mode.READ_WRITE)),
                List.of(directory.resolve("prices/default.yaml")),
                new Limits(Duration.ofMinutes(5), true),
                null,
                5_000_000_000L));
  }

  @Test
  void aNumberWithDecimalsIsReadAsItIsWritten() throws Exception {
    for (var text : List.of("0.07", "\"0.07\"")) {
      var file = write("share.yaml", "percent: " + text);
      assertThat(ConfigLoader.load(Share.class, file, "APP", Map.of()).percent())
          .isEqualByComparingTo("0.07");
    }
    var file = write("share.yaml", "percent: most");
    assertThatThrownBy(() -> ConfigLoader.load(Share.class, file, "APP", Map.of()))
        .hasMessageContaining("percent: \"most\" is no number, such as 2.5");
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    var yaml =
        """
        listen: nowhere
        observe: "unix:x.sock"
        databse: {}
        database: {url: 7, password: planted-secret, pool_size: ten}
        callers:
          - {name: one, mode: all}
          - {mode: read_only, extra: 1}
          - just text
        prices: prices.yaml
        limits: {stale_max: 5 minutes, strict: maybe}
        optional: [1]
        """;
    assertThat(problemsOf(yaml, Map.of()))
        .containsExactlyInAnyOrder(
            "databse: there is no such key; known here: listen, observe, database, callers, prices,"
                + " limits, optional, bytes_max",
            "listen: \"nowhere\" is no address; write host:port or unix:PATH",
            "observe: must be a TCP address; write host:port",
            "database.url: must be text; put it in quotes",
            "database.password: a secret is a reference, never the secret itself; write file:PATH"
                + " or env:NAME",
            "database.pool_size: \"ten\" is no whole number from -2147483648 to 2147483647",
            "callers[0].mode: \"all\" is none of read_only, read_write",
            "callers[1].extra: there is no such key; known here: name, mode",
            "callers[1].name: is missing; add it to the file",
            "callers[2]: must be a map of keys and values",
            "prices: must be a list",
            "limits.stale_max: \"5 minutes\" is no duration; write a whole number and ms, s, m, h"
                + " or d, like 900s",
            "limits.strict: \"maybe\" must be either true or false",
            "optional: must be a map of keys and values",
            "bytes_max: is missing; add it to the file or set APP_BYTES_MAX");
  }

  @Test
  void aMissingMapNamesTheKeysItNeeds() {
    var yaml = GOOD.replaceAll("database:.*\n", "");
    assertThat(problemsOf(yaml, Map.of()))
        .containsExactly(
            "database.url: is missing; add it to the file or set APP_DATABASE_URL",
            "database.password: is missing; add it to the file or set APP_DATABASE_PASSWORD");
  }

  @Test
  void aRecordsOwnObjectionIsAProblemOfItsPath() {
    var yaml = GOOD.replace("pool_size: 3", "pool_size: 0");
    assertThat(problemsOf(yaml, Map.of("PASSWORD", "p")))
        .containsExactly("database: pool_size must be 1 or more, but is 0");
  }

  @Test
  void anAddressThatOtherMachinesReachIsAProblemOfItsKey() {
    var yaml = GOOD.replace("unix:run/check.sock", "0.0.0.0:9191") + "observe: \"[::]:9193\"\n";
    assertThat(problemsOf(yaml, Map.of("PASSWORD", "p")))
        .satisfiesExactlyInAnyOrder(
            problem ->
                assertThat(problem)
                    .startsWith("listen: 0.0.0.0:9191 can be reached from other machines"),
            problem ->
                assertThat(problem)
                    .startsWith("observe: [::]:9193 can be reached from other machines"));
  }

  @Test
  void theEnvironmentOverridesTheFile() throws Exception {
    var config =
        load(
            GOOD,
            Map.of(
                "PASSWORD", "p",
                "APP_LISTEN", "127.0.0.1:9",
                "APP_DATABASE_POOL_SIZE", "4",
                "APP_PRICES", "a.yaml, b.yaml",
                "APP_OPTIONAL_STALE_MAX", "20ms",
                "APP_UNKNOWN", "a name that others may own is not ours to refuse"));
    assertThat(config.listen()).isEqualTo(new ListenAddress.Tcp("127.0.0.1", 9));
    assertThat(config.database().poolSize()).isEqualTo(4);
    assertThat(config.prices())
        .containsExactly(directory.resolve("a.yaml"), directory.resolve("b.yaml"));
    assertThat(config.optional()).isEqualTo(new Limits(Duration.ofMillis(20), true));
  }

  @Test
  void aBadOverrideIsAProblemOfItsKey() {
    assertThat(problemsOf(GOOD, Map.of("PASSWORD", "p", "APP_BYTES_MAX", "1e9")))
        .containsExactly(
            "bytes_max: \"1e9\" is no whole number from -9223372036854775808 to"
                + " 9223372036854775807");
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    assertThat(problemsOf(GOOD + "bytes_max: 7\n", Map.of("PASSWORD", "p")))
        .singleElement()
        .asString()
        .contains("names a key twice");
  }

  @Test
  void aFileThatIsNotThereIsOneProblem() {
    var refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigLoader.load(Config.class, directory.resolve("no.yaml"), "APP", Map.of()));
    assertThat(refused.problems()).singleElement().asString().startsWith("cannot read ");
  }

  @Test
  void aSecretComesFromItsFileWithoutTheLastNewline() throws Exception {
    write("password", "from the file\n");
    var yaml = GOOD.replace("env:PASSWORD", "file:password");
    assertThat(load(yaml, Map.of()).database().password().text()).isEqualTo("from the file");
  }

  @Test
  void aSecretThatCannotBeReadIsAProblem() throws Exception {
    write("empty", "\n");
    assertThat(problemsOf(GOOD, Map.of()))
        .containsExactly(
            "database.password: the environment variable PASSWORD is not set; set it or write"
                + " file:PATH");
    assertThat(problemsOf(GOOD.replace("env:PASSWORD", "file:empty"), Map.of()))
        .singleElement()
        .asString()
        .endsWith("is empty; write the secret into it");
    assertThat(problemsOf(GOOD.replace("env:PASSWORD", "file:missing"), Map.of()))
        .singleElement()
        .asString()
        .startsWith("database.password: cannot read ");
  }

  @Test
  void aSecretThatAServiceKeepsIsNamedBesideThoseThatAreHeld() throws Exception {
    var yaml = "keys: [\"some-service:a:b/c\", \"env:KEY\"]\n";
    var vault =
        ConfigLoader.load(Vault.class, write("config.yaml", yaml), "", Map.of("KEY", "held"));
    assertThat(vault.keys())
        .containsExactly(
            new SecretOrName.Kept("some-service", "a:b/c"),
            new SecretOrName.Held(Secret.of("held")));
    assertThat(vault.toString()).doesNotContain("held", "a:b/c");
    var bare = write("config.yaml", "keys: [planted-secret]\n");
    assertThatThrownBy(() -> ConfigLoader.load(Vault.class, bare, "", Map.of()))
        .hasMessageNotContaining("planted-secret");
  }

  @Test
  void noSecretIsPrintedByTheTreeOrByAnError() throws Exception {
    var config = load(GOOD, Map.of("PASSWORD", "planted-secret"));
    assertThat(config.toString()).doesNotContain("planted-secret").contains("password=***");
    var literal = GOOD.replace("env:PASSWORD", "planted-secret");
    assertThat(problemsOf(literal, Map.of()).toString()).doesNotContain("planted-secret");
    var broken = GOOD + "password: planted-secret: [\n";
    assertThat(problemsOf(broken, Map.of()).toString()).doesNotContain("planted-secret");
  }

  /** What of the configuration somebody else than the server reads. */
  @Partial
  record Part(Pool database, Limits limits) {}

  private Part loadPart(String yaml) throws Exception {
    return ConfigLoader.loadWithoutSecrets(
        Part.class, write("config.yaml", yaml), "APP", Map.of("APP_LIMITS_STRICT", "false"));
  }

  @Test
  void aPartIsReadWithoutTheRestAndWithoutItsSecrets() throws Exception {
    assertThat(loadPart(GOOD))
        .isEqualTo(
            new Part(
                new Pool("jdbc:x", Secret.of("not-read"), 3),
                new Limits(Duration.ofMinutes(5), false)));
  }

  @Test
  void inAPartTooWhatItKnowsMustBeRight() {
    for (var wrong : List.of("pool_sice: 3", "password: planted")) {
      var yaml = "database: {url: \"jdbc:x\", " + wrong + "}\n";
      var refused = catchThrowableOfType(ConfigException.class, () -> loadPart(yaml));
      assertThat(refused.getMessage()).contains("database.p").doesNotContain("planted");
    }
  }
}
