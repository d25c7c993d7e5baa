package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Secret;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How keys of providers look. */
public final class ProviderKeyForm {
  public static final int CHARACTERS_MAX = 4096;

  /** Of a shorter key, what is shown would be too much of it. */
  private static final int SHOWN_FROM_CHARACTERS = 16;

  private static final int SHOWN_AT_EACH_END = 4;
  private static final Map<String, String> BEGINNINGS =
      Map.of(
          "openai", "sk-",
          "anthropic", "sk-ant-",
          "openrouter", "sk-or-",
          "groq", "gsk_",
          "google", "AIza");

  /** Of keys that begin as OpenAI's do. */
  private static final List<String> LONGER_THAN_OPENAIS = List.of("sk-ant-", "sk-or-");

  private ProviderKeyForm() {}

  /** Whether it can be sent as a header: 1 to 4,096 printable ASCII characters without spaces. */
  public static boolean fits(String key) {
    return !key.isEmpty()
        && key.length() <= CHARACTERS_MAX
        && key.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  /** How keys of a provider begin; empty if that is not known. */
  public static String beginning(String provider) {
    return BEGINNINGS.getOrDefault(provider, "");
  }

  /** Why a key is hardly one of this provider, without a part of it; null if nothing is odd. */
  public static @Nullable String doubt(String provider, String key) {
    var beginning = BEGINNINGS.get(provider);
    if (beginning == null) {
      return null;
    }
    boolean others =
        LONGER_THAN_OPENAIS.stream()
            .anyMatch(other -> !beginning.equals(other) && key.startsWith(other));
    return key.startsWith(beginning) && !others
        ? null
        : "does not look like a key of "
            + provider
            + ", which begins with "
            + beginning
            + (others ? " and is no other provider's" : "");
  }

  /** What may be shown of a key. */
  public static String masked(Secret key) {
    var text = key.text();
    int length = text.length();
    return length < SHOWN_FROM_CHARACTERS
        ? "****"
        : text.substring(0, SHOWN_AT_EACH_END) + "..." + text.substring(length - SHOWN_AT_EACH_END);
  }
}
