package dev.tollgate.authz.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.credits.ChargePath;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.Units;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What settlement by another replica needs of an admission, as one string that travels through
 * Envoy's log: {@code
 * 2|<account>,<account>|<hold>|<book>@<version>|<key>|<organization>|<provider>|<user>|<model>}.
 * Where something is counted one by one, it is version 3 and ends with {@code |<units>|<variant>};
 * with a key of the caller's own it is version 5, which ends with {@code |<owner>|<spend>|<fee>}
 * behind that: {@code user} or {@code organization}, what is held of the book's price, and the fee
 * in basis points. Holds are in nanocredits; the model is named as the price book does. In names,
 * {@code %}, {@code |}, {@code ,} and whatever is not printable ASCII are percent-encoded as UTF-8.
 * What a principal, its path and a provider determine is prepared once. Version 1 ended with the
 * organization, version 4 with the owner of the key.
 *
 * @param head from behind the version up to the hold
 * @param tail from behind the price
 * @param byok with what key of the caller's own it is sent; null for the platform's
 */
record Settlement(String head, String tail, @Nullable OwnKey byok) {
  static Settlement of(
      Principal principal, ChargePath path, String provider, @Nullable OwnKey byok) {
    var head = new StringBuilder("|");
    for (var account : path.accounts()) {
      if (head.length() > 1) {
        head.append(',');
      }
      escape(head, account);
    }
    head.append('|');
    var tail = new StringBuilder("|");
    escape(tail, principal.keyId());
    tail.append('|');
    escape(tail, principal.organizationId());
    tail.append('|');
    escape(tail, provider);
    tail.append('|');
    return new Settlement(head.toString(), tail.toString(), byok);
  }

  String text(
      long holdNanocredits,
      long spendNanocredits,
      PriceVersion prices,
      String user,
      String model,
      Units units) {
    var text =
        new StringBuilder(head.length() + tail.length() + user.length() + model.length() + 40);
    char version = byok != null ? '5' : units.count() > 0 ? '3' : '2';
    text.append(version).append(head).append(holdNanocredits).append('|');
    escape(text, prices.book());
    text.append('@').append(prices.version()).append(tail);
    escape(text, user);
    escape(text.append('|'), model);
    if (version >= '3') {
      escape(text.append('|').append(units.count()).append('|'), units.variant());
    }
    if (byok != null) {
      text.append('|').append(byok.owner().name().toLowerCase(Locale.ROOT));
      text.append('|').append(spendNanocredits).append('|').append(byok.fee().basisPoints());
    }
    return text.toString();
  }

  private static void escape(StringBuilder text, String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c > ' ' && c <= '~' && c != '%' && c != '|' && c != ',') {
        text.append(c);
      } else {
        int end = Character.isHighSurrogate(c) && i + 1 < name.length() ? i + 2 : i + 1;
        percent(text, name.substring(i, end));
        i = end - 1;
      }
    }
  }

  private static void percent(StringBuilder text, String character) {
    for (byte b : character.getBytes(UTF_8)) {
      text.append('%');
      text.append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xf, 16)));
      text.append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
    }
  }
}
