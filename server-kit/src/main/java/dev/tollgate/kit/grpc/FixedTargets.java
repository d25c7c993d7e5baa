package dev.tollgate.kit.grpc;

import dev.tollgate.kit.config.ListenAddress;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.URI;
import java.util.List;

/** Resolves one name to the same addresses every time. */
final class FixedTargets extends NameResolverProvider {
  private static final String SCHEME = "fixed";
  static final String TARGET = SCHEME + ":///targets";

  private final List<EquivalentAddressGroup> groups;

  FixedTargets(List<ListenAddress> targets) {
    this.groups =
        targets.stream().map(t -> new EquivalentAddressGroup(Sockets.toNetty(t))).toList();
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
    return new NameResolver() {
      @Override
      public String getServiceAuthority() {
        return "localhost";
      }

      @Override
      public void start(Listener2 listener) {
        listener.onResult2(
            ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(groups)).build());
      }

      @Override
      public void refresh() {
        // There is nothing newer to find.
      }

      @Override
      public void shutdown() {}
    };
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
