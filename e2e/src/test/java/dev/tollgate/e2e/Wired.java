package dev.tollgate.e2e;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sidecar that asks both ledger-servers, and is asked by its Envoy, over {@link Wire}s, and whose
 * journal begins a new file as often as it can.
 */
final class Wired implements Sidecar.Wiring, AutoCloseable {
  private final List<Wire> ledgers = new ArrayList<>();
  private @Nullable Wire check;
  final Sidecar sidecar;

  Wired(Gateway gateway) throws IOException {
    int first = gateway.system.settings().ports().ledger();
    for (int i = 0; i < gateway.system.ledgerParts().size(); i++) {
      var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), first + i);
      var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      ledgers.add(new Wire(ServerSocketChannel.open(), any, server));
    }
    this.sidecar = new Sidecar(gateway, this);
  }

  @Override
  public Map<String, String> settings() {
    var targets = ledgers.stream().map(Wired::address).collect(joining(","));
    return Map.of("LEDGER_TARGETS", targets, "JOURNAL_SEGMENT_SIZE_MIB", "1");
  }

  private static String address(Wire wire) {
    try {
      return "127.0.0.1:" + ((InetSocketAddress) wire.address()).getPort();
    } catch (IOException e) {
      throw new IllegalStateException("a wire has no address", e);
    }
  }

  @Override
  public Path check(Path listening) throws IOException {
    var asked = listening.resolveSibling("wire.sock");
    check =
        new Wire(
            ServerSocketChannel.open(StandardProtocolFamily.UNIX),
            UnixDomainSocketAddress.of(asked),
            UnixDomainSocketAddress.of(listening));
    return asked;
  }

  /** What the ledger hears or answers gets lost. */
  void loseOfLedger(Wire.Loss loss) {
    ledgers.forEach(wire -> wire.lose(loss));
  }

  /** Answers of Checks get lost. */
  void loseAnswersOfChecks() {
    wireOfChecks().lose(Wire.Loss.ANSWERS);
  }

  long lostBytes() {
    return wireOfChecks().lostBytes() + ledgers.stream().mapToLong(Wire::lostBytes).sum();
  }

  void mend() {
    wireOfChecks().mend();
    ledgers.forEach(Wire::mend);
  }

  private Wire wireOfChecks() {
    if (check == null) {
      throw new IllegalStateException("the sidecar has no Envoy yet");
    }
    return check;
  }

  @Override
  public void close() throws IOException {
    mend();
    sidecar.close();
    for (var wire : ledgers) {
      wire.close();
    }
    wireOfChecks().close();
  }
}
