package dev.tollgate.authz.credits;

import dev.tollgate.kit.proto.BackwardsWriter;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.proto.journal.v1.Admit;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.PriceVersion;

/**
 * A request that is being admitted. Its journal entry is written by hand: it is on every admitted
 * request's way, unlike its {@code Admission}, which is made when the request ends.
 *
 * @param n its number within the journal
 * @param day of admission in UTC, in days since 1970-01-01
 * @param atMillis the wall clock at admission
 * @param bootMillis the host's boot clock at admission
 */
record AdmittedRequest(
    HoldRequest request, Amounts hold, long n, int day, long atMillis, long bootMillis) {

  Admission toProto() {
    return Admission.newBuilder()
        .setN(n)
        .setDay(day)
        .addAllPath(request.path())
        .setHold(hold)
        .setPriceVersion(PriceProtos.toProto(request.priceVersion()))
        .setModel(request.model())
        .setKeyId(request.keyId())
        .setOrganizationId(request.organizationId())
        .setUserId(request.userId())
        .setProvider(request.provider())
        .setEndpoint(request.endpoint())
        .setRequestId(request.requestId())
        .setAdmittedAtMs(atMillis)
        .setByok(byok())
        .setByokFeeBasisPoints(feeBasisPoints())
        .build();
  }

  /** Writes an {@code Admit} with {@link #toProto} in it. */
  void writeAdmit(BackwardsWriter out) {
    out.number(Admit.BOUND_NANOCREDITS_FIELD_NUMBER, request.holdNanocredits());
    out.text(Admit.ENVOY_BOOT_FIELD_NUMBER, request.envoyBoot());
    out.text(Admit.ENVOY_NODE_FIELD_NUMBER, request.envoyNode());
    out.number(Admit.BOOT_CLOCK_MS_FIELD_NUMBER, bootMillis);
    int admission = out.length();
    writeAdmission(out);
    out.message(Admit.ADMISSION_FIELD_NUMBER, admission);
  }

  private Byok byok() {
    var own = request.byok();
    if (own == null) {
      return Byok.BYOK_UNSPECIFIED;
    }
    return switch (own.owner()) {
      case USER -> Byok.BYOK_USER;
      case ORGANIZATION -> Byok.BYOK_ORGANIZATION;
    };
  }

  private int feeBasisPoints() {
    var own = request.byok();
    return own == null ? 0 : own.fee().basisPoints();
  }

  private void writeAdmission(BackwardsWriter out) {
    if (request.byok() != null) {
      out.number(Admission.BYOK_FEE_BASIS_POINTS_FIELD_NUMBER, feeBasisPoints());
      out.number(Admission.BYOK_FIELD_NUMBER, byok().getNumber());
    }
    out.number(Admission.ADMITTED_AT_MS_FIELD_NUMBER, atMillis);
    out.text(Admission.REQUEST_ID_FIELD_NUMBER, request.requestId());
    out.text(Admission.ENDPOINT_FIELD_NUMBER, request.endpoint());
    out.text(Admission.PROVIDER_FIELD_NUMBER, request.provider());
    out.text(Admission.USER_ID_FIELD_NUMBER, request.userId());
    out.text(Admission.ORGANIZATION_ID_FIELD_NUMBER, request.organizationId());
    out.text(Admission.KEY_ID_FIELD_NUMBER, request.keyId());
    out.text(Admission.MODEL_FIELD_NUMBER, request.model());
    writePriceVersion(out);
    writeHold(out);
    var path = request.path();
    for (int i = path.size() - 1; i >= 0; i--) {
      out.text(Admission.PATH_FIELD_NUMBER, path.get(i));
    }
    out.number(Admission.DAY_FIELD_NUMBER, day);
    out.number(Admission.N_FIELD_NUMBER, n);
  }

  private void writePriceVersion(BackwardsWriter out) {
    int version = out.length();
    out.number(PriceVersion.VERSION_FIELD_NUMBER, request.priceVersion().version());
    out.text(PriceVersion.BOOK_FIELD_NUMBER, request.priceVersion().book());
    out.message(Admission.PRICE_VERSION_FIELD_NUMBER, version);
  }

  private void writeHold(BackwardsWriter out) {
    int amounts = out.length();
    if (hold.hasSpend()) {
      out.number(Amounts.SPEND_FIELD_NUMBER, hold.getSpend());
    }
    out.number(Amounts.REQUESTS_FIELD_NUMBER, hold.getRequests());
    out.number(Amounts.NANOCREDITS_FIELD_NUMBER, hold.getNanocredits());
    out.message(Admission.HOLD_FIELD_NUMBER, amounts);
  }
}
