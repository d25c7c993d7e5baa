package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.kit.config.Default;
import dev.tollgate.local.Repository;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/reference/config.md names exactly the keys that the servers read, with their defaults. */
final class ConfigReferenceTest {
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\|([^|]*)\\|.*");

  @ParameterizedTest
  @CsvSource({
    "authz-server, dev.tollgate.authz.AuthzConfig",
    "ledger-server, dev.tollgate.ledger.LedgerServerConfig"
  })
  void everyKeyAndDefaultIsDocumented(String server, String config) throws Exception {
    var keys = new LinkedHashMap<String, String>();
    collect(Class.forName(config), "", false, keys);
    assertThat(documented(server)).isEqualTo(keys);
  }

  /** The rows of a server's table: key and default. */
  private static Map<String, String> documented(String server) throws IOException {
    var document = Files.readString(Repository.root().resolve("docs/reference/config.md"));
    int begin = document.indexOf("## " + server);
    int end = document.indexOf("\n## ", begin);
    var rows = new LinkedHashMap<String, String>();
    document
        .substring(begin, end < 0 ? document.length() : end)
        .lines()
        .forEach(line -> {
          var row = ROW.matcher(line);
          if (row.matches()) {
            rows.put(row.group(1), row.group(2).strip());
          }
        });
    return rows;
  }

  private static void collect(
      Class<?> type, String prefix, boolean optional, Map<String, String> keys) {
    for (var component : type.getRecordComponents()) {
      boolean leavable = optional || nullable(component);
      var name = prefix + snakeCase(component.getName());
      var element = element(component);
      if (component.getType().isRecord() && inProject(component.getType())) {
        collect(component.getType(), name + ".", leavable, keys);
      } else if (element != null && element.isRecord() && inProject(element)) {
        collect(element, name + "[].", false, keys); // of an element that is there
      } else {
        var otherwise = component.getAnnotation(Default.class);
        boolean none = otherwise == null ? leavable : otherwise.value().isEmpty();
        keys.put(name, none ? "none" : otherwise == null ? "" : "`" + otherwise.value() + "`");
      }
    }
  }

  /** Addresses are records too, but one value in the file. */
  private static boolean inProject(Class<?> type) {
    return !type.getName().startsWith("dev.tollgate.kit.config.");
  }

  private static boolean nullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static @Nullable Class<?> element(RecordComponent component) {
    return component.getGenericType() instanceof ParameterizedType list
            && list.getActualTypeArguments()[0] instanceof Class<?> type
        ? type
        : null;
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
