package dev.tollgate.authz.admin;

import com.google.common.base.Throwables;
import com.google.protobuf.Timestamp;
import dev.tollgate.authz.authn.apikey.BcryptDoor;
import dev.tollgate.authz.authn.apikey.KeyForge;
import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyResponse;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysResponse;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyResponse;
import dev.tollgate.proto.admin.v1.UserKey;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.mindrot.jbcrypt.BCrypt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys over gRPC. Runs on virtual threads: every method blocks on PostgreSQL. */
final class UserKeyAdmin extends AdminServiceGrpc.AdminServiceImplBase {
  private static final Logger log = LoggerFactory.getLogger(UserKeyAdmin.class);
  private static final int BCRYPT_COST = 12;
  private static final int DAYS_DEFAULT = 90;
  private static final int PAGE_DEFAULT = 100;
  private static final int PAGE_MAX = 1_000;
  private static final int KEY_ID_MAX = 64;
  private static final List<String> PERMISSIONS_DEFAULT = List.of("llm:inference", "llm:models");
  private static final TreeSet<String> PERMISSIONS =
      new TreeSet<>(List.of("llm:inference", "llm:models", "admin:*"));

  private final JdbcUserKeys keys;
  private final KeyForge forge;
  private final InstantSource clock;
  private final SecureRandom random;
  private final BcryptDoor door;

  UserKeyAdmin(
      JdbcUserKeys keys,
      KeyForge forge,
      InstantSource clock,
      SecureRandom random,
      BcryptDoor door) {
    this.keys = keys;
    this.forge = forge;
    this.clock = clock;
    this.random = random;
    this.door = door;
  }

  @Override
  public void createUserKey(
      CreateUserKeyRequest request, StreamObserver<CreateUserKeyResponse> observer) {
    answer(observer, () -> create(request));
  }

  private CreateUserKeyResponse create(CreateUserKeyRequest request) {
    int days = request.getExpiresInDays() == 0 ? DAYS_DEFAULT : request.getExpiresInDays();
    checkNew(request, days);
    var issued = forge.issue(KeyForm.USER, random);
    var now = clock.instant();
    var outcome =
        keys.create(
            new NewKey(
                "key_" + randomHex(),
                issued,
                hash(issued.key()),
                request.getName(),
                request.getUserId(),
                request.getOrganization().isEmpty() ? "default" : request.getOrganization(),
                request.getPermissionsCount() == 0
                    ? PERMISSIONS_DEFAULT
                    : request.getPermissionsList().stream().distinct().sorted().toList(),
                now,
                now.plus(Duration.ofDays(days))));
    return switch (outcome) {
      case NewKey.Outcome.Created(var key) ->
          CreateUserKeyResponse.newBuilder()
              .setApiKey(issued.key())
              .setKey(toProto(key, now))
              .build();
      case NewKey.Outcome.NoSuchOrganization() ->
          throw refused("organization", "there is no organization with this slug");
      case NewKey.Outcome.OtherOrganization(var slug) ->
          throw refused("organization", "the user belongs to " + slug + ": name that, or none");
    };
  }

  private static void checkNew(CreateUserKeyRequest request, int days) {
    var fields =
        new Fields()
            .text("user_id", request.getUserId(), 255)
            .text("name", request.getName(), 100)
            .optionalText("organization", request.getOrganization(), 63);
    fields
        .require(
            days >= 1 && days <= 365,
            "expires_in_days",
            "must be from 1 to 365, or 0 for " + DAYS_DEFAULT)
        .require(
            PERMISSIONS.containsAll(request.getPermissionsList()),
            "permissions",
            "must be some of " + String.join(", ", PERMISSIONS))
        .check();
  }

  private String hash(String key) {
    return door.through(() -> BCrypt.hashpw(key, BCrypt.gensalt(BCRYPT_COST, random)))
        .orElseThrow(
            () -> GrpcErrors.unavailable("too many keys are being made at once: try again"));
  }

  @Override
  public void listUserKeys(
      ListUserKeysRequest request, StreamObserver<ListUserKeysResponse> observer) {
    answer(observer, () -> list(request));
  }

  private ListUserKeysResponse list(ListUserKeysRequest request) {
    new Fields()
        .optionalText("user_id", request.getUserId(), 255)
        .optionalText("page_token", request.getPageToken(), KEY_ID_MAX)
        .require(
            request.getPageSize() >= 0 && request.getPageSize() <= PAGE_MAX,
            "page_size",
            "must be from 1 to " + PAGE_MAX + ", or 0 for " + PAGE_DEFAULT)
        .check();
    if (!request.getPageToken().isEmpty() && !keys.exists(request.getPageToken())) {
      throw refused("page_token", "must be a next_page_token of an earlier answer, or empty");
    }
    int size = request.getPageSize() == 0 ? PAGE_DEFAULT : request.getPageSize();
    var found = keys.list(request.getUserId(), request.getPageToken(), size + 1);
    var page = found.subList(0, Math.min(size, found.size()));
    var response = ListUserKeysResponse.newBuilder();
    var now = clock.instant();
    page.forEach(key -> response.addKeys(toProto(key, now)));
    if (found.size() > size) {
      response.setNextPageToken(page.getLast().keyId());
    }
    return response.build();
  }

  @Override
  public void revokeUserKey(
      RevokeUserKeyRequest request, StreamObserver<RevokeUserKeyResponse> observer) {
    answer(observer, () -> revoke(request));
  }

  private RevokeUserKeyResponse revoke(RevokeUserKeyRequest request) {
    new Fields()
        .text("key_id", request.getKeyId(), KEY_ID_MAX)
        .optionalText("reason", request.getReason(), 255)
        .check();
    var now = clock.instant();
    var key =
        keys.revoke(request.getKeyId(), request.getReason(), now)
            .orElseThrow(() -> GrpcErrors.notFound("there is no key " + request.getKeyId()));
    return RevokeUserKeyResponse.newBuilder().setKey(toProto(key, now)).build();
  }

  private static StatusRuntimeException refused(String field, String problem) {
    return GrpcErrors.invalidArgument(Map.of(field, problem));
  }

  private static UserKey toProto(StoredKey key, Instant now) {
    var status = key.status(now);
    var proto =
        UserKey.newBuilder()
            .setKeyId(key.keyId())
            .setKeyName(key.name())
            .setKeyPrefix(key.prefix())
            .addAllPermissions(key.permissions())
            .setCreatedAt(timestamp(key.createdAt()))
            .setExpiresAt(timestamp(key.expiresAt()))
            .setIsActive(status.equals("active"))
            .setStatus(status)
            .setUserId(key.userId())
            .setOrganizationId(key.organizationId());
    var lastUsed = key.lastUsed();
    if (lastUsed != null) {
      proto.setLastUsed(timestamp(lastUsed));
    }
    return proto.build();
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  private String randomHex() {
    var bytes = new byte[12];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** What failed, without its message: a statement's message quotes what was to be stored. */
  private static String withoutValues(Throwable failure) {
    var cause = Throwables.getRootCause(failure);
    var name = cause.getClass().getSimpleName();
    return cause instanceof SQLException sql ? name + ", SQL state " + sql.getSQLState() : name;
  }

  private static <A> void answer(StreamObserver<A> observer, Supplier<A> work) {
    A answer;
    try {
      answer = work.get();
    } catch (StatusRuntimeException e) {
      observer.onError(e);
      return;
    } catch (RuntimeException e) {
      log.warn("An admin call failed: {}", withoutValues(e));
      observer.onError(GrpcErrors.unavailable("the database cannot be used now: try again"));
      return;
    }
    observer.onNext(answer);
    observer.onCompleted();
  }
}
