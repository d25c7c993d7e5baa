package dev.tollgate.authz.admin;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.tollgate.authz.providers.Provider;
import dev.tollgate.authz.providers.ProviderKeyForm;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.sealing.UnreadableException;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.admin.v1.ProviderKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which key each provider has now, from where, what is known about it, and whether it is active.
 */
final class ProviderKeyStates {
  private final ProviderKeySettings settings;
  private final JdbcProviderKeys keys;
  private final JdbcKeyTests tests;
  private final ProviderActivity activity;
  private final InstantSource clock;

  ProviderKeyStates(
      ProviderKeySettings settings,
      JdbcProviderKeys keys,
      JdbcKeyTests tests,
      ProviderActivity activity,
      InstantSource clock) {
    this.settings = settings;
    this.keys = keys;
    this.tests = tests;
    this.activity = activity;
    this.clock = clock;
  }

  /** Of every provider that is configured, has a stored key or is switched off, by name. */
  List<ProviderKey> all() {
    var rows = rows();
    var names = new TreeSet<>(settings.configured().names());
    names.addAll(rows.keySet());
    var now = activity.now();
    names.addAll(now.disabled().keySet());
    var tested = tests.all();
    return names.stream().map(name -> state(name, rows.get(name), tested, now)).toList();
  }

  ProviderKey of(String provider) {
    return state(provider, rows().get(provider), tests.all(), activity.now());
  }

  /** Every key in use that can be read here, of active providers. */
  List<KeyInUse> inUse() {
    var rows = rows();
    var now = activity.now();
    return settings.configured().names().stream()
        .filter(name -> now.whyInactive(name).isEmpty())
        .sorted()
        .flatMap(name -> inUse(name, rows.get(name)).stream())
        .toList();
  }

  Optional<KeyInUse> inUse(String provider) {
    return inUse(provider, rows().get(provider));
  }

  private Map<String, ProviderKeyRow> rows() {
    return settings.source().stored()
        ? keys.list().stream().collect(toMap(row -> row.key().provider(), identity()))
        : Map.of();
  }

  private Optional<KeyInUse> inUse(String name, @Nullable ProviderKeyRow row) {
    var configured = settings.configured().describe(name);
    if (configured == null) {
      return Optional.empty();
    }
    if (row == null) {
      return Optional.ofNullable(ofConfiguration(configured))
          .map(key -> new KeyInUse(configured, "environment", ProviderKeyForm.masked(key)));
    }
    try {
      return Optional.of(new KeyInUse(configured.withKey(open(row)), "database", row.key().id()));
    } catch (UnreadableException e) {
      return Optional.empty();
    }
  }

  private @Nullable Secret ofConfiguration(Provider provider) {
    return settings.source().configured() ? provider.key() : null;
  }

  private Secret open(ProviderKeyRow row) throws UnreadableException {
    var sealer = settings.sealer();
    if (sealer == null) {
      throw new IllegalStateException("stored keys do not count here");
    }
    return sealer.open(row.key().sealed(), row.key().place());
  }

  private ProviderKey state(
      String name,
      @Nullable ProviderKeyRow row,
      List<StoredKeyTest> tested,
      ProviderActivity.Now now) {
    var state =
        ProviderKey.newBuilder().setProvider(name).setSource("none").setTestStatus("untested");
    now.tell(name, state);
    if (row != null) {
      state
          .setSource("database")
          .setMasked(row.masked())
          .setCreatedAt(Issuing.timestamp(row.createdAt()))
          .setCreatedBy(row.createdBy())
          .setUpdatedAt(Issuing.timestamp(row.updatedAt()))
          .setUpdatedBy(row.updatedBy())
          .setSealedWith(row.key().sealed().key())
          .setAgeDays((int) Duration.between(row.updatedAt(), clock.instant()).toDays())
          .setUnreadable(whyUnreadable(row));
      test(state, row.key().id(), tested);
      return state.build();
    }
    var configured = settings.configured().describe(name);
    var key = configured == null ? null : ofConfiguration(configured);
    if (key != null) {
      var masked = ProviderKeyForm.masked(key);
      state.setSource("environment").setMasked(masked);
      test(state, masked, tested);
    }
    return state.build();
  }

  private String whyUnreadable(ProviderKeyRow row) {
    try {
      var _ = open(row);
      return "";
    } catch (UnreadableException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void test(ProviderKey.Builder state, String subject, List<StoredKeyTest> tested) {
    tested.stream()
        .filter(test -> test.isOf(state.getProvider(), state.getSource(), subject))
        .forEach(test ->
            state
                .setTestStatus(test.status())
                .setTestHttpStatus(test.httpStatus())
                .setTestProblem(test.problem())
                .setLastTested(Issuing.timestamp(test.testedAt())));
  }
}
