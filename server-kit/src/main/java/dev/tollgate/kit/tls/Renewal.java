package dev.tollgate.kit.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that files hold, and who uses it. Files that cannot be used are told of once, and what
 * they held before goes on.
 */
final class Renewal<T> {
  /** Takes what the files hold now. */
  interface User<T> {
    void use(T value) throws IOException, GeneralSecurityException;
  }

  private static final Logger log = LoggerFactory.getLogger(Renewal.class);

  private final String what;
  private final Supplier<T> files;
  private final User<T> user;
  private T current;
  private String problem = "";

  /**
   * Hands over what the files hold.
   *
   * @param files reads them; IllegalArgumentException: they cannot be used
   */
  Renewal(String what, Supplier<T> files, User<T> user) {
    this.what = what;
    this.files = files;
    this.user = user;
    this.current = files.get();
    use(current);
  }

  /** Hands over what the files hold now, if it is anything new. */
  synchronized void look() {
    try {
      var now = files.get();
      problem = "";
      if (!now.equals(current)) {
        use(now);
        current = now;
        log.info("{} is renewed", what);
      }
    } catch (IllegalArgumentException e) {
      var message = String.valueOf(e.getMessage());
      if (!message.equals(problem)) {
        problem = message;
        log.warn("{} is not renewed, what was read before goes on: {}", what, message);
      }
    }
  }

  private void use(T value) {
    try {
      user.use(value);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(what + " cannot be used: " + e.getMessage(), e);
    }
  }
}
