package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.authz.credits.ReservationId;
import dev.tollgate.pricing.Units;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.PriceVersion;
import java.net.URLDecoder;
import java.util.Arrays;

/**
 * Reads what Check wrote down of an admission, as it travelled through Envoy's log ({@code
 * settlement} in docs/reference/envoy.md): versions 1 to 4.
 */
final class SettlementReader {
  private static final int PARTS_1 = 6;
  private static final int PARTS_2 = 9;
  private static final int PARTS_3 = 11;
  private static final int PARTS_4 = 12;
  private static final String COUNTED = "3|";
  private static final String WITH_OWN_KEY = "4|";

  private SettlementReader() {}

  /**
   * The admission as far as the text knows it.
   *
   * @param model what version 1 does not say: as the client spelled it
   * @throws UnreadableLineException if it is nothing of that kind
   */
  static Admission.Builder read(ReservationId reservation, String text, String model)
      throws UnreadableLineException {
    var parts = text.split("\\|", -1);
    boolean second =
        (parts.length == PARTS_2 && parts[0].equals("2"))
            || (parts.length == PARTS_3 && text.startsWith(COUNTED))
            || (parts.length == PARTS_4 && text.startsWith(WITH_OWN_KEY));
    if (!second && !(parts.length == PARTS_1 && parts[0].equals("1"))) {
      throw new UnreadableLineException(
          Defect.SETTLEMENT, "settlement must be of version 1, 2, 3 or 4");
    }
    try {
      var admission =
          Admission.newBuilder()
              .setN(reservation.n())
              .setDay(reservation.day())
              .addAllPath(
                  Arrays.stream(parts[1].split(",", -1)).map(SettlementReader::decoded).toList())
              .setHold(Vectors.oneRequest(Long.parseLong(parts[2])))
              .setPriceVersion(priceVersion(parts[3]))
              .setKeyId(decoded(parts[4]))
              .setOrganizationId(decoded(parts[5]))
              .setModel(model)
              .setByok(byok(parts));
      return second
          ? admission
              .setProvider(decoded(parts[6]))
              .setUserId(decoded(parts[7]))
              .setModel(decoded(parts[8]))
          : admission;
    } catch (IllegalArgumentException malformed) {
      throw new UnreadableLineException(Defect.SETTLEMENT, "settlement is malformed");
    }
  }

  /**
   * What is counted one by one: nothing before version 3.
   *
   * @throws UnreadableLineException if it says that there is something, but not what
   */
  static Units units(String text) throws UnreadableLineException {
    boolean own = text.startsWith(WITH_OWN_KEY);
    if (!own && !text.startsWith(COUNTED)) {
      return Units.NONE;
    }
    var parts = text.split("\\|", -1);
    try {
      if (parts.length == (own ? PARTS_4 : PARTS_3)) {
        return new Units(Long.parseLong(parts[PARTS_3 - 2]), decoded(parts[PARTS_3 - 1]));
      }
    } catch (IllegalArgumentException malformed) {
      // As if there were too few parts.
    }
    throw new UnreadableLineException(Defect.SETTLEMENT, "settlement is malformed");
  }

  private static Byok byok(String[] parts) {
    return parts.length < PARTS_4
        ? Byok.BYOK_UNSPECIFIED
        : switch (parts[PARTS_4 - 1]) {
          case "user" -> Byok.BYOK_USER;
          case "organization" -> Byok.BYOK_ORGANIZATION;
          default -> throw new IllegalArgumentException("nobody of this kind brings a key along");
        };
  }

  private static PriceVersion priceVersion(String text) {
    int at = text.lastIndexOf('@');
    return PriceVersion.newBuilder()
        .setBook(decoded(text.substring(0, Math.max(at, 0))))
        .setVersion(Integer.parseInt(text.substring(at + 1)))
        .build();
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }
}
