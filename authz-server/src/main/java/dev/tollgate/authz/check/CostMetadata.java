package dev.tollgate.authz.check;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.tollgate.authz.credits.HoldOutcome;
import dev.tollgate.pricing.ByokFee;
import dev.tollgate.pricing.Pricing;

/**
 * What {@code edit.lua} needs to tell the cost in a JSON answer, for information: the charge is the
 * ledger's. Doubles, as it computes with them; whole numbers below 2^53 stay exact.
 */
final class CostMetadata {
  private CostMetadata() {}

  /** The member {@code cost} of a struct, as a field of it. */
  static byte[] of(Decision.Admitted admitted) {
    var cost = Struct.newBuilder().putFields("provider", text(admitted.provider().name()));
    var ownKey = admitted.ownKey();
    if (ownKey == null) {
      prices(cost, admitted);
    } else {
      cost.putFields("byok", flag(true));
      if (!ownKey.fee().equals(ByokFee.NONE)) {
        cost.putFields("fee", number(ownKey.fee().basisPoints()));
        prices(cost, admitted);
      }
    }
    if (admitted.balanceNanocredits() != HoldOutcome.BALANCE_UNKNOWN) {
      cost.putFields("balance", number(admitted.balanceNanocredits()));
    }
    return Struct.newBuilder()
        .putFields("cost", Value.newBuilder().setStructValue(cost).build())
        .build()
        .toByteArray();
  }

  private static void prices(Struct.Builder cost, Decision.Admitted admitted) {
    var price = admitted.price();
    cost.putFields("input", number(price.inputPicocredits()))
        .putFields("cached_input", number(price.cachedInputPicocredits()))
        .putFields("audio_input", number(price.audioInputPicocredits()))
        .putFields("output", number(price.outputPicocredits()))
        .putFields("reasoning", number(price.reasoningPicocredits()))
        .putFields("audio_output", number(price.audioOutputPicocredits()))
        .putFields("units", number(Pricing.unitsPicocredits(price, admitted.units())))
        .putFields("request", number(price.requestNanocredits()))
        .putFields("fixed", flag(price.isFixed(admitted.units())))
        .putFields("hold", number(admitted.spendNanocredits()));
  }

  private static Value number(long number) {
    return Value.newBuilder().setNumberValue((double) number).build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Value flag(boolean flag) {
    return Value.newBuilder().setBoolValue(flag).build();
  }
}
