package dev.tollgate.helm;

import dev.tollgate.local.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart as the build has laid it down, as the release "gate" in the namespace "llm". */
final class Chart {
  static final Path SOURCE = Repository.root().resolve("helm/tollgate");
  static final Path BUILT = Repository.root().resolve("helm/target/tollgate");

  /** What has no default. */
  static final Path VALUES = SOURCE.resolve("tests/values.yaml");

  static final YAMLMapper YAML = new YAMLMapper();

  private Chart() {}

  /** Runs helm's template on the chart. */
  static Programs.Run template(String... options) {
    var line =
        List.of(
            Programs.program("helm").toString(),
            "template",
            "gate",
            BUILT.toString(),
            "--namespace=llm",
            "--values=" + VALUES);
    return Programs.run(Stream.concat(line.stream(), Stream.of(options)).toArray());
  }

  /** Every object that it renders. */
  static List<JsonNode> objects(String... options) {
    var objects = new ArrayList<JsonNode>();
    YAML.readerFor(JsonNode.class)
        .<JsonNode>readValues(template(options).succeeded())
        .forEachRemaining(object -> {
          if (object.isObject()) {
            objects.add(object);
          }
        });
    return objects;
  }

  /** One entry of a ConfigMap. */
  static String config(List<JsonNode> objects, String map, String entry) {
    return object(objects, "ConfigMap", map).path("data").path(entry).stringValue();
  }

  static JsonNode object(List<JsonNode> objects, String kind, String name) {
    return objects.stream()
        .filter(object -> object.path("kind").stringValue().equals(kind))
        .filter(object -> object.path("metadata").path("name").stringValue().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }
}
