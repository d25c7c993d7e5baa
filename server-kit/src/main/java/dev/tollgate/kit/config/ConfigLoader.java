package dev.tollgate.kit.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads a server's whole configuration, once, at start. */
public final class ConfigLoader {
  private static final int FILE_BYTES_MAX = 1024 * 1024;
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private ConfigLoader() {}

  /**
   * Makes a tree of records of a YAML file. Keys are the components' names in snake_case; a key
   * without a value is an error unless its component is {@code @Nullable} or has a {@link Default}.
   * The variable {@code PREFIX_PATH_TO_KEY}, where it is set, replaces a value or a list of values
   * (separated by commas). Relative paths start at the file's directory.
   *
   * @throws ConfigException with every problem of the file and of the environment
   */
  public static <R extends Record> R load(
      Class<R> type, Path file, String environmentPrefix, Map<String, String> environment)
      throws ConfigException {
    return load(type, file, environmentPrefix, environment, true);
  }

  /**
   * As {@link #load}, but no secret is read, nor does it have to be there: each is the text {@code
   * not-read}. It is for whoever needs the rest, where the secrets are not.
   *
   * @throws ConfigException with every problem of the file and of the environment
   */
  public static <R extends Record> R loadWithoutSecrets(
      Class<R> type, Path file, String environmentPrefix, Map<String, String> environment)
      throws ConfigException {
    return load(type, file, environmentPrefix, environment, false);
  }

  private static <R extends Record> R load(
      Class<R> type,
      Path file,
      String environmentPrefix,
      Map<String, String> environment,
      boolean readSecrets)
      throws ConfigException {
    var problems = new ArrayList<String>();
    var tree = parse(file, problems);
    var base = base(file);
    var scalars = new Scalars(base, new Secrets(base, environment, readSecrets));
    var root = Key.root(environmentPrefix);
    var config =
        problems.isEmpty()
            ? new Binder(scalars, environment, problems).bind(root, type, tree)
            : null;
    if (config == null) {
      throw new ConfigException(problems);
    }
    return config;
  }

  /** Where relative paths start. */
  private static Path base(Path file) {
    var directory = file.toAbsolutePath().normalize().getParent();
    return directory == null ? file.toAbsolutePath() : directory;
  }

  private static JsonNode parse(Path file, List<String> problems) {
    var empty = JsonNodeFactory.instance.objectNode();
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        problems.add(file + " has more than 1 MiB; name a configuration file");
        return empty;
      }
      @Nullable JsonNode tree = YAML.readTree(Files.readAllBytes(file));
      return tree == null || tree.isMissingNode() || tree.isNull() ? empty : tree;
    } catch (IOException e) {
      problems.add("cannot read " + file + "; create it or name another configuration file");
    } catch (JacksonException e) {
      var at = e.getLocation();
      var where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      // The original message may quote the file, and the file may hold a misplaced secret.
      problems.add(file + " is not YAML that can be read, or names a key twice" + where);
    }
    return empty;
  }
}
