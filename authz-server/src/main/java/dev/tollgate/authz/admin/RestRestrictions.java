package dev.tollgate.authz.admin;

import com.google.protobuf.FieldMask;
import dev.tollgate.proto.admin.v1.KeyRestrictions;
import dev.tollgate.proto.admin.v1.Names;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a key is restricted to, as members beside its others. One that is null restricts nothing.
 */
final class RestRestrictions {
  private RestRestrictions() {}

  static KeyRestrictions read(RestBody body) {
    var restrictions = KeyRestrictions.newBuilder();
    if (body.given(StoredRestrictions.MODELS)) {
      restrictions.setAllowedModels(names(body, StoredRestrictions.MODELS));
    }
    if (body.given(StoredRestrictions.NETWORKS)) {
      restrictions.setAllowedIps(names(body, StoredRestrictions.NETWORKS));
    }
    if (body.given(StoredRestrictions.COST)) {
      restrictions.setRequestCostMaxNanocredits(body.longInteger(StoredRestrictions.COST));
    }
    return restrictions.build();
  }

  private static Names names(RestBody body, String member) {
    return Names.newBuilder().addAllNames(body.texts(member)).build();
  }

  /** Which of the members are there, be they null. */
  static FieldMask given(RestBody body) {
    return FieldMask.newBuilder()
        .addAllPaths(StoredRestrictions.MEMBERS.stream().filter(body::has).toList())
        .build();
  }

  static Map<String, @Nullable Object> show(
      Map<String, @Nullable Object> key, KeyRestrictions restrictions) {
    key.put(
        StoredRestrictions.MODELS,
        restrictions.hasAllowedModels() ? restrictions.getAllowedModels().getNamesList() : null);
    key.put(
        StoredRestrictions.NETWORKS,
        restrictions.hasAllowedIps() ? restrictions.getAllowedIps().getNamesList() : null);
    key.put(
        StoredRestrictions.COST,
        restrictions.hasRequestCostMaxNanocredits()
            ? restrictions.getRequestCostMaxNanocredits()
            : null);
    return key;
  }
}
