package dev.tollgate.cli;

import static java.util.Objects.requireNonNull;

import dev.tollgate.proto.admin.v1.UpdateKeyRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "update",
    description = "Change what a key is restricted to. What is not named stays as it is.")
final class KeyUpdate extends AdminCommand {
  private static final Map<String, String> MEMBERS =
      Map.of(
          "models", Restrictions.MODELS, "ips", Restrictions.ADDRESSES, "cost", Restrictions.COST);

  @Parameters(paramLabel = "KEY_ID", description = "As \"key list\" shows it.")
  private String keyId = "";

  @Mixin private Restrictions restrictions = new Restrictions();

  @Option(
      names = "--any",
      paramLabel = "WHAT",
      description = "models, ips or cost: lift that restriction; repeatable.")
  private List<String> any = new ArrayList<>();

  @Spec private @Nullable CommandSpec spec;

  KeyUpdate(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var mask = restrictions.mask();
    for (var lifted : any) {
      var member = MEMBERS.get(lifted);
      if (member == null) {
        throw wrong("--any must be models, ips or cost, not " + lifted);
      }
      if (mask.getPathsList().contains(member)) {
        throw wrong("--any " + lifted + " says the opposite of another option, or stands twice");
      }
      mask.addPaths(member);
    }
    if (mask.getPathsCount() == 0) {
      throw wrong("Name what changes: --model, --ip, --request-cost-max or --any");
    }
    var request =
        UpdateKeyRequest.newBuilder()
            .setKeyId(keyId)
            .setRestrictions(restrictions.toProto())
            .setUpdateMask(mask);
    var answer = connection.keys().updateKey(request.build());
    print(answer, () -> KeyTable.of(answer.getKey()).toString());
    return DONE;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(requireNonNull(spec).commandLine(), message);
  }
}
