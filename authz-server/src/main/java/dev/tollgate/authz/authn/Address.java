package dev.tollgate.authz.authn;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as 128 bits. One of version 4 is the address of version 6 that it is mapped to, so
 * both spellings of it are equal.
 */
public record Address(long high, long low) {
  /** Bits before those of an address of version 4. */
  static final int MAPPED_BITS = 96;

  private static final long MAPPED = 0xffffL << 32;
  private static final int CHARACTERS_MAX = 64;

  /** The address, or null if the text is none. Never asks a name server. */
  public static @Nullable Address parse(String text) {
    int zone = text.indexOf('%'); // names an interface of this host, and says nothing of the caller
    var literal = zone < 0 ? text : text.substring(0, zone);
    if (literal.length() > CHARACTERS_MAX || !complete(literal)) {
      return null;
    }
    try {
      return of(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException noAddress) {
      return null;
    }
  }

  /**
   * {@code 10.1} would be read as 10.0.0.1: shortened forms mean different things to different
   * readers.
   */
  private static boolean complete(String literal) {
    return literal.indexOf(':') >= 0 || literal.chars().filter(c -> c == '.').count() == 3;
  }

  private static Address of(InetAddress address) {
    var bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new Address(0, MAPPED | Integer.toUnsignedLong(bytes.getInt()))
        : new Address(bytes.getLong(), bytes.getLong());
  }

  /** As people write it, of version 4 with dots. */
  public String text() {
    var bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("sixteen bytes are an address", e);
    }
  }

  boolean ofVersion4() {
    return high == 0 && (low & 0xffff_ffff_0000_0000L) == MAPPED;
  }
}
