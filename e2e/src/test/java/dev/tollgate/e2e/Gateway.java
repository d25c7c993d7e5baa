package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.local.LocalSystem;
import dev.tollgate.local.Repository;
import dev.tollgate.local.SystemSettings;
import dev.tollgate.local.SystemSettings.Ports;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.ProviderKeyServiceGrpc;
import dev.tollgate.proto.admin.v1.ProviderKeyServiceGrpc.ProviderKeyServiceBlockingStub;
import dev.tollgate.proto.admin.v1.UserKey;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub;
import dev.tollgate.proto.ledger.v1.VerifyRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The whole system with two ledger-servers, and how a client reaches it. */
final class Gateway implements AutoCloseable {
  private static final int LEDGERS = 2;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final LocalSystem system;
  private final ManagedChannel adminChannel;
  private final ManagedChannel ledgerChannel;

  Gateway(String name) throws IOException {
    Path state = Repository.root().resolve("target/e2e").resolve(name + "-" + System.nanoTime());
    var ports = Ports.free(LEDGERS);
    system =
        LocalSystem.start(
            new SystemSettings(
                state,
                ports,
                LEDGERS,
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1)));
    adminChannel = channel(ports.admin());
    ledgerChannel = channel(ports.ledger());
  }

  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  /** Of the admin service as REST. */
  String adminUrl() {
    return "http://127.0.0.1:" + system.settings().ports().adminRest();
  }

  String url() {
    return "http://127.0.0.1:" + system.settings().ports().traffic();
  }

  private String upstreamUrl() {
    return "http://127.0.0.1:" + system.settings().ports().upstream();
  }

  AdminServiceBlockingStub keys() throws IOException {
    return as(system.adminKey(), AdminServiceGrpc.newBlockingStub(adminChannel));
  }

  /** The admin service with a credential of one's choice. */
  AdminServiceBlockingStub keysAs(String credential) {
    return as(credential, AdminServiceGrpc.newBlockingStub(adminChannel));
  }

  ProviderKeyServiceBlockingStub providerKeys() throws IOException {
    return as(system.adminKey(), ProviderKeyServiceGrpc.newBlockingStub(adminChannel));
  }

  LedgerAdminServiceBlockingStub money() throws IOException {
    return as(system.adminKey(), LedgerAdminServiceGrpc.newBlockingStub(adminChannel));
  }

  /** The ledger itself, reached with the credential that authz-server reports with. */
  LedgerAdminServiceBlockingStub ledgerAsReplica() throws IOException {
    var token = Files.readString(system.settings().state().resolve("secrets/replica-token"));
    return as(token, LedgerAdminServiceGrpc.newBlockingStub(ledgerChannel));
  }

  static <S extends AbstractStub<S>> S as(String token, S stub) {
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  /** A user of the default organization with a key. */
  record Caller(String user, String apiKey, UserKey key) {
    String wallet() {
      return "wallet:user:" + user;
    }
  }

  /** A new user with so many nanocredits. */
  Caller caller(long nanocredits) throws IOException {
    var user = "u-" + UUID.randomUUID();
    var created =
        keys()
            .createUserKey(
                CreateUserKeyRequest.newBuilder().setUserId(user).setName("e2e").build());
    if (nanocredits > 0) {
      var grant =
          money()
              .grant(
                  GrantRequest.newBuilder()
                      .setAccount("wallet:user:" + user)
                      .setNanocredits(nanocredits)
                      .setIdempotencyKey(user)
                      .build());
      assertThat(grant.getRepeated()).isFalse();
    }
    return new Caller(user, created.getApiKey(), created.getKey());
  }

  HttpRequest chat(String apiKey, String model, String content, String more) {
    return chat(url(), apiKey, model, content, more);
  }

  /** A chat at another address than the gateway's own. */
  HttpRequest chat(String url, String apiKey, String model, String content, String more) {
    var body =
        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
            .formatted(model, content, more);
    return HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
        .header("authorization", "Bearer " + apiKey)
        .header("content-type", "application/json")
        .timeout(Duration.ofSeconds(30))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  /**
   * Sends again, as SDKs do, while the answer has one of these statuses, after as long as it asks
   * for and up to half a second more.
   */
  CompletableFuture<HttpResponse<String>> sendAgainWhile(
      Set<Integer> statuses, HttpRequest request) {
    return sendAsync(request)
        .thenCompose(answer ->
            statuses.contains(answer.statusCode())
                ? CompletableFuture.supplyAsync(() -> request, later(answer))
                    .thenCompose(again -> sendAgainWhile(statuses, again))
                : CompletableFuture.completedFuture(answer));
  }

  private static Executor later(HttpResponse<String> answer) {
    long seconds = answer.headers().firstValueAsLong("retry-after").orElse(0);
    long millis = 1_000 * seconds + ThreadLocalRandom.current().nextInt(500);
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
  }

  /** What a caller has, in nanocredits. */
  long balance(Caller caller) throws IOException {
    return money()
        .getBalance(GetBalanceRequest.newBuilder().setAccount(caller.wallet()).build())
        .getAccount()
        .getBalance();
  }

  /** Everything that reached the upstream, a line of JSON each. */
  String upstreamRecord() throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(upstreamUrl() + "/_mock/requests")).build())
        .body();
  }

  /** How many requests reached the upstream. */
  int served() throws IOException, InterruptedException {
    return Math.toIntExact(upstreamRecord().lines().count());
  }

  /** Every part is back, and the ledger's own verification finds nothing. */
  void requireSound() throws IOException {
    for (var part : system.parts()) {
      part.awaitReady();
    }
    assertThat(money().verify(VerifyRequest.getDefaultInstance()).getDifferencesList()).isEmpty();
  }

  Connection database() throws SQLException, IOException {
    return DriverManager.getConnection(system.databaseUrl(), "postgres", system.databasePassword());
  }

  @Override
  public void close() throws IOException {
    adminChannel.shutdownNow();
    ledgerChannel.shutdownNow();
    system.close();
  }
}
