package dev.tollgate.cli;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.tollgate.proto.admin.v1.Key;
import dev.tollgate.proto.admin.v1.KeyRestrictions;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.admin.v1.UserKey;
import java.util.ArrayList;
import java.util.List;

/** Keys as people read them. */
final class KeyTable {
  private KeyTable() {}

  static Table of(Key... keys) {
    var table = table();
    for (var key : keys) {
      switch (key.getFamilyCase()) {
        case USER_KEY -> row(table, key.getUserKey());
        case ORGANIZATION_KEY -> row(table, key.getOrganizationKey());
        case FAMILY_NOT_SET -> {
          // A family that this command does not know.
        }
      }
    }
    return table;
  }

  static Table ofUsers(List<UserKey> keys) {
    var table = table();
    keys.forEach(key -> row(table, key));
    return table;
  }

  static Table ofOrganizations(List<OrganizationKey> keys) {
    var table = table();
    keys.forEach(key -> row(table, key));
    return table;
  }

  private static Table table() {
    return new Table(
        "KEY ID",
        "PREFIX",
        "NAME",
        "OWNER",
        "ENV",
        "STATUS",
        "CREATED",
        "LAST USED",
        "FROM",
        "EXPIRES",
        "REPLACED BY",
        "RESTRICTED TO");
  }

  private static void row(Table table, UserKey key) {
    table.row(
        key.getKeyId(),
        key.getKeyPrefix(),
        key.getKeyName(),
        key.getUserId(),
        "",
        key.getStatus(),
        Table.time(key.hasCreatedAt(), key.getCreatedAt()),
        Table.time(key.hasLastUsed(), key.getLastUsed()),
        key.getLastUsedIp(),
        end(key.hasExpiresAt(), key.getExpiresAt(), key.hasOverlapEndsAt(), key.getOverlapEndsAt()),
        key.getReplacedBy(),
        text(key.getRestrictions()));
  }

  private static void row(Table table, OrganizationKey key) {
    table.row(
        key.getKeyId(),
        key.getPrefix(),
        key.getName(),
        key.getOrganization(),
        key.getEnvironment(),
        key.getStatus(),
        Table.time(key.hasCreatedAt(), key.getCreatedAt()),
        Table.time(key.hasLastUsed(), key.getLastUsed()),
        key.getLastUsedIp(),
        end(key.hasExpiresAt(), key.getExpiresAt(), key.hasOverlapEndsAt(), key.getOverlapEndsAt()),
        key.getReplacedBy(),
        text(key.getRestrictions()));
  }

  /** A key that was rotated works until its overlap ends, if it does not expire before. */
  private static String end(
      boolean expires, Timestamp expiry, boolean rotated, Timestamp overlapEnd) {
    boolean first = rotated && (!expires || Timestamps.compare(overlapEnd, expiry) < 0);
    return first ? Table.time(true, overlapEnd) : Table.time(expires, expiry);
  }

  private static String text(KeyRestrictions restrictions) {
    var parts = new ArrayList<String>();
    if (restrictions.hasAllowedModels()) {
      parts.add("models " + list(restrictions.getAllowedModels().getNamesList()));
    }
    if (restrictions.hasAllowedIps()) {
      parts.add("ips " + list(restrictions.getAllowedIps().getNamesList()));
    }
    if (restrictions.hasRequestCostMaxNanocredits()) {
      parts.add("cost " + Credits.text(restrictions.getRequestCostMaxNanocredits()));
    }
    return String.join("; ", parts);
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "none" : String.join(",", names);
  }
}
