package dev.tollgate.authz.authn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a key may be used from. Immutable; any thread. */
public final class AllowedAddresses {
  /** From everywhere, also from an address that is not known. */
  public static final AllowedAddresses ANY = new AllowedAddresses(null);

  /** From nowhere. */
  public static final AllowedAddresses NONE = new AllowedAddresses(List.of());

  /** Every request of the key compares its address with each of them. */
  public static final int NETWORKS_MAX = 1_000;

  private final @Nullable List<Network> networks;

  private AllowedAddresses(@Nullable List<Network> networks) {
    this.networks = networks;
  }

  /**
   * From these networks alone, each like {@code 10.0.0.0/8} or {@code 2001:db8::/32}.
   *
   * @throws IllegalArgumentException if one is no network, or if there are too many
   */
  public static AllowedAddresses of(List<String> networks) {
    if (networks.size() > NETWORKS_MAX) {
      throw new IllegalArgumentException(
          "at most " + NETWORKS_MAX + " networks, but there are " + networks.size());
    }
    return new AllowedAddresses(networks.stream().map(Network::parse).toList());
  }

  /** Whether the key may be used from an address; text that is no address is none of the list. */
  public boolean permit(String clientAddress) {
    return networks == null || contain(networks, clientAddress);
  }

  private static boolean contain(List<Network> networks, String clientAddress) {
    var address = Address.parse(clientAddress);
    if (address == null) {
      return false;
    }
    for (int i = 0; i < networks.size(); i++) {
      if (networks.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }
}
