package dev.tollgate.bench;

import dev.tollgate.bench.CheckClient.EnvoyBoot;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.local.LocalSystem;
import dev.tollgate.local.SystemSettings;
import dev.tollgate.local.SystemSettings.Ports;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc;
import dev.tollgate.proto.ledger.v1.VerifyRequest;
import dev.tollgate.proto.ledger.v1.VerifyResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The whole local system with operators' settings; its Envoy stays idle, and the benchmark asks in
 * its place.
 */
public final class Subject implements AutoCloseable {
  private static final Pattern BOOT = Pattern.compile("node: \\{id: \"(.+?)\".*boot: \"(.+?)\"");

  private static final long VERIFY_MINUTES = 5;

  private final LocalSystem system;
  private final ManagedChannel admin;
  private final EnvoyBoot envoy;

  private Subject(LocalSystem system) throws IOException {
    this.system = system;
    this.envoy = envoy(system.settings().state().resolve("envoy/envoy.yaml"));
    this.admin =
        NettyChannelBuilder.forAddress("127.0.0.1", system.settings().ports().admin())
            .usePlaintext()
            .build();
  }

  /** Returns when all of it is ready. */
  public static Subject start(Path state) throws IOException {
    var system = LocalSystem.start(SystemSettings.standard(state, Ports.free(1).traffic()));
    try {
      return new Subject(system);
    } catch (IOException e) {
      system.close();
      throw e;
    }
  }

  private static EnvoyBoot envoy(Path configuration) throws IOException {
    var found = BOOT.matcher(Files.readString(configuration));
    if (!found.find()) {
      throw new IOException(configuration + " does not name its node and boot");
    }
    return new EnvoyBoot(found.group(1), found.group(2));
  }

  public EnvoyBoot envoy() {
    return envoy;
  }

  public Path socket() {
    return system.settings().state().resolve("check.sock");
  }

  Path usageLog() {
    return system.settings().state().resolve("usage.jsonl");
  }

  int observePort() {
    return system.settings().ports().authzObserve();
  }

  public long authzPid() {
    return system.authzPart().pid();
  }

  public long envoyPid() {
    return system.envoyPart().pid();
  }

  /** Of Envoy's listener for clients. */
  public int trafficPort() {
    return system.settings().ports().traffic();
  }

  /** Of the mock that stands in for the providers. */
  public int upstreamPort() {
    return system.settings().ports().upstream();
  }

  /** What the mock takes from callers of OpenAI's. */
  public String openaiKey() throws IOException {
    return secret("mock-openai-key").text();
  }

  public long ledgerPid() {
    return system.ledgerParts().getFirst().pid();
  }

  /** Of the ledger-server's gRPC. */
  public int ledgerPort() {
    return system.settings().ports().ledger();
  }

  /** What authz-server reports to the ledger with. */
  public Secret replicaToken() throws IOException {
    return secret("replica-token");
  }

  /** With which the ledger's administration is asked. */
  public Secret ledgerAdminToken() throws IOException {
    return secret("ledger-admin-token");
  }

  private Secret secret(String name) throws IOException {
    return Secret.of(Files.readString(system.settings().state().resolve("secrets").resolve(name)));
  }

  /** Where PostgreSQL keeps its data. */
  public Path postgresData() {
    return system.settings().state().resolve("postgres");
  }

  /** Of PostgreSQL's first process, whose children the others are. */
  public long postgresPid() throws IOException {
    try (var lines = Files.lines(postgresData().resolve("postmaster.pid"))) {
      return Long.parseLong(lines.findFirst().orElseThrow());
    }
  }

  /** A connection of the superuser's to the database of the system. */
  public Connection database() throws IOException {
    try {
      return databases().getConnection();
    } catch (SQLException e) {
      throw new IOException("PostgreSQL cannot be reached: " + e.getMessage(), e);
    }
  }

  /** Connections of the superuser's to the database of the system. */
  public DataSource databases() throws IOException {
    var databases = new PGSimpleDataSource();
    databases.setUrl(system.databaseUrl());
    databases.setUser("postgres");
    databases.setPassword(system.databasePassword());
    return databases;
  }

  /** The key of a new user with so many nanocredits, or with none. */
  public String apiKey(String user, long nanocredits) throws IOException {
    if (nanocredits > 0) {
      grant("wallet:user:" + user, nanocredits);
    }
    return as(AdminServiceGrpc.newBlockingStub(admin))
        .createUserKey(
            CreateUserKeyRequest.newBuilder().setUserId(user).setName("benchmark").build())
        .getApiKey();
  }

  /** The first credit of an account, which is made. */
  public void grant(String account, long nanocredits) throws IOException {
    var grant = GrantRequest.newBuilder().setAccount(account).setNanocredits(nanocredits);
    var _ = money().grant(grant.setIdempotencyKey(account).build());
  }

  /** The ledger's own verification of all it has. */
  public VerifyResponse verify() throws IOException {
    return money()
        .withDeadlineAfter(VERIFY_MINUTES, TimeUnit.MINUTES)
        .verify(VerifyRequest.getDefaultInstance());
  }

  private LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub money() throws IOException {
    return as(LedgerAdminServiceGrpc.newBlockingStub(admin));
  }

  private <S extends AbstractStub<S>> S as(S stub) throws IOException {
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + system.adminKey());
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    admin.shutdownNow();
    system.close();
  }
}
