package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.AdminServiceGrpc;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.tollgate.proto.admin.v1.ByokServiceGrpc;
import dev.tollgate.proto.admin.v1.ByokServiceGrpc.ByokServiceBlockingStub;
import dev.tollgate.proto.admin.v1.ProviderKeyServiceGrpc;
import dev.tollgate.proto.admin.v1.ProviderKeyServiceGrpc.ProviderKeyServiceBlockingStub;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The way to the admin port. Every call has a deadline. */
final class Connection implements AutoCloseable {
  static final String ADDRESS_VARIABLE = "TOLLGATE_ADMIN_GRPC";
  static final String KEY_VARIABLE = "TOLLGATE_ADMIN_KEY";

  private static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
  private static final long CALL_SECONDS = 10;
  private static final long BATCH_SECONDS = 120;
  private static final long KEY_TEST_SECONDS = 30;
  private static final long VERIFY_SECONDS = 600;

  private final ManagedChannel channel;
  private final ClientInterceptor key;

  private Connection(ManagedChannel channel, ClientInterceptor key) {
    this.channel = channel;
    this.key = key;
  }

  /**
   * Connects on the first call, not before.
   *
   * @throws MisconfiguredException if the environment does not say where and with which key
   */
  static Connection open(Map<String, String> environment) {
    var tls = AdminTls.of(environment);
    var address = AdminAddress.parse(required(environment, ADDRESS_VARIABLE), tls != null);
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + required(environment, KEY_VARIABLE));
    var channel =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .maxInboundMessageSize(MESSAGE_BYTES_MAX);
    if (tls == null) {
      channel.usePlaintext();
    } else {
      tls.applyTo(channel);
    }
    return new Connection(channel.build(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static String required(Map<String, String> environment, String name) {
    var value = environment.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      throw new MisconfiguredException(
          name
              + " is not set: start everything with ./quickstart, which writes it to .tollgate/env,"
              + " or set it yourself");
    }
    return value;
  }

  AdminServiceBlockingStub keys() {
    return AdminServiceGrpc.newBlockingStub(channel)
        .withInterceptors(key)
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** With the time that a batch of an import takes. */
  AdminServiceBlockingStub keysForImport() {
    return keys().withDeadlineAfter(BATCH_SECONDS, TimeUnit.SECONDS);
  }

  ProviderKeyServiceBlockingStub providerKeys() {
    return ProviderKeyServiceGrpc.newBlockingStub(channel)
        .withInterceptors(key)
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** With the time that a provider's answers take. */
  ProviderKeyServiceBlockingStub providerKeysForTest() {
    return providerKeys().withDeadlineAfter(KEY_TEST_SECONDS, TimeUnit.SECONDS);
  }

  ByokServiceBlockingStub byok() {
    return ByokServiceGrpc.newBlockingStub(channel)
        .withInterceptors(key)
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** With the time that a provider's answers take. */
  ByokServiceBlockingStub byokForTest() {
    return byok().withDeadlineAfter(KEY_TEST_SECONDS, TimeUnit.SECONDS);
  }

  /** With the time that a service takes which keeps a key-encryption key, for a batch. */
  ProviderKeyServiceBlockingStub providerKeysForRewrap() {
    return providerKeys().withDeadlineAfter(BATCH_SECONDS, TimeUnit.SECONDS);
  }

  LedgerAdminServiceBlockingStub ledger() {
    return LedgerAdminServiceGrpc.newBlockingStub(channel)
        .withInterceptors(key)
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** With the time that it takes to read every entry of a large ledger. */
  LedgerAdminServiceBlockingStub ledgerForVerification() {
    return ledger().withDeadlineAfter(VERIFY_SECONDS, TimeUnit.SECONDS);
  }

  /** With the time that a batch of an import takes. */
  LedgerAdminServiceBlockingStub ledgerForImport() {
    return ledger().withDeadlineAfter(BATCH_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
