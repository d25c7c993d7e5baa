package dev.tollgate.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The chart's README names exactly its values, with their defaults; its schema knows no other. */
final class ValuesReferenceTest {
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (?:`([^`]*)` |)\\|.*");

  @Test
  void everyValueIsDocumentedWithItsDefault() throws Exception {
    var values = new LinkedHashMap<String, String>();
    collect("", Chart.YAML.readTree(Files.readString(Chart.SOURCE.resolve("values.yaml"))), values);
    var documented = new LinkedHashMap<String, String>();
    var readme = Files.readString(Chart.SOURCE.resolve("README.md"));
    readme
        .substring(readme.indexOf("## Values"))
        .lines()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .forEach(row -> documented.put(row.group(1), row.group(2) == null ? "" : row.group(2)));
    assertThat(documented).containsExactlyEntriesOf(values);
  }

  @Test
  void theSchemaRefusesEveryOtherKey() throws Exception {
    var schema = Chart.YAML.readTree(Files.readString(Chart.SOURCE.resolve("values.schema.json")));
    var open = new ArrayList<String>();
    requireClosed("", schema, open);
    assertThat(open).containsExactly("/properties/global");
  }

  /** Lists, and maps that are empty or of one's own keys, are one value. */
  private static void collect(String path, JsonNode node, Map<String, String> into) {
    boolean section = node.isObject() && !node.isEmpty() && !isSecret(node);
    if (section && !path.endsWith(".requests") && !path.endsWith(".limits")) {
      node.propertyStream()
          .forEach(entry ->
              collect(
                  path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                  entry.getValue(),
                  into));
    } else if (isSecret(node)) {
      into.put(path, secret(node));
    } else if (node.isArray() && !node.isEmpty() && isSecret(node.get(0))) {
      into.put(path, "[" + secret(node.get(0)) + "]");
    } else if (node.isString()) {
      into.put(path, node.stringValue());
    } else {
      into.put(path, node.toString().replace("\"", "").replace(":", ": "));
    }
  }

  private static boolean isSecret(JsonNode node) {
    return node.has("name") && node.has("key");
  }

  private static String secret(JsonNode node) {
    return "%s, %s".formatted(node.path("name").stringValue(), node.path("key").stringValue());
  }

  private static void requireClosed(String path, JsonNode schema, List<String> open) {
    var type = schema.path("type");
    if (type.isString()
        && type.stringValue().equals("object")
        && schema.path("additionalProperties").isMissingNode()
        && !path.endsWith("/items")) {
      open.add(path);
    }
    if (schema.path("additionalProperties").isBoolean()) {
      assertThat(schema.path("additionalProperties").booleanValue()).as(path).isFalse();
    }
    schema
        .propertyStream()
        .filter(entry -> entry.getValue().isObject())
        .forEach(entry -> requireClosed(path + "/" + entry.getKey(), entry.getValue(), open));
  }
}
