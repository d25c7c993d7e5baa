package dev.tollgate.authz.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.credits.ChargePath;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.Units;

/**
 * What settlement by another replica needs of an admission, as one string that travels through
 * Envoy's log: {@code
 * 2|<account>,<account>|<hold>|<book>@<version>|<key>|<organization>|<provider>|<user>|<model>}.
 * Where something is counted one by one, it is version 3 and ends with {@code |<units>|<variant>}.
 * The hold is in nanocredits; the model is named as the price book does. In names, {@code %},
 * {@code |}, {@code ,} and whatever is not printable ASCII are percent-encoded as UTF-8. What a
 * principal, its path and a provider determine is prepared once. Version 1 ended with the
 * organization.
 *
 * @param head from behind the version up to the hold
 * @param tail from behind the price
 */
record Settlement(String head, String tail) {
  static Settlement of(Principal principal, ChargePath path, String provider) {
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
    return new Settlement(head.toString(), tail.toString());
  }

  String text(long holdNanocredits, PriceVersion version, String user, String model, Units units) {
    var text =
        new StringBuilder(head.length() + tail.length() + user.length() + model.length() + 40);
    text.append(units.count() > 0 ? '3' : '2').append(head).append(holdNanocredits).append('|');
    escape(text, version.book());
    text.append('@').append(version.version()).append(tail);
    escape(text, user);
    escape(text.append('|'), model);
    if (units.count() > 0) {
      escape(text.append('|').append(units.count()).append('|'), units.variant());
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
