package dev.tollgate.ledger.api;

import dev.tollgate.pricing.ByokFee;
import dev.tollgate.pricing.wire.Charging;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import dev.tollgate.proto.ledger.v1.PriceVersion;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Usage;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks a batch of stream records before anything of it is applied. A batch with a bad record is
 * refused whole and again at every repeat: its replica stands still, visibly, until someone looks.
 */
final class Records {
  /** A wallet, and each kind of limit of a key, a user and an organization for each period. */
  static final int PATH_MAX = 32;

  private Records() {}

  static void check(Fields fields, List<Record> records) {
    for (var record : records) {
      var at = "records[seq " + record.getSeq() + "]";
      fields.atLeast(at + ".seq", record.getSeq(), 1);
      switch (record.getBodyCase()) {
        case SETTLE -> {
          var settle = record.getSettle();
          admission(fields, at, settle.getAdmission());
          amounts(fields, at + ".cost", settle.getCost());
          amounts(fields, at + ".extension", settle.getExtension());
          usage(fields, at, settle.getUsage());
        }
        case DARK -> admission(fields, at, record.getDark().getAdmission());
        case CORRECT -> {
          var correct = record.getCorrect();
          admission(fields, at, correct.getAdmission());
          amounts(fields, at + ".cost", correct.getCost());
          amounts(fields, at + ".extension", correct.getExtension());
          usage(fields, at, correct.getUsage());
        }
        case RETURN -> {
          fields.account(at + ".account", record.getReturn().getAccount());
          fields.atLeast(at + ".amount", record.getReturn().getAmount(), 1);
        }
        case OPENED -> admission(fields, at, record.getOpened().getAdmission());
        case BODY_NOT_SET -> fields.require(false, at, "must have a body");
      }
    }
  }

  /** The price versions at which the records' costs were computed. */
  static Set<PriceVersion> priceVersions(List<Record> records) {
    var versions = new LinkedHashSet<PriceVersion>();
    for (var record : records) {
      switch (record.getBodyCase()) {
        case SETTLE -> versions.add(record.getSettle().getAdmission().getPriceVersion());
        case CORRECT -> versions.add(record.getCorrect().getAdmission().getPriceVersion());
        case DARK, RETURN, OPENED, BODY_NOT_SET -> {}
      }
    }
    return versions;
  }

  /** Usage by another road. */
  static void check(Fields fields, ForeignUsage foreign) {
    var at = "usages[" + foreign.getReplica() + " " + foreign.getAdmission().getN() + "]";
    var _ = fields.uuid(at + ".replica", foreign.getReplica());
    admission(fields, at + ".admission", foreign.getAdmission());
    amounts(fields, at + ".cost", foreign.getCost());
    usage(fields, at, foreign.getUsage());
  }

  static Set<PriceVersion> foreignPriceVersions(List<ForeignUsage> usages) {
    var versions = new LinkedHashSet<PriceVersion>();
    usages.forEach(usage -> versions.add(usage.getAdmission().getPriceVersion()));
    return versions;
  }

  private static void admission(Fields fields, String at, Admission admission) {
    fields.atLeast(at + ".n", admission.getN(), 1);
    fields.between(at + ".day", admission.getDay(), 0, 100_000);
    fields.between(at + ".path", admission.getPathCount(), 1, PATH_MAX);
    admission.getPathList().forEach(id -> fields.account(at + ".path", id));
    fields.require(
        Set.copyOf(admission.getPathList()).size() == admission.getPathCount(),
        at + ".path",
        "must name each account once");
    amounts(fields, at + ".hold", admission.getHold());
    fields.require(admission.getByok() != Byok.UNRECOGNIZED, at + ".byok", "must be known here");
    boolean platforms = admission.getByok() == Byok.BYOK_UNSPECIFIED;
    fields.between(
        at + ".byok_fee_basis_points",
        admission.getByokFeeBasisPoints(),
        0,
        platforms ? 0 : ByokFee.WHOLE);
    fields.require(
        !platforms || Vectors.spend(admission.getHold()) == admission.getHold().getNanocredits(),
        at + ".hold.spend",
        "must be the nanocredits with the platform's key");
  }

  private static void amounts(Fields fields, String at, Amounts amounts) {
    fields.between(at + ".nanocredits", amounts.getNanocredits(), 0, Charging.AMOUNT_MAX);
    fields.between(at + ".requests", amounts.getRequests(), 0, Charging.AMOUNT_MAX);
    fields.between(at + ".spend", amounts.getSpend(), 0, Charging.AMOUNT_MAX);
  }

  private static void usage(Fields fields, String at, Usage usage) {
    fields.require(
        usage.getEvidence() != Evidence.EVIDENCE_UNSPECIFIED
            && usage.getEvidence() != Evidence.UNRECOGNIZED
            && usage.getEvidence() != Evidence.EVIDENCE_DARK,
        at + ".usage.evidence",
        "must be known here, and not dark: that has a record of its own");
  }
}
