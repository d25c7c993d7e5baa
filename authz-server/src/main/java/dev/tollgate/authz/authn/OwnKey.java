package dev.tollgate.authz.authn;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.pricing.ByokFee;
import org.jspecify.annotations.Nullable;

/**
 * A key at a provider that a caller brings along, as it was when the caller's own key was read.
 *
 * @param id of its row, new with every key
 * @param provider whose models it is for, as price books name it
 * @param endpoint the configured provider that requests go to with it
 * @param fee what the platform takes of requests that are sent with it
 * @param key null unless it is {@link Standing#USABLE}
 */
public record OwnKey(
    String id,
    Owner owner,
    String provider,
    String endpoint,
    Standing standing,
    ByokFee fee,
    @Nullable Secret key) {
  public OwnKey {
    if ((key != null) != (standing == Standing.USABLE)) {
      throw new IllegalArgumentException("a key is there if, and only if, it can be used");
    }
  }

  /** Whose it is. */
  public enum Owner {
    USER,
    ORGANIZATION
  }

  /** Whether requests may be sent with it. No other key takes the place of one that may not. */
  public enum Standing {
    USABLE,
    /** What is stored of it cannot be decrypted here. */
    UNREADABLE,
    /** The organization's tier, or the policy for its provider, does not allow it any more. */
    NOT_ALLOWED
  }
}
