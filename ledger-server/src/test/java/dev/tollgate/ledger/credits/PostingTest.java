package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Correct;
import dev.tollgate.proto.ledger.v1.Dark;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Return;
import dev.tollgate.proto.ledger.v1.Settle;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fold itself, without a database. */
final class PostingTest {
  private static final String WALLET = "wallet:user:alice";
  private static final String BUDGET = "budget:key:k:day:2026-11-21";

  private final Map<String, AccountRow> accounts = new HashMap<>();
  private final Map<String, LeaseRow> leases = new HashMap<>();
  private final Map<ChargeRow.Key, ChargeRow.Known> known = new HashMap<>();
  private long seq;

  private void leased(String account, long granted, long leased) {
    accounts.put(
        account, new AccountRow(account, "", granted, 0, leased, 0, 0, 0, 0, "active", 1, 0, 0));
    leases.put(account, new LeaseRow(account, leased, 0, leased));
  }

  private AccountRow account(String id) {
    return Objects.requireNonNull(accounts.get(id));
  }

  private LeaseRow lease(String id) {
    return Objects.requireNonNull(leases.get(id));
  }

  /** Applies a batch and takes over what it left, as the database would. */
  private Posting apply(Record... records) {
    var posting =
        new Posting(
            "5eedc0de-0000-4000-8000-000000000001", accounts, leases, known, PriceCatalog.EMPTY);
    posting.apply(List.of(records));
    accounts.putAll(posting.books().accounts());
    leases.putAll(posting.books().leases());
    posting.charges().forEach((key, row) -> known.put(key, row.known()));
    return posting;
  }

  private static Admission admission(long n, long hold, String... path) {
    return Admission.newBuilder()
        .setN(n)
        .setDay(20_782)
        .addAllPath(List.of(path))
        .setHold(Vectors.oneRequest(hold))
        .build();
  }

  /** BOUND needs no price: the hold is the cost. */
  private Record settle(Admission admission, long cost, long extension) {
    var usage = Usage.newBuilder().setEvidence(Evidence.EVIDENCE_BOUND);
    return Record.newBuilder()
        .setSeq(++seq)
        .setSettle(
            Settle.newBuilder()
                .setAdmission(admission)
                .setCost(Vectors.oneRequest(cost))
                .setExtension(Amounts.newBuilder().setNanocredits(extension))
                .setUsage(usage))
        .build();
  }

  private Record dark(Admission admission) {
    return Record.newBuilder()
        .setSeq(++seq)
        .setDark(Dark.newBuilder().setAdmission(admission))
        .build();
  }

  private Record correct(Admission admission, long cost) {
    var usage = Usage.newBuilder().setEvidence(Evidence.EVIDENCE_ZERO);
    return Record.newBuilder()
        .setSeq(++seq)
        .setCorrect(
            Correct.newBuilder()
                .setAdmission(admission)
                .setCost(Vectors.oneRequest(cost))
                .setUsage(usage))
        .build();
  }

  private Record giveBack(String account, long amount) {
    return Record.newBuilder()
        .setSeq(++seq)
        .setReturn(Return.newBuilder().setAccount(account).setAmount(amount))
        .build();
  }

  @Test
  void everyAccountOfThePathTakesTheChargeAndItsEntry() {
    leased(WALLET, 100, 10);
    leased(BUDGET, 50, 10);
    var posting = apply(settle(admission(1, 10, WALLET, BUDGET), 10, 0));
    assertThat(posting.books().entries())
        .extracting(Entry::account, Entry::amount, Entry::balanceBefore, Entry::balanceAfter)
        .containsExactly(Tuple.tuple(WALLET, -10L, 100L, 90L), Tuple.tuple(BUDGET, -10L, 50L, 40L));
    assertThat(lease(WALLET)).isEqualTo(new LeaseRow(WALLET, 10, 0, 0));
    assertThat(posting.defects()).isEmpty();
  }

  @Test
  void entriesOfOneBatchChainOnTheirAccount() {
    leased(WALLET, 100, 30);
    var posting =
        apply(
            settle(admission(1, 10, WALLET), 10, 0),
            settle(admission(2, 10, WALLET), 10, 0),
            settle(admission(3, 10, WALLET), 10, 0));
    assertThat(posting.books().entries()).extracting(Entry::seq).containsExactly(2L, 3L, 4L);
    assertThat(posting.books().entries())
        .extracting(Entry::balanceAfter)
        .containsExactly(90L, 80L, 70L);
  }

  @Test
  void aCorrectionToNothingGivesTheWholeHoldBack() {
    leased(WALLET, 100, 10);
    var admission = admission(1, 10, WALLET);
    apply(dark(admission));
    assertThat(lease(WALLET).outstanding()).isZero();
    var posting = apply(correct(admission, 0));
    assertThat(posting.books().entries()).extracting(Entry::amount).containsExactly(10L);
    assertThat(lease(WALLET).outstanding()).isEqualTo(10);
    assertThat(account(WALLET).posted()).isZero();
  }

  @Test
  void aDarkChargeThatTheLeaseCouldNotCoverGivesBackOnlyWhatItTook() {
    leased(WALLET, 100, 4);
    var admission = admission(1, 10, WALLET);
    assertThat(apply(dark(admission)).defects()).hasSize(1);
    assertThat(account(WALLET).overrun()).isEqualTo(6);
    apply(correct(admission, 0));
    assertThat(account(WALLET).overrun()).isZero();
    assertThat(lease(WALLET).outstanding()).isEqualTo(4);
    assertThat(account(WALLET).leased()).isEqualTo(4);
  }

  @Test
  void usageOfAHoldThatTheReplicaForgotWasDarkCorrectsIt() {
    leased(WALLET, 100, 20);
    var admission = admission(1, 10, WALLET);
    apply(dark(admission));
    var settle = settle(admission, 0, 0).toBuilder();
    settle.getSettleBuilder().getUsageBuilder().setEvidence(Evidence.EVIDENCE_ZERO);
    var posting = apply(settle.build());
    assertThat(posting.defects()).hasSize(1);
    assertThat(posting.books().entries()).extracting(Entry::amount).containsExactly(10L);
    assertThat(account(WALLET).posted()).isZero();
    assertThat(lease(WALLET).outstanding()).isEqualTo(20);
  }

  /** Whatever a replica says, in whatever order, right or wrong, the invariants stand. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingThatAReplicaSaysBreaksTheInvariants(long seed) {
    var random = new Random(seed);
    leased(WALLET, 1_000, 300);
    leased(BUDGET, 500, 200);
    for (int batch = 0; batch < 50; batch++) {
      var records = new ArrayList<Record>();
      for (int i = 0; i < 8; i++) {
        records.add(any(random));
      }
      apply(records.toArray(Record[]::new));
      for (var account : List.of(WALLET, BUDGET)) {
        check(account, "seed " + seed + ", batch " + batch);
      }
    }
  }

  private Record any(Random random) {
    var path = random.nextBoolean() ? new String[] {WALLET} : new String[] {WALLET, BUDGET};
    // The path belongs to the reservation: even numbers have one account, odd ones two.
    long n = 2L * random.nextInt(40) + path.length - 1;
    var admission = admission(n, 1 + n % 7, path);
    return switch (random.nextInt(5)) {
      case 0, 1 -> settle(admission, random.nextInt(15), random.nextInt(3));
      case 2 -> dark(admission);
      case 3 -> correct(admission, random.nextInt(15));
      default -> giveBack(path[0], 1 + random.nextInt(4));
    };
  }

  private void check(String id, String when) {
    var account = account(id);
    var lease = lease(id);
    boolean onEvery = id.equals(WALLET);
    long cost = 0;
    long taken = 0;
    long overrun = 0;
    for (var charge : known.values()) {
      if (onEvery || charge.key().n() % 2 == 1) {
        cost += charge.cost().getNanocredits();
        taken += charge.taken().getNanocredits();
        overrun += Math.max(0, charge.cost().getNanocredits() - charge.taken().getNanocredits());
      }
    }
    assertThat(lease.outstanding()).as(when).isNotNegative().isEqualTo(account.leased());
    assertThat(lease.outstanding())
        .as(when)
        .isEqualTo(lease.grantedTotal() - lease.returnedTotal() - taken);
    assertThat(account.posted()).as(when).isEqualTo(cost);
    assertThat(account.overrun()).as(when).isEqualTo(overrun);
    assertThat(account.posted() + account.leased())
        .as(when)
        .isLessThanOrEqualTo(account.granted() + account.overrun());
  }

  @Test
  void aKeyOfTheCallersOwnIsARequestThatCostsNothing() {
    var quota = "quota:user:alice:month:2026-11";
    leased(WALLET, 100, 10);
    leased(quota, 5, 1);
    var own = admission(1, 0, WALLET, quota).toBuilder().setByok(Byok.BYOK_USER).build();
    var counted =
        Usage.newBuilder()
            .setEvidence(Evidence.EVIDENCE_EXACT)
            .setTokens(TokenCounts.newBuilder().setInput(1_000_000));
    var settle =
        Settle.newBuilder().setAdmission(own).setCost(Vectors.oneRequest(0)).setUsage(counted);
    var posting = apply(Record.newBuilder().setSeq(++seq).setSettle(settle).build());
    assertThat(posting.defects()).isEmpty();
    assertThat(posting.books().entries())
        .extracting(Entry::account, Entry::amount)
        .containsExactly(Tuple.tuple(quota, -1L));
    assertThat(lease(WALLET).outstanding()).isEqualTo(10);
  }

  @Test
  void whatAReplicaWantsForAKeyOfTheCallersOwnIsNotCharged() {
    leased(WALLET, 100, 10);
    var own = admission(1, 0, WALLET).toBuilder().setByok(Byok.BYOK_ORGANIZATION).build();
    var usage = Usage.newBuilder().setEvidence(Evidence.EVIDENCE_EXACT);
    var settle =
        Settle.newBuilder().setAdmission(own).setCost(Vectors.oneRequest(7)).setUsage(usage);
    var posting = apply(Record.newBuilder().setSeq(++seq).setSettle(settle).build());
    assertThat(posting.books().entries()).isEmpty();
    assertThat(posting.defects()).hasSize(1);
  }
}
