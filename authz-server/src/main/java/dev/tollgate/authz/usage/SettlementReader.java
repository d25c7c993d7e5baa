package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.authz.credits.ReservationId;
import dev.tollgate.pricing.ByokFee;
import dev.tollgate.pricing.Units;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.PriceVersion;
import java.net.URLDecoder;
import java.util.Arrays;

/**
 * Reads what Check wrote down of an admission, as it travelled through Envoy's log ({@code
 * settlement} in docs/reference/envoy.md): versions 1 to 5.
 */
final class SettlementReader {
  private static final int PARTS_1 = 6;
  private static final int PARTS_2 = 9;
  private static final int PARTS_3 = 11;
  private static final int PARTS_4 = 12;
  private static final int PARTS_5 = 14;
  private static final String COUNTED = "3|";
  private static final String WITH_OWN_KEY = "4|";
  private static final String WITH_FEE = "5|";

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
            || (parts.length == PARTS_4 && text.startsWith(WITH_OWN_KEY))
            || (parts.length == PARTS_5 && text.startsWith(WITH_FEE));
    if (!second && !(parts.length == PARTS_1 && parts[0].equals("1"))) {
      throw new UnreadableLineException(
          Defect.SETTLEMENT, "settlement must be of a version from 1 to 5");
    }
    try {
      var admission =
          Admission.newBuilder()
              .setN(reservation.n())
              .setDay(reservation.day())
              .addAllPath(
                  Arrays.stream(parts[1].split(",", -1)).map(SettlementReader::decoded).toList())
              .setHold(hold(parts))
              .setPriceVersion(priceVersion(parts[3]))
              .setKeyId(decoded(parts[4]))
              .setOrganizationId(decoded(parts[5]))
              .setModel(model)
              .setByok(byok(parts))
              .setByokFeeBasisPoints(fee(parts));
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
    int length = partsWithUnits(text);
    if (length == 0) {
      return Units.NONE;
    }
    var parts = text.split("\\|", -1);
    try {
      if (parts.length == length) {
        return new Units(Long.parseLong(parts[PARTS_3 - 2]), decoded(parts[PARTS_3 - 1]));
      }
    } catch (IllegalArgumentException malformed) {
      // As if there were too few parts.
    }
    throw new UnreadableLineException(Defect.SETTLEMENT, "settlement is malformed");
  }

  /** How many parts a text of this version has; 0 if it says nothing of units. */
  private static int partsWithUnits(String text) {
    if (text.startsWith(COUNTED)) {
      return PARTS_3;
    }
    if (text.startsWith(WITH_OWN_KEY)) {
      return PARTS_4;
    }
    return text.startsWith(WITH_FEE) ? PARTS_5 : 0;
  }

  /** Before version 5 nothing was held of the price of a request with a key of the caller's own. */
  private static Amounts hold(String[] parts) {
    long charged = Long.parseLong(parts[2]);
    return parts.length < PARTS_5
        ? Vectors.oneRequest(charged)
        : Vectors.oneRequest(charged, Long.parseLong(parts[PARTS_5 - 2]));
  }

  private static int fee(String[] parts) {
    return parts.length < PARTS_5
        ? 0
        : new ByokFee(Integer.parseInt(parts[PARTS_5 - 1])).basisPoints();
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
