package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.DisableProviderRequest;
import dev.tollgate.proto.admin.v1.EnableProviderRequest;
import dev.tollgate.proto.admin.v1.ProviderKey;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Switches a provider off or on. */
abstract sealed class ProviderActivity extends AdminCommand {
  @Parameters(paramLabel = "PROVIDER", description = "As the configuration names it.")
  private String provider = "";

  private ProviderActivity(Session session) {
    super(session);
  }

  int done(ProviderKey key, String remark) {
    print(key, () -> ProviderTable.of(List.of(key)));
    remark(remark);
    return DONE;
  }

  @Command(
      name = "disable",
      description = {
        "Send nothing to a provider any more, whoever's key it would be.",
        "Models that it alone serves do not exist until it is enabled; what is under way goes on."
      })
  static final class Disable extends ProviderActivity {
    Disable(Session session) {
      super(session);
    }

    @Override
    int run(Connection connection) {
      var request = DisableProviderRequest.newBuilder().setProvider(super.provider).build();
      var answer = connection.providerKeys().disableProvider(request);
      return done(answer.getKey(), "Every replica sends it nothing more within seconds.");
    }
  }

  @Command(name = "enable", description = "Send requests to a provider again.")
  static final class Enable extends ProviderActivity {
    Enable(Session session) {
      super(session);
    }

    @Override
    int run(Connection connection) {
      var request = EnableProviderRequest.newBuilder().setProvider(super.provider).build();
      var answer = connection.providerKeys().enableProvider(request);
      var key = answer.getKey();
      return done(
          key,
          key.getActive()
              ? "Every replica sends it requests again within seconds."
              : "Nothing is sent there all the same: " + key.getInactiveBecause());
    }
  }
}
