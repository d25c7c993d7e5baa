package dev.tollgate.authz.authn;

/**
 * A network as in {@code 10.0.0.0/8} or {@code 2001:db8::/32}. A network of version 6 holds no
 * address of version 4, not even {@code ::/0}; {@code ::ffff:10.0.0.0/104} is {@code 10.0.0.0/8}.
 *
 * @param prefixBits of 128, also for version 4
 */
record Network(Address base, int prefixBits) {
  private static final int BITS = 128;

  /**
   * Reads an address and the length of its prefix.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  static Network parse(String text) {
    int slash = text.indexOf('/');
    var base = slash < 0 ? null : Address.parse(text.substring(0, slash));
    int bits = slash < 0 ? -1 : bits(text.substring(slash + 1));
    if (base == null || bits < 0) {
      throw unreadable(text);
    }
    boolean dotted = text.indexOf(':') < 0;
    int prefixBits = dotted ? Address.MAPPED_BITS + bits : bits;
    if (prefixBits > BITS || (base.ofVersion4() && prefixBits < Address.MAPPED_BITS)) {
      throw unreadable(text);
    }
    return new Network(base, prefixBits);
  }

  private static int bits(String text) {
    return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "`" + text + "` is no network: write it like 10.0.0.0/8 or 2001:db8::/32");
  }

  boolean contains(Address address) {
    return base.ofVersion4() == address.ofVersion4()
        && ((base.high() ^ address.high()) & mask(prefixBits)) == 0
        && ((base.low() ^ address.low()) & mask(prefixBits - Long.SIZE)) == 0;
  }

  /** So many ones, then zeros. */
  private static long mask(int bits) {
    if (bits <= 0) {
      return 0;
    }
    return bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
  }
}
