package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.KeyDatabase.FORGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tollgate.authz.authn.Environment;
import dev.tollgate.authz.check.Check;
import dev.tollgate.authz.credits.ChargePaths;
import dev.tollgate.authz.policy.PolicyConfig;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcChannels;
import dev.tollgate.kit.grpc.GrpcServers;
import dev.tollgate.pricing.PriceCatalog;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Check of a key in memory is answered where it arrives: no lock, no other thread. */
class WarmKeyTest {
  private static final KeyDatabase DATABASE = new KeyDatabase();

  private final CountDownLatch applying = new CountDownLatch(1);
  private final CountDownLatch applied = new CountDownLatch(1);
  private final KeyCache cache = new KeyCache(heldUpByChanges(), new ConcurrentHashMap<>());
  private final EventLoops loops = EventLoops.start(1, "warm-test");
  private final BcryptDoor door = new BcryptDoor(1, 1);
  private final AnsweredAtOnce answers = new AnsweredAtOnce();
  private final AuthnMetrics metrics =
      new AuthnMetrics(new SimpleMeterRegistry(), InstantSource.system());
  private final ImportedKeys imported = DATABASE.imported();
  private final ChangeFollower changes =
      new ChangeFollower(
          new JdbcChangeLog(DATABASE.source()),
          cache,
          imported,
          Duration.ofMinutes(5),
          System::nanoTime,
          metrics,
          new ReplicaProgress(System::nanoTime),
          ChangeSubscriber.NONE);

  private final Server server;
  private final ManagedChannel channel;

  /** Whether each call was answered before the service returned from it. */
  private static final class AnsweredAtOnce implements ServerInterceptor {
    final BlockingQueue<Boolean> calls = new ArrayBlockingQueue<>(10);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      var answered = new AtomicBoolean();
      var watched =
          new SimpleForwardingServerCall<Q, A>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
              answered.set(true);
              super.close(status, trailers);
            }
          };
      return new SimpleForwardingServerCallListener<>(next.startCall(watched, headers)) {
        @Override
        public void onHalfClose() {
          super.onHalfClose();
          calls.add(answered.get());
        }
      };
    }
  }

  WarmKeyTest(@TempDir Path directory) throws SQLException {
    var address = new ListenAddress.Unix(directory.resolve("check.sock"));
    var watched = ServerInterceptors.intercept(service(), answers);
    server = GrpcServers.startOnEventLoops(address, loops, List.of(watched));
    channel = GrpcChannels.to(List.of(address), loops);
    changes.poll();
  }

  private ServerServiceDefinition service() {
    var store = new JdbcKeyStore(DATABASE.source(), List.of(Environment.values()), OwnKeys.NONE);
    var loads = KeyLookups.create(FORGE, store, imported, door, cache, changes, System::nanoTime);
    return Check.create(
        loops,
        new PolicyConfig(null),
        new ApiKeyAuthenticator(
            FORGE, cache, changes, imported, loads, () -> KeyDatabase.CREATED, metrics),
        (keyId, address) -> {},
        (request, callback) -> {
          throw new AssertionError("the phase that sees headers alone reserves nothing");
        },
        ChargePaths.unlimited(InstantSource.system()),
        () -> PriceCatalog.EMPTY,
        () -> ProviderCatalog.of(ProvidersConfig.NONE),
        (call, done) -> done.accept(true),
        InstantSource.system(),
        System::nanoTime,
        new Random(1),
        new SimpleMeterRegistry());
  }

  @AfterEach
  void stop() {
    applied.countDown();
    channel.shutdownNow();
    server.shutdownNow();
    changes.close();
    door.close();
    loops.close();
  }

  @Test
  void aWarmKeyIsAnsweredWithinTheCallAlsoWhileTheCacheIsLocked() throws Exception {
    var key = DATABASE.store("warm");
    assertThat(accepted(key)).isTrue();
    assertThat(answers.calls.take()).as("a key that has to be looked up").isFalse();

    var change = Thread.ofPlatform().start(() -> cache.apply(List.of()));
    applying.await();
    assertThat(accepted(key)).isTrue();
    assertThat(answers.calls.take()).as("a key in memory").isTrue();
    assertThat(change.isAlive()).isTrue();
  }

  @Test
  void aForgedKeyIsRefusedWithinTheCall() throws Exception {
    assertThat(accepted(KeyDatabase.forge("other", "p").issue(KeyForm.USER, new Random(3)).key()))
        .isFalse();
    assertThat(answers.calls.take()).isTrue();
  }

  private boolean accepted(String key) {
    var phase = new Metadata();
    phase.put(Metadata.Key.of("x-authz-phase", Metadata.ASCII_STRING_MARSHALLER), "key");
    return AuthorizationGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(phase))
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .check(question(key))
        .hasOkResponse();
  }

  private static CheckRequest question(String key) {
    var request = CheckRequest.newBuilder();
    var http = request.getAttributesBuilder().getRequestBuilder().getHttpBuilder();
    http.setMethod("POST").setPath("/v1/chat/completions");
    var header = HeaderValue.newBuilder().setKey("authorization");
    header.setRawValue(ByteString.copyFromUtf8("Bearer " + key));
    http.getHeaderMapBuilder().addHeaders(header);
    return request.build();
  }

  /** Holds the lock of a change until the test has ended. */
  private ConcurrentHashMap<KeyDigest, KnownKey> heldUpByChanges() {
    return new ConcurrentHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      public Collection<KnownKey> values() {
        applying.countDown();
        Latches.await(applied);
        return super.values();
      }
    };
  }
}
