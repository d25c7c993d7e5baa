package dev.tollgate.kit.config;

/**
 * An address that other machines may reach, or that is on one: what guards the way there is for
 * whoever uses it to say. A plain {@link ListenAddress} in a configuration stays on this machine.
 */
public record NetworkAddress(ListenAddress where) {
  /**
   * Reads what {@link ListenAddress#parse} reads.
   *
   * @throws IllegalArgumentException if it is no address
   */
  public static NetworkAddress parse(String text) {
    return new NetworkAddress(ListenAddress.parse(text));
  }

  @Override
  public String toString() {
    return where.toString();
  }
}
