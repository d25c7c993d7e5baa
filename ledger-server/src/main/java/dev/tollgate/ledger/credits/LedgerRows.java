package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.WindowAccount;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's rows as one transaction sees and changes them. What it locks stays locked until it
 * ends. Transactions lock in one order: the replica's row, accounts by id, leases.
 */
public interface LedgerRows {
  /** How a replica's row is locked: docs/reference/leases.md, "Transitions". */
  enum Lock {
    /** Acquire: beside a Report, never beside Open or a verdict. */
    FOR_KEY_SHARE,
    /** Report. */
    FOR_NO_KEY_UPDATE,
    /** Open, the last Report and the verdict: alone. */
    FOR_UPDATE
  }

  /** Changes whenever the ledger may have lost commits. */
  UUID historyId() throws SQLException;

  /** Begins a new history: nothing is taken or granted before a replica has opened itself in it. */
  UUID newHistory() throws SQLException;

  /** Makes a replica's row unless it exists; epoch 0 owns it. */
  void addReplica(ReplicaId replica, String hostBoot) throws SQLException;

  /** A replica's row, locked; null if it was never opened. */
  @Nullable ReplicaRow lockReplica(ReplicaId replica, Lock lock) throws SQLException;

  /** Writes all of a row but what {@link #bind} writes. */
  void saveReplica(ReplicaId replica, ReplicaRow row) throws SQLException;

  /**
   * A replica has opened itself in a history.
   *
   * @param silentMillis how long it must be silent before nothing that it admitted can be reported
   */
  void bind(ReplicaId replica, UUID history, long silentMillis) throws SQLException;

  /** Those of the accounts that exist, locked in the order of their ids. */
  Map<String, AccountRow> lockAccounts(Collection<String> ids) throws SQLException;

  /**
   * Writes the accounts that differ from what was locked, and those that were not there. Where
   * credit came in, replicas hear of it when this is committed.
   */
  void saveAccounts(Map<String, AccountRow> before, Map<String, AccountRow> after)
      throws SQLException;

  /** A replica's leases on some accounts, locked. */
  Map<String, LeaseRow> lockLeases(ReplicaId replica, Collection<String> accounts)
      throws SQLException;

  /** Every lease of a replica whose row is locked. */
  Map<String, LeaseRow> leases(ReplicaId replica) throws SQLException;

  void saveLeases(ReplicaId replica, Map<String, LeaseRow> before, Map<String, LeaseRow> after)
      throws SQLException;

  /** How contended accounts are that the caller has locked, as the replica asks for them. */
  Map<String, Sharing> sharing(ReplicaId replica, Collection<String> accounts) throws SQLException;

  /** Makes accounts scarce from now on and asks for their free lease, when this is committed. */
  void markScarce(Set<String> accounts) throws SQLException;

  /**
   * Scarce and suspended accounts of which the replica has lease: of those that it has just
   * reported on, or of all if it had nothing to report.
   */
  List<String> recalled(ReplicaId replica, Collection<String> reported) throws SQLException;

  /** The charges that exist of some reservations. */
  Map<ChargeRow.Key, ChargeRow.Known> charges(ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException;

  /** Writes charges; those of {@code replaced} take the place of a row. */
  void saveCharges(
      ReplicaId replica, Collection<ChargeRow> charges, Collection<ChargeRow.Key> replaced)
      throws SQLException;

  /** Reservations that the ledger knows by name and that have not ended. */
  List<Admission> openReservations(ReplicaId replica) throws SQLException;

  /** Names reservations that have been open for a while. */
  void openReservations(ReplicaId replica, Collection<Admission> admissions) throws SQLException;

  /** The reservations have ended. */
  void endReservations(ReplicaId replica, Collection<ChargeRow.Key> keys) throws SQLException;

  /** What a replica has open or leased still, in words; null if nothing. */
  @Nullable String unfinished(ReplicaId replica) throws SQLException;

  /** Keeps usage that came by another road; what is kept already stays as it is. */
  void keepForeignUsage(ReplicaId replica, Collection<ForeignUsage> usages) throws SQLException;

  /** Some of what is kept for a replica, now these and now those. */
  List<ForeignUsage> foreignUsage(ReplicaId replica, int max) throws SQLException;

  void forgetForeignUsage(ReplicaId replica, Collection<ChargeRow.Key> keys) throws SQLException;

  /** Of every replica that has not ended. */
  List<Heartbeat> heartbeats() throws SQLException;

  /** Keeps a verdict for good, and at which heartbeat of the replica it was given. */
  void addVerdict(Verdict verdict, long heartbeat) throws SQLException;

  void append(List<Entry> entries) throws SQLException;

  /** Makes an account of the kind that its id names, unless it exists; whether it did so. */
  boolean addAccount(String id, String owner) throws SQLException;

  /** Windows, by their ids, for which there is a limit or was one. */
  Map<String, Windows.Row> windows(List<WindowAccount> windows) throws SQLException;

  /** A limit that nobody else changes until the transaction ends; null if there never was one. */
  @Nullable PolicyRow holdPolicy(LimitId limit) throws SQLException;

  /**
   * Numbers a change of limits. Changes are committed in the order of their numbers, and replicas
   * hear of each one then.
   */
  long nextPolicyVersion() throws SQLException;

  /** Writes a limit; without an amount it is removed. */
  void savePolicy(LimitId limit, String organization, @Nullable Long amount, long version)
      throws SQLException;

  void saveTimeZone(String organization, ZoneId zone, long version) throws SQLException;

  /** Keeps what a window's limit is from a version of its policy on. */
  void addWindowLimit(String account, long version, long amount) throws SQLException;
}
