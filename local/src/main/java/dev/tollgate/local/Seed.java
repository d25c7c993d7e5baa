package dev.tollgate.local;

import dev.tollgate.proto.admin.v1.AdminServiceGrpc;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The first user of a new system: a key and 10 credits, once. */
final class Seed {
  private static final String USER = "demo";
  private static final long NANOCREDITS = 10_000_000_000L;

  private Seed() {}

  /** The demo user's key; made through the admin service if there is none yet. */
  static String key(LocalSystem system) throws IOException {
    var kept = system.kept("demo-api-key");
    if (!kept.isEmpty()) {
      return kept;
    }
    var channel =
        NettyChannelBuilder.forAddress("127.0.0.1", system.settings().ports().admin())
            .usePlaintext()
            .build();
    try {
      var key = create(channel, system.adminKey());
      system.keep("demo-api-key", key);
      return key;
    } catch (StatusRuntimeException e) {
      throw new IOException(
          "The demo user's key cannot be made: "
              + e.getStatus().getDescription()
              + ". If .tollgate/secrets/demo-api-key was lost: make another key (./tollgate key"
              + " create) and put it there",
          e);
    } finally {
      channel.shutdownNow();
    }
  }

  private static String create(ManagedChannel channel, String adminKey) {
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + adminKey);
    var admin = MetadataUtils.newAttachHeadersInterceptor(headers);
    var money = LedgerAdminServiceGrpc.newBlockingStub(channel).withInterceptors(admin);
    money
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .grant(
            GrantRequest.newBuilder()
                .setAccount("wallet:user:" + USER)
                .setNanocredits(NANOCREDITS)
                .setIdempotencyKey("quickstart-" + USER)
                .setReference("quickstart")
                .setOwner(USER)
                .build());
    var keys = AdminServiceGrpc.newBlockingStub(channel).withInterceptors(admin);
    return keys.withDeadlineAfter(10, TimeUnit.SECONDS)
        .createUserKey(
            CreateUserKeyRequest.newBuilder().setUserId(USER).setName("quickstart").build())
        .getApiKey();
  }
}
