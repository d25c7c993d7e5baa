package dev.tollgate.kit.grpc;

import static dev.tollgate.kit.grpc.TestCalls.answering;
import static dev.tollgate.kit.grpc.TestCalls.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.tls.ClientTls;
import dev.tollgate.kit.tls.ListenerTls;
import dev.tollgate.kit.tls.TestAuthority;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GrpcTlsTest {
  private final EventLoops loops = EventLoops.start(1, "test");
  private final List<Server> servers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  @TempDir Path directory;
  private TestAuthority authority;

  @BeforeEach
  void makeAuthority() throws Exception {
    authority = new TestAuthority(directory, "ca");
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(Server::shutdownNow);
    loops.close();
  }

  private int serve(TestAuthority.Pair pair, @Nullable Path clientCa) {
    var tls = new ListenerTls(pair.certificate(), pair.key(), clientCa);
    var listener = new GrpcListener(ListenAddress.parse("0.0.0.0:0"), tls, false);
    var services = List.of(answering(request -> request));
    servers.add(GrpcServers.startOnVirtualThreads(listener, loops, services));
    return GrpcServers.port(servers.getLast());
  }

  private ManagedChannel channelTo(String host, int port, ClientTls tls) {
    var target = new ListenAddress.Tcp(host, port);
    channels.add(GrpcChannels.to(new GrpcTargets(List.of(target), tls, false), loops));
    return channels.getLast();
  }

  private ClientTls believing(Path ca) {
    return new ClientTls(ca, null, null, null);
  }

  private ClientTls showing(TestAuthority.Pair pair) {
    return new ClientTls(authority.ca(), null, pair.certificate(), pair.key());
  }

  private static void assertRefused(ManagedChannel channel, String why) {
    assertThatThrownBy(() -> call(channel, "secret"))
        .satisfies(
            e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.UNAVAILABLE))
        .hasStackTraceContaining(why);
  }

  @Test
  void aServerIsBelievedByItsAuthorityAndName() throws Exception {
    int port = serve(authority.issue("server", "localhost"), null);
    assertThat(call(channelTo("localhost", port, believing(authority.ca())), "hello"))
        .isEqualTo("hello");
  }

  @Test
  void theNameOfACertificateIsVerified() throws Exception {
    int port = serve(authority.issue("server", "ledger.example"), null);
    assertRefused(
        channelTo("localhost", port, believing(authority.ca())), "matching localhost found");
    assertRefused(
        channelTo("127.0.0.1", port, believing(authority.ca())), "No subject alternative names");
    var named = new ClientTls(authority.ca(), "ledger.example", null, null);
    assertThat(call(channelTo("127.0.0.1", port, named), "hello")).isEqualTo("hello");
    var misnamed = new ClientTls(authority.ca(), "admin.example", null, null);
    assertRefused(channelTo("localhost", port, misnamed), "matching admin.example found");
  }

  @Test
  void anAddressCanBeTheName() throws Exception {
    int port = serve(authority.issue("server", b -> b.addSanIpAddress("127.0.0.1")), null);
    assertThat(call(channelTo("127.0.0.1", port, believing(authority.ca())), "hello"))
        .isEqualTo("hello");
  }

  @Test
  void anotherAuthorityIsNotBelieved() throws Exception {
    int port = serve(authority.issue("server", "localhost"), null);
    var foreign = new TestAuthority(directory, "foreign");
    assertRefused(channelTo("localhost", port, believing(foreign.ca())), "PKIX path");
    int selfSigned = serve(authority.selfSigned("own", "localhost"), null);
    assertRefused(channelTo("localhost", selfSigned, believing(authority.ca())), "PKIX path");
  }

  @Test
  void noTokenGoesInTheClearToWhatHasNoTls() throws Exception {
    var plain =
        GrpcServers.startOnEventLoops(
            ListenAddress.parse("127.0.0.1:0"), loops, List.of(answering(request -> request)));
    servers.add(plain);
    assertRefused(
        channelTo("localhost", GrpcServers.port(plain), believing(authority.ca())), "ssl");
    int port = serve(authority.issue("server", "localhost"), null);
    channels.add(GrpcChannels.to(List.of(new ListenAddress.Tcp("localhost", port)), loops));
    assertRefused(channels.getLast(), "");
  }

  @Test
  void callersNeedACertificateOfTheirAuthority() throws Exception {
    int port = serve(authority.issue("server", "localhost"), authority.ca());
    assertThat(call(channelTo("localhost", port, showing(authority.issue("authz", "x"))), "hello"))
        .isEqualTo("hello");
    assertRefused(channelTo("localhost", port, believing(authority.ca())), "");
    var foreign = new TestAuthority(directory, "foreign");
    assertRefused(channelTo("localhost", port, showing(foreign.issue("stranger", "x"))), "");
    assertRefused(channelTo("localhost", port, showing(authority.selfSigned("own", "x"))), "");
  }

  @Test
  void olderTlsIsNotSpoken() throws Exception {
    int port = serve(authority.issue("server", b -> b.rsa2048().addSanDnsName("localhost")), null);
    var anything = SSLContext.getInstance("TLS");
    anything.init(null, new TrustManager[] {new Credulous()}, null);
    for (var protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (var socket = (SSLSocket) anything.getSocketFactory().createSocket("localhost", port)) {
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      }
    }
    try (var socket = (SSLSocket) anything.getSocketFactory().createSocket("localhost", port)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void aRenewedCertificateIsShownToNewConnections() throws Exception {
    int port = serve(authority.issue("server", b -> b.serial(BigInteger.ONE)), null);
    assertThat(serialAt(port)).isEqualTo(BigInteger.ONE);
    Files.writeString(directory.resolve("server.key"), "half of a renewal");
    authority.issue("server", b -> b.serial(BigInteger.TWO));
    await().until(() -> serialAt(port).equals(BigInteger.TWO));
  }

  @Test
  void aRenewedAuthorityIsBelieved() throws Exception {
    var next = new TestAuthority(directory, "next");
    int port = serve(next.issue("server", "localhost"), null);
    var channel = channelTo("localhost", port, believing(authority.ca()));
    assertRefused(channel, "PKIX path");
    Files.copy(next.ca(), authority.ca(), StandardCopyOption.REPLACE_EXISTING);
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(call(channel, "hello")).isEqualTo("hello"));
  }

  @Test
  void aTargetsNameIsLookedUpUntilItIsKnown() throws Exception {
    int port = serve(authority.issue("server", "localhost"), null);
    var targets =
        List.<ListenAddress>of(
            new ListenAddress.Tcp("no-such-host.invalid", port),
            new ListenAddress.Tcp("localhost", port));
    channels.add(
        GrpcChannels.to(new GrpcTargets(targets, believing(authority.ca()), false), loops));
    assertThat(call(channels.getLast(), "hello")).isEqualTo("hello");
    assertRefused(
        channelTo("no-such-host.invalid", port, believing(authority.ca())),
        "no host of this name is known: [no-such-host.invalid:" + port + "]");
  }

  @Test
  void whatGuardsAnAddressMustFitIt() throws Exception {
    var pair = authority.issue("server", "localhost");
    var tls = new ListenerTls(pair.certificate(), pair.key(), null);
    var everywhere = ListenAddress.parse("0.0.0.0:9291");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GrpcListener(everywhere, null, false))
        .withMessageStartingWith("listen 0.0.0.0:9291 can be reached from other machines")
        .withMessageContaining("add tls (certificate and key)")
        .withMessageContaining("plaintext: true");
    assertThat(new GrpcListener(everywhere, null, true)).hasToString("0.0.0.0:9291 without TLS");
    assertThat(new GrpcListener(everywhere, tls, false)).hasToString("0.0.0.0:9291 with TLS");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GrpcListener(everywhere, tls, true))
        .withMessageContaining("contradicts tls");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GrpcListener(ListenAddress.parse("unix:/s"), tls, false))
        .withMessageContaining("is a Unix socket, which has no TLS");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GrpcTargets(List.of(ListenAddress.parse("ledger:9291")), null, false))
        .withMessageStartingWith("targets: ledger:9291 can be reached from other machines")
        .withMessageContaining("add tls (ca)");
  }

  private static BigInteger serialAt(int port) throws Exception {
    var anything = SSLContext.getInstance("TLS");
    anything.init(null, new TrustManager[] {new Credulous()}, null);
    try (var socket = (SSLSocket) anything.getSocketFactory().createSocket("localhost", port)) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  /** Looks at any certificate, to see what a server shows. */
  private static final class Credulous implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
