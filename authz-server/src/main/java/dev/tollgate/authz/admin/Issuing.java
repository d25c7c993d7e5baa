package dev.tollgate.authz.admin;

import com.google.protobuf.Timestamp;
import dev.tollgate.kit.grpc.GrpcErrors;
import io.grpc.StatusRuntimeException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** What the keys of all families have in common when they are made and shown. */
final class Issuing {
  private static final List<String> PERMISSIONS_DEFAULT = List.of("llm:inference", "llm:models");
  private static final int ID_BYTES = 12;

  private Issuing() {}

  /** A new id: 24 hex digits after a beginning. */
  static String id(String beginning, SecureRandom random) {
    var bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return beginning + HexFormat.of().formatHex(bytes);
  }

  static StatusRuntimeException noKey(String keyId) {
    return GrpcErrors.notFound("there is no key " + keyId);
  }

  static StatusRuntimeException noOrganization() {
    return Fields.of(
        "organization",
        "there is no organization with this slug: tollgate org list shows those there are");
  }

  /** An owner has as many active keys as it may. */
  static StatusRuntimeException tooMany(String owner, int limit, String plan) {
    return GrpcErrors.resourceExhausted(
        owner
            + " may have "
            + limit
            + " active keys: revoke one first, or raise max_api_keys of the organization or of its"
            + " plan "
            + plan);
  }

  /** Each once, in order; the default if there are none. */
  static List<String> permissions(Collection<String> wanted) {
    return wanted.isEmpty() ? PERMISSIONS_DEFAULT : wanted.stream().distinct().sorted().toList();
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
