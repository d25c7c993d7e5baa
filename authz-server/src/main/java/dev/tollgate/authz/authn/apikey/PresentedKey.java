package dev.tollgate.authz.authn.apikey;

import org.jspecify.annotations.Nullable;

/** A text that has the form of a key. Nothing is said of who made it. */
final class PresentedKey {
  private final KeyForm form;
  private final byte[] bytes;

  private PresentedKey(KeyForm form, byte[] bytes) {
    this.form = form;
    this.bytes = bytes;
  }

  /** Reads a text; null if it has no key's form. */
  static @Nullable PresentedKey read(String text) {
    int start = text.length() - KeyForm.characters(text);
    var form = start < 0 ? null : KeyForm.of(text.substring(0, start));
    if (form == null) {
      return null;
    }
    try {
      var bytes = form.bytes(text.substring(start));
      // Other case and spare bits stand for the same bytes: only one of such texts is the key.
      return form.write(bytes).equals(text) ? new PresentedKey(form, bytes) : null;
    } catch (IllegalArgumentException noBytes) {
      return null;
    }
  }

  KeyForm form() {
    return form;
  }

  /** All {@link KeyForm#BYTES} of them; not to be written to. */
  byte[] bytes() {
    return bytes;
  }
}
