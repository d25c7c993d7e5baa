package dev.tollgate.authz.usage;

import dev.tollgate.local.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The rules of envoy.yaml by which usage is looked for in answers, applied as Envoy does: a member
 * that is there and no null, list or object is kept under its key, the last one of a stream.
 */
record EnvoyRules(Map<String, List<Rule>> byFilter) {
  private static final Pattern FILTER =
      Pattern.compile("- name: ((openai|responses|media|anthropic)_\\w+)");
  private static final Pattern RULE =
      Pattern.compile(
          "selectors: \\[(.*)], on_present: \\{metadata_namespace: llm.usage, key: (\\w+)}");
  private static final Pattern SELECTOR = Pattern.compile("key: \\W?(\\w+)");

  record Rule(List<String> path, String key) {}

  static EnvoyRules read() {
    var byFilter = new HashMap<String, List<Rule>>();
    var filter = "";
    try {
      for (var line : Files.readAllLines(Repository.root().resolve("envoy/envoy.yaml"))) {
        var name = FILTER.matcher(line);
        var rule = RULE.matcher(line);
        if (name.find()) {
          filter = name.group(1);
        } else if (rule.find()) {
          var path =
              SELECTOR.matcher(rule.group(1)).results().map(match -> match.group(1)).toList();
          byFilter
              .computeIfAbsent(filter, _ -> new ArrayList<>())
              .add(new Rule(path, rule.group(2)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new EnvoyRules(byFilter);
  }

  /**
   * What the log's {@code usage} has of an answer.
   *
   * @param shape whose rules, then {@code json} or {@code sse}
   */
  @Nullable JsonNode usage(String shape, String payload) {
    var words = shape.split(" ", -1);
    boolean events = words[1].equals("sse");
    var rules = byFilter.getOrDefault(words[0] + (events ? "_events" : "_answer"), List.of());
    var seen = new HashMap<String, JsonNode>();
    for (var text : events ? data(payload) : List.of(payload)) {
      apply(rules, text, seen);
    }
    return seen.isEmpty() ? null : JsonNodeFactory.instance.objectNode().setAll(seen);
  }

  private static void apply(List<Rule> rules, String text, Map<String, JsonNode> seen) {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(text);
    } catch (JacksonException notJson) {
      return; // such as [DONE]
    }
    for (var rule : rules) {
      var value = json;
      for (var name : rule.path()) {
        value = value.path(name);
      }
      if (value.isValueNode() && !value.isNull() && !value.isMissingNode()) {
        seen.put(rule.key(), value);
      }
    }
  }

  private static List<String> data(String stream) {
    return stream
        .lines()
        .filter(line -> line.startsWith("data:"))
        .map(line -> line.substring("data:".length()).strip())
        .toList();
  }
}
