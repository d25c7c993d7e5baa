package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.providers.ProviderKeyForm;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.sealing.UnreadableException;
import dev.tollgate.proto.admin.v1.ByokKey;
import dev.tollgate.proto.admin.v1.ByokProvider;
import dev.tollgate.proto.admin.v1.ListByokProvidersResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** What may be told of keys that somebody brings along, and of where they may go. */
final class ByokStates {
  private final ProviderKeySettings settings;
  private final ProviderActivity activity;
  private final InstantSource clock;

  ByokStates(ProviderKeySettings settings, ProviderActivity activity, InstantSource clock) {
    this.settings = settings;
    this.activity = activity;
    this.clock = clock;
  }

  ByokKey of(ByokRow row) {
    return of(row, activity.now());
  }

  /** In their order. */
  List<ByokKey> of(List<ByokRow> rows) {
    var now = activity.now();
    return rows.stream().map(row -> of(row, now)).toList();
  }

  private ByokKey of(ByokRow row, ProviderActivity.Now now) {
    var key = row.key();
    boolean users = key.holder().kind() == OwnKey.Owner.USER;
    var state =
        ByokKey.newBuilder()
            .setId(key.id())
            .setUserId(users ? key.holder().id() : "")
            .setOrganization(row.owner().organizationSlug())
            .setProvider(key.provider())
            .setEndpoint(key.endpoint())
            .setLabel(row.label())
            .setMasked(row.masked())
            .setUpdatedAt(Issuing.timestamp(row.updatedAt()))
            .setUpdatedBy(row.updatedBy())
            .setCreatedAt(Issuing.timestamp(row.createdAt()))
            .setCreatedBy(row.createdBy())
            .setAgeDays((int) Duration.between(row.updatedAt(), clock.instant()).toDays())
            .setTestStatus("untested")
            .setProblem(problem(row, now));
    var used = row.lastUsedAt();
    if (used != null) {
      state.setLastUsed(Issuing.timestamp(used));
    }
    var test = row.tested();
    if (test != null) {
      state
          .setTestStatus(test.status())
          .setTestHttpStatus(test.httpStatus())
          .setTestProblem(test.problem())
          .setLastTested(Issuing.timestamp(test.at()));
    }
    return state.build();
  }

  /** Why requests are refused where this key counts; empty if they are sent. */
  String problem(ByokRow row) {
    return problem(row, activity.now());
  }

  private String problem(ByokRow row, ProviderActivity.Now now) {
    var key = row.key();
    var byok = settings.byok();
    if (!byok.tiers().contains(row.owner().tier())) {
      return "the tier " + row.owner().tier() + " does not allow keys of one's own any more";
    }
    if (!byok.endpoints().contains(key.endpoint())) {
      return "callers' keys may not be sent to " + key.endpoint() + " any more";
    }
    var inactive = now.whyInactive(key.endpoint());
    if (!inactive.isEmpty()) {
      return "nothing is sent to " + key.endpoint() + ": " + inactive;
    }
    var sealer = settings.sealer();
    if (sealer == null) {
      return "this server has no encryption.keys to read it with";
    }
    try {
      var _ = sealer.open(key.sealed(), key.place());
      return "";
    } catch (UnreadableException e) {
      return "it cannot be read: " + e.getMessage();
    }
  }

  ListByokProvidersResponse providers() {
    var answer =
        ListByokProvidersResponse.newBuilder().addAllTiers(new TreeSet<>(settings.byok().tiers()));
    var now = activity.now();
    for (var name : new TreeSet<>(settings.byok().endpoints())) {
      var provider = settings.configured().describe(name);
      if (provider != null && now.whyInactive(name).isEmpty()) {
        answer.addProviders(
            ByokProvider.newBuilder()
                .setName(name)
                .setApi(provider.api().name().toLowerCase(Locale.ROOT))
                .setKeysBeginWith(ProviderKeyForm.beginning(name)));
      }
    }
    return answer.build();
  }
}
