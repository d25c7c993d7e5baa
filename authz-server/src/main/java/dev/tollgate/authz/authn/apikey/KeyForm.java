package dev.tollgate.authz.authn.apikey;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the keys of a family look: a beginning that names it, and 32 bytes. Users' keys ({@code uc_})
 * write the bytes as 64 lower-case hex digits; those of organizations ({@code pk_live_}, {@code
 * pk_test_}) and of services ({@code sk-{slug}-}) as 43 characters of URL-safe base64.
 */
public record KeyForm(String beginning) {
  public static final KeyForm USER = new KeyForm("uc_");
  public static final KeyForm LIVE = new KeyForm("pk_live_");
  public static final KeyForm TEST = new KeyForm("pk_test_");

  static final int BYTES = 32;
  private static final int HEX_CHARACTERS = 2 * BYTES;
  private static final int BASE64_CHARACTERS = 43;
  private static final String SERVICE = "sk-";

  /** The longest key: of a service whose slug has 63 characters. */
  static final int CHARACTERS_MAX = SERVICE.length() + 63 + 1 + BASE64_CHARACTERS;

  private static final Pattern SLUG = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /** {@code sk-proj-...} and its like are keys of other products. */
  private static final Set<String> OTHER_PRODUCTS = Set.of("proj", "ant", "or", "svcacct");

  /**
   * The form of a service's keys.
   *
   * @throws IllegalArgumentException if {@link #serviceCanHave} says no
   */
  public static KeyForm service(String slug) {
    if (!serviceCanHave(slug)) {
      throw new IllegalArgumentException("no service can have the slug " + slug);
    }
    return new KeyForm(SERVICE + slug + "-");
  }

  /** Whether an organization can have this slug. */
  public static boolean isSlug(String text) {
    return SLUG.matcher(text).matches();
  }

  /** Whether a service's keys can carry this slug. */
  public static boolean serviceCanHave(String slug) {
    return isSlug(slug) && !OTHER_PRODUCTS.contains(slug);
  }

  /** The form of the keys that begin like this; null if no family's do. */
  static @Nullable KeyForm of(String beginning) {
    for (var form : new KeyForm[] {USER, LIVE, TEST}) {
      if (form.beginning.equals(beginning)) {
        return form;
      }
    }
    int slugEnd = beginning.length() - 1;
    boolean service =
        beginning.startsWith(SERVICE)
            && slugEnd > SERVICE.length()
            && beginning.charAt(slugEnd) == '-'
            && serviceCanHave(beginning.substring(SERVICE.length(), slugEnd));
    return service ? new KeyForm(beginning) : null;
  }

  /** Whether the text is the key of a provider, pasted by mistake. */
  static boolean ofAnotherProduct(String text) {
    return text.startsWith(SERVICE)
        && OTHER_PRODUCTS.stream()
            .anyMatch(product -> text.startsWith(product + "-", SERVICE.length()));
  }

  /** How many characters of a text that may be a key stand for its bytes. */
  static int characters(String text) {
    return text.startsWith(USER.beginning) ? HEX_CHARACTERS : BASE64_CHARACTERS;
  }

  /** The key of this form with these bytes. */
  String write(byte[] bytes) {
    return beginning
        + (equals(USER)
            ? HexFormat.of().formatHex(bytes)
            : Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * The bytes that such characters stand for.
   *
   * @throws IllegalArgumentException if they stand for none
   */
  byte[] bytes(String characters) {
    return equals(USER)
        ? HexFormat.of().parseHex(characters)
        : Base64.getUrlDecoder().decode(characters);
  }
}
