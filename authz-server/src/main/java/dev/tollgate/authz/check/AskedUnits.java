package dev.tollgate.authz.check;

import static java.util.stream.Collectors.joining;

import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.UnitPrice;
import dev.tollgate.pricing.Units;

/** What a request asks for that has a price for each, found in the model's own list. */
final class AskedUnits {
  /** Goes without saying: no price names it. */
  private static final String USUAL_QUALITY = "standard";

  private AskedUnits() {}

  static Units of(ModelPrice price, MeteredBody body) {
    if (price.unitPrices().isEmpty()) {
      return Units.NONE;
    }
    return switch (price.kind()) {
      case IMAGE -> new Units(body.choices(), variant(price, body.picture()));
      case SPEECH -> new Units(body.characters(), "");
      // How long speech is, only the answer says.
      case TRANSCRIPTION, CHAT, COMPLETION, EMBEDDING, MODERATION -> Units.NONE;
    };
  }

  /** Whose size is not said has the usual one: the first of the list. */
  private static String variant(ModelPrice price, Picture picture) {
    var first = price.unitPrices().getFirst().variant();
    var size = picture.size().isEmpty() ? first : picture.size();
    boolean usual = picture.quality().isEmpty() || picture.quality().equals(USUAL_QUALITY);
    return usual ? size : size + " " + picture.quality();
  }

  /** For whom there is no price. */
  static Denied unpriced(ModelPrice price) {
    var known = price.unitPrices().stream().map(UnitPrice::variant).collect(joining(", "));
    return Denied.of(
        Denial.INVALID_MEMBER,
        "size",
        "size and quality must have a price of " + price.model() + ", which are: " + known + ".");
  }
}
