package dev.tollgate.e2e;

import dev.tollgate.authz.authn.apikey.KeyForge;
import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.kit.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.List;

/** Keys that a system would recognise as its own, and has never issued. */
final class KeyForms {
  private final KeyForge forge;

  KeyForms(Gateway gateway) throws IOException {
    forge =
        new KeyForge(
            List.of(secret(gateway, "key-tag-secret")), List.of(secret(gateway, "key-pepper")));
  }

  private static Secret secret(Gateway gateway, String name) throws IOException {
    var secrets = gateway.system.settings().state().resolve("secrets");
    return Secret.of(Files.readString(secrets.resolve(name)));
  }

  String unknown(KeyForm form) {
    return forge.issue(form, new SecureRandom()).key();
  }
}
