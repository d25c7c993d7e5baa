package dev.tollgate.kit.grpc;

import dev.tollgate.kit.config.ListenAddress;
import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Resolves one name to every address of a list of targets. A host's name is looked up when the
 * channel begins, and again whenever a connection was lost.
 */
final class Targets extends NameResolverProvider {
  private static final String SCHEME = "fixed";
  static final String TARGET = SCHEME + ":///targets";

  private final List<ListenAddress> targets;
  private final @Nullable String serverName;

  /**
   * The resolver of a list.
   *
   * @param serverName who is expected to answer at each of them; null: whose host it is
   */
  Targets(List<ListenAddress> targets, @Nullable String serverName) {
    this.targets = targets;
    this.serverName = serverName;
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
    return new Resolver(arguments);
  }

  private final class Resolver extends NameResolver {
    private final Args arguments;
    private @Nullable Listener2 listener;
    private boolean looking;

    Resolver(Args arguments) {
      this.arguments = arguments;
    }

    @Override
    public String getServiceAuthority() {
      return "localhost";
    }

    @Override
    public void start(Listener2 told) {
      listener = told;
      refresh();
    }

    @Override
    public void refresh() {
      if (looking) {
        return;
      }
      looking = true;
      // A look-up may block, and a channel's own threads are event loops.
      Thread.startVirtualThread(() -> {
        var found = resolve();
        arguments.getSynchronizationContext().execute(() -> tell(found));
      });
    }

    private void tell(StatusOr<List<EquivalentAddressGroup>> found) {
      looking = false;
      if (listener != null) {
        var _ =
            listener.onResult2(ResolutionResult.newBuilder().setAddressesOrError(found).build());
      }
    }

    @Override
    public void shutdown() {
      listener = null;
    }
  }

  /** The hosts that are known; an error if none is. */
  private StatusOr<List<EquivalentAddressGroup>> resolve() {
    var groups = new ArrayList<EquivalentAddressGroup>();
    var unknown = new ArrayList<String>();
    for (var target : targets) {
      try {
        groups(target).forEach(groups::add);
      } catch (UnknownHostException e) {
        unknown.add(target.toString());
      }
    }
    return groups.isEmpty()
        ? StatusOr.fromStatus(
            Status.UNAVAILABLE.withDescription("no host of this name is known: " + unknown))
        : StatusOr.fromValue(groups);
  }

  private Stream<EquivalentAddressGroup> groups(ListenAddress target) throws UnknownHostException {
    return switch (target) {
      case ListenAddress.Unix unix ->
          Stream.of(new EquivalentAddressGroup(new DomainSocketAddress(unix.path().toFile())));
      case ListenAddress.Tcp tcp -> {
        var expected =
            Attributes.newBuilder()
                .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, authority(tcp))
                .build();
        yield Arrays.stream(InetAddress.getAllByName(tcp.host()))
            .map(host ->
                new EquivalentAddressGroup(new InetSocketAddress(host, tcp.port()), expected));
      }
    };
  }

  private String authority(ListenAddress.Tcp tcp) {
    return serverName == null
        ? tcp.toString()
        : new ListenAddress.Tcp(serverName, tcp.port()).toString();
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 5;
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }
}
