package dev.tollgate.authz.check;

/** Amounts as clients read them. */
final class NanocreditText {
  private static final long NANO_PER_CREDIT = 1_000_000_000;
  private static final int DECIMALS = 9;

  private NanocreditText() {}

  /** The exact amount in credits: plain decimal, no exponent, no trailing zeros. */
  static String credits(long nanocredits) {
    var text = new StringBuilder(24);
    append(text, nanocredits);
    return text.toString();
  }

  private static void append(StringBuilder text, long nanocredits) {
    if (nanocredits < 0) {
      text.append('-');
    }
    // Both parts are taken before the sign is dropped: the smallest long has no positive twin.
    text.append(Math.abs(nanocredits / NANO_PER_CREDIT));
    long fraction = Math.abs(nanocredits % NANO_PER_CREDIT);
    if (fraction == 0) {
      return;
    }
    text.append('.');
    long unit = NANO_PER_CREDIT / 10;
    for (int digits = 0; digits < DECIMALS && fraction > 0; digits++) {
      text.append((char) ('0' + fraction / unit));
      fraction %= unit;
      unit /= 10;
    }
  }
}
