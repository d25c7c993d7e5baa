package dev.tollgate.kit.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Turns the text of one value into its type. What cannot be turned is an {@link
 * IllegalArgumentException} that says what to write.
 */
final class Scalars {
  private final Path directory;
  private final Secrets secrets;

  Scalars(Path directory, Secrets secrets) {
    this.directory = directory;
    this.secrets = secrets;
  }

  /** Whether a type is written as one value and not as keys of its own. */
  static boolean isScalar(Class<?> type) {
    return type.isEnum()
        || type == String.class
        || type == int.class
        || type == long.class
        || type == boolean.class
        || type == BigDecimal.class
        || type == Duration.class
        || type == Path.class
        || type == Secret.class
        || type == SecretOrName.class
        || type == NetworkAddress.class
        || ListenAddress.class.isAssignableFrom(type);
  }

  Object parse(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    } else if (type == int.class) {
      return Math.toIntExact(integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
    } else if (type == long.class) {
      return integer(text, Long.MIN_VALUE, Long.MAX_VALUE);
    } else if (type == boolean.class) {
      return bool(text);
    } else if (type == BigDecimal.class) {
      return decimal(text);
    } else if (type == Duration.class) {
      return Durations.parse(text);
    } else if (type == Path.class) {
      return path(text);
    } else if (type == Secret.class) {
      return secrets.resolve(text);
    } else if (type == SecretOrName.class) {
      return secrets.resolveOrName(text);
    } else if (type.isEnum()) {
      return constant(type, text);
    } else if (type == NetworkAddress.class) {
      return new NetworkAddress(placed(ListenAddress.parse(text)));
    }
    return address(type, text);
  }

  private static long integer(String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The message below serves both.
    }
    throw new IllegalArgumentException(
        "\"%s\" is no whole number from %d to %d".formatted(text, least, most));
  }

  private static BigDecimal decimal(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"%s\" is no number, such as 2.5".formatted(text), e);
    }
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException("\"" + text + "\" must be either true or false");
    };
  }

  private Path path(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the path is empty; write a file or a directory");
    }
    return directory.resolve(text).normalize();
  }

  private static Object constant(Class<?> type, String text) {
    for (var constant : type.getEnumConstants()) {
      if (spelling(constant).equals(text)) {
        return constant;
      }
    }
    var all =
        Arrays.stream(type.getEnumConstants())
            .map(Scalars::spelling)
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException("\"" + text + "\" is none of " + all);
  }

  private static String spelling(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }

  private ListenAddress address(Class<?> type, String text) {
    var address = ListenAddress.parse(text);
    if (!type.isInstance(address)) {
      throw new IllegalArgumentException(
          type == ListenAddress.Tcp.class
              ? "must be a TCP address; write host:port"
              : "must be a Unix socket; write unix:PATH");
    }
    address.requireLocal();
    return placed(address);
  }

  private ListenAddress placed(ListenAddress address) {
    return switch (address) {
      case ListenAddress.Tcp tcp -> tcp;
      case ListenAddress.Unix unix -> new ListenAddress.Unix(path(unix.path().toString()));
    };
  }
}
