package dev.tollgate.authz.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;

/**
 * Where a secret stands and what it is there for. What was sealed for one place opens in no other.
 *
 * @param table with its schema
 * @param row its id, which no other secret of the table ever had
 * @param tenant whose secret it is
 * @param purpose what it may be used for
 */
public record Place(String table, String row, String tenant, String purpose) {
  /** The same bytes for no two places: each part stands behind its length. */
  byte[] associatedData() {
    var text = new StringBuilder("tollgate-sealed-1");
    for (var part : List.of(table, row, tenant, purpose)) {
      text.append(' ').append(part.length()).append(':').append(part);
    }
    return text.toString().getBytes(UTF_8);
  }

  /** The same for those who keep key-encryption keys, in their logs too: it is no secret. */
  Map<String, String> context() {
    return Map.of("table", table, "row", row, "tenant", tenant, "purpose", purpose);
  }
}
