package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import com.google.protobuf.Duration;
import dev.tollgate.proto.admin.v1.CloseKeyRequest;
import dev.tollgate.proto.admin.v1.Key;
import dev.tollgate.proto.admin.v1.RotateKeyRequest;
import dev.tollgate.proto.admin.v1.UpdateKeyRequest;
import java.util.function.Predicate;

/** What is done as REST to users' and organizations' keys alike. */
final class RestKeyChanges {
  private static final String OVERLAP = "overlap_hours";
  private static final int OVERLAP_HOURS_MAX = 30 * 24;
  private static final int HOUR_SECONDS = 3_600;

  private final KeyAdmin keys;

  RestKeyChanges(KeyAdmin keys) {
    this.keys = keys;
  }

  HttpBody rotate(Caller caller, String keyId, Predicate<StoredKey> owned, HttpBody content) {
    keys.require(caller, keyId, owned);
    var body = RestBody.orNone(content);
    var wanted = RotateKeyRequest.newBuilder().setKeyId(keyId);
    int hours = body.integer(OVERLAP);
    if (body.given(OVERLAP)) {
      wanted.setOverlap(Duration.newBuilder().setSeconds((long) hours * HOUR_SECONDS));
    }
    body.check();
    new Fields().range(OVERLAP, hours, 0, OVERLAP_HOURS_MAX, ", or absent for 168").check();
    return RestKeyAnswers.rotated(keys.rotate(caller, wanted.build()));
  }

  HttpBody close(Caller caller, String keyId, Predicate<StoredKey> owned, HttpBody content) {
    keys.require(caller, keyId, owned);
    RestBody.orNone(content).check();
    keys.close(caller, CloseKeyRequest.newBuilder().setKeyId(keyId).build());
    return RestKeyAnswers.done("The API key " + keyId + " works no more beside its successor.");
  }

  Key update(Caller caller, String keyId, Predicate<StoredKey> owned, HttpBody content) {
    keys.require(caller, keyId, owned);
    var body = RestBody.of(content);
    var wanted =
        UpdateKeyRequest.newBuilder()
            .setKeyId(keyId)
            .setRestrictions(RestRestrictions.read(body))
            .setUpdateMask(RestRestrictions.given(body));
    body.check();
    new Fields()
        .require(
            "body",
            wanted.getUpdateMask().getPathsCount() > 0,
            "must have some of " + String.join(", ", StoredRestrictions.MEMBERS))
        .check();
    return keys.update(caller, wanted.build()).getKey();
  }
}
