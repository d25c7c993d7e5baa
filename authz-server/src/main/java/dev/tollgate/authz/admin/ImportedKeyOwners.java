package dev.tollgate.authz.admin;

import dev.tollgate.proto.admin.v1.ImportProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ImportedOwnKey;
import dev.tollgate.proto.admin.v1.ImportedProviderKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whose the keys of one call are: owners in another system, and who they are here. Blocks. */
final class ImportedKeyOwners {
  private final JdbcByokOwners owners;
  private final String source;

  /** Users by their address, looked up at once: there is no index of these. */
  private final Map<String, List<ByokOwner>> byEmail;

  ImportedKeyOwners(JdbcByokOwners owners, ImportProviderKeysRequest request) {
    this.owners = owners;
    this.source = request.getSource();
    var emails =
        request.getKeysList().stream()
            .map(ImportedProviderKey::getOwn)
            .filter(own -> ImportChecks.owner(own).problems().isEmpty())
            .map(own -> lower(own.getEmail()))
            .filter(email -> !email.isEmpty())
            .distinct()
            .toList();
    this.byEmail = emails.isEmpty() ? Map.of() : owners.usersByEmail(emails);
  }

  private static String lower(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  /** Empty if it is nobody here, or one of several. */
  Optional<ByokOwner> find(ImportedOwnKey key) {
    return switch (key.getOwnerCase()) {
      case USER_ID -> owners.importedUser(key.getUserId()).or(() -> onlyOne(lower(key.getEmail())));
      case ORGANIZATION_ID ->
          owners
              .imported(source, key.getOrganizationId())
              .or(() -> owners.organizationOfSlug(key.getSlug()));
      case OWNER_NOT_SET -> Optional.empty();
    };
  }

  private Optional<ByokOwner> onlyOne(String email) {
    var found = byEmail.getOrDefault(email, List.of());
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** What becomes of a key whose owner is not found. */
  RowOutcome.Refused nobodys(ImportedOwnKey key) {
    return switch (key.getOwnerCase()) {
      case USER_ID ->
          RowOutcome.Refused.of(
              "user_id",
              byEmail.getOrDefault(lower(key.getEmail()), List.of()).isEmpty()
                  ? "is no user here that was imported, nor is one known by its e-mail address,"
                      + " which counts where it is verified: import users and keys first, or add"
                      + " the key by byok add"
                  : "is no user here that was imported, and its e-mail address is that of several:"
                      + " add the key by byok add");
      case ORGANIZATION_ID ->
          RowOutcome.Refused.of(
              "organization_id",
              "is no organization that was imported from this source, and no slug here");
      case OWNER_NOT_SET -> RowOutcome.Refused.of("user_id", "is missing: whose key is it?");
    };
  }
}
