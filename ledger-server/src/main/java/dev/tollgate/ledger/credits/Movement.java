package dev.tollgate.ledger.credits;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Credit that comes into an account or leaves it, as it was asked for.
 *
 * @param nanocredits 1 or more; of an adjustment also negative, but not 0
 * @param reference an invoice, a ticket; may be empty
 * @param reason why a balance is adjusted; empty for every other kind
 * @param expiresAt of a grant, in whole microseconds; null: it never expires
 * @param caller name of the credential, for the record: no part of the content
 */
public record Movement(
    String idempotencyKey,
    Kind kind,
    String account,
    long nanocredits,
    String reference,
    String reason,
    @Nullable Instant expiresAt,
    String caller) {
  /** What a movement is, for its owner and for the books. */
  public enum Kind {
    GRANT(Entry.Kind.GRANT),
    PURCHASE(Entry.Kind.PURCHASE),
    REFILL(Entry.Kind.REFILL),
    REFUND(Entry.Kind.REFUND),
    WITHDRAWAL(Entry.Kind.WITHDRAWAL),
    ADJUSTMENT(Entry.Kind.ADJUSTMENT);

    private final Entry.Kind entry;

    Kind(Entry.Kind entry) {
      this.entry = entry;
    }

    Entry.Kind entry() {
      return entry;
    }

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String column) {
      return valueOf(column.toUpperCase(Locale.ROOT));
    }
  }

  public Movement {
    if (nanocredits == 0 || (nanocredits < 0 && kind != Kind.ADJUSTMENT)) {
      throw new IllegalArgumentException("a " + kind + " of " + nanocredits + " moves nothing");
    }
    if (reason.isEmpty() == (kind == Kind.ADJUSTMENT)) {
      throw new IllegalArgumentException("an adjustment, and nothing else, has a reason");
    }
    if (expiresAt != null && (kind == Kind.WITHDRAWAL || kind == Kind.ADJUSTMENT)) {
      throw new IllegalArgumentException("only a grant expires");
    }
  }

  /** Whether it is a grant of some kind, which makes the wallet if there is none yet. */
  boolean isGrant() {
    return kind != Kind.WITHDRAWAL && kind != Kind.ADJUSTMENT;
  }

  /** Whether it adds credit; the others take some. */
  boolean comesIn() {
    return nanocredits > 0 && kind != Kind.WITHDRAWAL;
  }

  /** The fields of a request in which another one under the same key differs; empty if none. */
  List<String> differences(Movement other) {
    var fields = new ArrayList<String>();
    if (kind != other.kind) {
      fields.add("kind");
    }
    if (!account.equals(other.account)) {
      fields.add("account");
    }
    if (nanocredits != other.nanocredits) {
      fields.add("nanocredits");
    }
    if (!reference.equals(other.reference)) {
      fields.add("reference");
    }
    if (!reason.equals(other.reason)) {
      fields.add("reason");
    }
    if (!Objects.equals(expiresAt, other.expiresAt)) {
      fields.add("expires_at");
    }
    return fields;
  }
}
