package dev.tollgate.cli;

import static java.util.Objects.requireNonNull;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "create", description = "Issue a key. It is shown this once; it is not stored.")
final class KeyCreate extends AdminCommand {
  private static final String USER = "user";
  private static final String PLATFORM = "platform:*";

  @Option(
      names = "--family",
      paramLabel = "FAMILY",
      defaultValue = USER,
      description = "user, organization or service; ${DEFAULT-VALUE} if left out.")
  private String family = "";

  @Option(
      names = "--user",
      paramLabel = "ID",
      defaultValue = "",
      description = "Who gets a user's key; a user that is new is created.")
  private String user = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "cli",
      description = "What the key is for; \"${DEFAULT-VALUE}\" if left out.")
  private String name = "";

  @Option(
      names = "--expires-in-days",
      paramLabel = "DAYS",
      defaultValue = "0",
      description = "1 to 365, 90 if left out; an organization's key never expires then.")
  private int expiresInDays;

  @Option(
      names = "--permission",
      paramLabel = "P",
      description = "llm:inference, llm:models or admin:*; repeatable. The first two if left out.")
  private List<String> permissions = new ArrayList<>();

  @Option(
      names = "--organization",
      paramLabel = "SLUG",
      defaultValue = "",
      description = "Whose key it is; of a new user \"default\" if left out.")
  private String organization = "";

  @Option(
      names = "--environment",
      paramLabel = "ENV",
      defaultValue = "",
      description = "live or test, of an organization's key; live if left out.")
  private String environment = "";

  @Mixin private Restrictions restrictions = new Restrictions();

  KeyCreate(Session session) {
    super(session);
  }

  @Spec private @Nullable CommandSpec spec;

  @Override
  int run(Connection connection) {
    var required = family.equals(USER) ? "--user" : "--organization";
    if ((family.equals(USER) ? user : organization).isEmpty()) {
      throw new ParameterException(
          requireNonNull(spec).commandLine(), "Missing required option: '" + required + "'");
    }
    int exitCode = family.equals(USER) ? forUser(connection) : forOrganization(connection);
    if (permissions.contains(PLATFORM)) {
      remark(
          "From now on the bootstrap key (ADMIN_API_KEY) is refused: set "
              + Connection.KEY_VARIABLE
              + " to this key.");
    }
    return exitCode;
  }

  private int forUser(Connection connection) {
    var request =
        CreateUserKeyRequest.newBuilder()
            .setUserId(user)
            .setName(name)
            .setExpiresInDays(expiresInDays)
            .addAllPermissions(permissions)
            .setOrganization(organization)
            .setRestrictions(restrictions.toProto());
    var answer = connection.keys().createUserKey(request.build());
    print(
        answer,
        () -> {
          var table = new Table("KEY ID", "USER", "PERMISSIONS", "EXPIRES");
          var key = answer.getKey();
          table.row(
              key.getKeyId(),
              key.getUserId(),
              String.join(",", key.getPermissionsList()),
              Table.time(key.hasExpiresAt(), key.getExpiresAt()));
          return table + "\n\n" + Table.printable(answer.getApiKey());
        });
    return DONE;
  }

  private int forOrganization(Connection connection) {
    var request =
        CreateOrganizationKeyRequest.newBuilder()
            .setFamily(family)
            .setOrganization(organization)
            .setEnvironment(environment)
            .setName(name)
            .setExpiresInDays(expiresInDays)
            .addAllPermissions(permissions)
            .setRestrictions(restrictions.toProto());
    var answer = connection.keys().createOrganizationKey(request.build());
    print(
        answer,
        () ->
            KeyTable.ofOrganizations(List.of(answer.getKey()))
                + "\n\n"
                + Table.printable(answer.getApiKey()));
    return DONE;
  }
}
