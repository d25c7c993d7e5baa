package dev.tollgate.authz.admin;

import static java.util.Objects.requireNonNull;

import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.kit.grpc.GrpcErrors;
import java.util.Locale;

/** What encrypts keys before they are stored. Who needs it is told what to configure. */
final class Sealers {
  private Sealers() {}

  /**
   * For keys of whomever.
   *
   * @throws io.grpc.StatusRuntimeException FAILED_PRECONDITION if there is nothing
   */
  static Sealer any(ProviderKeySettings settings) {
    var sealer = settings.sealer();
    if (sealer == null) {
      throw GrpcErrors.failedPrecondition(
          "this server has nothing to encrypt with: configure encryption.keys");
    }
    return sealer;
  }

  /**
   * For the platform's keys.
   *
   * @throws io.grpc.StatusRuntimeException FAILED_PRECONDITION if stored ones do not count
   */
  static Sealer ofPlatform(ProviderKeySettings settings) {
    if (!settings.source().stored()) {
      throw GrpcErrors.failedPrecondition(notStored(settings));
    }
    return requireNonNull(settings.sealer()); // stored keys have something that opens them
  }

  /** Why the platform's keys are not stored, where they are not. */
  static String notStored(ProviderKeySettings settings) {
    return "provider_keys.source is "
        + source(settings)
        + ": stored keys do not count here. Configure encryption.keys, and database or hybrid as"
        + " the source";
  }

  /** As the configuration has it. */
  static String source(ProviderKeySettings settings) {
    return settings.source().name().toLowerCase(Locale.ROOT);
  }
}
