package dev.tollgate.bench.usage;

import dev.tollgate.bench.Subject;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc;
import dev.tollgate.proto.ledger.v1.LedgerServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The ledger-server as authz-servers ask it, over one connection. */
final class LedgerCalls implements AutoCloseable {
  private static final long MINUTES_MAX = 5;

  private final ManagedChannel channel;
  private final Secret replica;
  private final Secret admin;

  LedgerCalls(Subject subject) throws IOException {
    replica = subject.replicaToken();
    admin = subject.ledgerAdminToken();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", subject.ledgerPort()).usePlaintext().build();
  }

  LedgerServiceGrpc.LedgerServiceBlockingStub replica() {
    return as(replica, LedgerServiceGrpc.newBlockingStub(channel));
  }

  LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub admin() {
    return as(admin, LedgerAdminServiceGrpc.newBlockingStub(channel));
  }

  private static <S extends AbstractStub<S>> S as(Secret token, S stub) {
    return stub.withInterceptors(BearerTokens.present(token))
        .withDeadlineAfter(MINUTES_MAX, TimeUnit.MINUTES);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
