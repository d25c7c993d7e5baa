package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Secrets of every kind, in every place where a client can put them: none stands afterwards in a
 * log, a metric, an answer, an error, the usage log or a table.
 */
@ExtendWith(SharedGateway.class)
final class PlantedSecretsTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String BODY =
      "{\"model\":\"mock-per-request\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private final Gateway gateway;
  private final OrganizationKeys keys;
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<String> seen = new ArrayList<>();

  PlantedSecretsTest(Gateway gateway) {
    this.gateway = gateway;
    this.keys = new OrganizationKeys(gateway);
  }

  @Test
  void noneIsFoundWhereItDoesNotBelong() throws Exception {
    var caller = gateway.caller(1_000_000_000);
    var planted = plant(caller.apiKey());
    for (var secret : planted) {
      refused(secret);
      accepted(caller.apiKey(), secret);
      administered(secret);
    }
    awaitCharges(caller, planted.size());
    var found = new ArrayList<String>();
    collect()
        .forEach((place, text) ->
            secrets.forEach((name, secret) -> {
              int at = text.indexOf(secret);
              if (at >= 0) {
                found.add(name + " in " + place + ": " + around(text, at, secret));
              }
            }));
    assertThat(found).isEmpty();
  }

  private static String around(String text, int at, String secret) {
    var before = text.substring(Math.max(0, at - 120), at);
    return (before + "<here>" + text.substring(at + secret.length()))
        .lines()
        .limit(3)
        .toList()
        .toString()
        .transform(t -> t.substring(0, Math.min(t.length(), 300)));
  }

  /** What clients are given to misplace; beside them everything that the system keeps in files. */
  private List<String> plant(String userKey) throws Exception {
    secrets.put("a user's key", userKey);
    secrets.put("an organization's key", keys.issue(keys.organization()));
    secrets.put("a service's key", keys.issue(keys.organization(true)));
    secrets.put("a forged key", "uc_" + "feedc0de".repeat(8));
    secrets.put("a provider's key", "sk-proj-" + "Pl4nted".repeat(7));
    secrets.put("the bootstrap key", gateway.system.adminKey());
    var planted = List.copyOf(secrets.values());
    try (var files = Files.list(gateway.system.settings().state().resolve("secrets"))) {
      for (var file : files.toList()) {
        secrets.putIfAbsent("the file " + file.getFileName(), Files.readString(file).strip());
      }
    }
    secrets.values().removeIf(secret -> secret.length() < 12);
    return planted;
  }

  private void refused(String secret) throws Exception {
    send(post(CHAT + "?api_key=" + secret));
    send(post(CHAT + "?x=" + secret).header("authorization", "Bearer wrong"));
    send(post("/v1/" + secret + "/completions"));
    send(post(CHAT).header("authorization", "Bearer " + secret + "x"));
    send(post(CHAT).header("authorization", "Basic " + secret));
    send(post(CHAT).header("authorization", secret));
    send(post(CHAT).header("authorization", "Bearer " + secret).header("x-api-key", "other"));
    send(post(CHAT).header("x-goog-api-key", secret + "," + secret));
    send(post(CHAT).header("cookie", "key=" + secret).header("referer", "http://x/" + secret));
    send(post(CHAT).header("x-request-id", secret).header("traceparent", secret));
    send(post(CHAT).header(secret.toLowerCase(Locale.ROOT), "1"));
    send(post("/v1/messages").header("x-api-key", secret + "x").header("user-agent", secret));
  }

  /** Requests that are let through, or refused for what is in their body. */
  private void accepted(String userKey, String secret) throws Exception {
    var bearer = "Bearer " + userKey;
    send(
        post(CHAT)
            .header("authorization", bearer)
            .header("x-user-id", secret)
            .header("x-request-id", secret)
            .header("x-forwarded-for", secret)
            .header("referer", secret));
    send(post(CHAT).header("authorization", bearer).header("user-agent", "curl/8 " + secret));
    for (var body :
        List.of(
            BODY.replace("mock-per-request", secret),
            BODY.replace("\"messages\"", "\"" + secret + "\":1,\"messages\""),
            BODY.replace("[{", "\"" + secret + "\",\"n\":\"" + secret + "\",\"x\":[{"),
            BODY.replace("}]}", "}],\"n\":\"" + secret + "\"}"),
            BODY.replace("}]}", "}],\"" + secret + "\"}"),
            BODY.replace("}]}", "}],\"stream\":\"" + secret + "\",\"service_tier\":\"x\"}"))) {
      send(post(CHAT, body).header("authorization", bearer));
    }
  }

  private interface Call {
    void call() throws IOException;
  }

  /** Admin calls that fail, with the secret in every field. */
  private void administered(String secret) {
    refused(
        () -> gateway.keysAs(secret + "x").listUserKeys(ListUserKeysRequest.getDefaultInstance()));
    refused(() ->
        gateway
            .keys()
            .revokeUserKey(
                RevokeUserKeyRequest.newBuilder().setKeyId(secret).setReason(secret).build()));
    refused(() ->
        gateway
            .keys()
            .createOrganization(
                CreateOrganizationRequest.newBuilder().setSlug(secret).setPlan(secret).build()));
    refused(() ->
        gateway
            .keys()
            .createOrganizationKey(
                CreateOrganizationKeyRequest.newBuilder()
                    .setOrganization(secret)
                    .setName(secret)
                    .addPermissions(secret)
                    .build()));
    refused(() ->
        gateway
            .keys()
            .createUserKey(
                CreateUserKeyRequest.newBuilder()
                    .setUserId("u")
                    .setName("n")
                    .addPermissions(secret)
                    .setOrganization(secret)
                    .build()));
    refused(() ->
        gateway.keys().listUserKeys(ListUserKeysRequest.newBuilder().setPageToken(secret).build()));
    refused(() ->
        gateway.money().getBalance(GetBalanceRequest.newBuilder().setAccount(secret).build()));
  }

  private void refused(Call call) {
    try {
      call.call();
    } catch (StatusRuntimeException e) {
      seen.add("gRPC " + e.getStatus() + " " + e.getTrailers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder post(String path) {
    return post(path, BODY);
  }

  private HttpRequest.Builder post(String path, String body) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + path))
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private void send(HttpRequest.Builder request) throws Exception {
    var answer = gateway.send(request.build());
    seen.add(answer.statusCode() + " " + answer.headers().map() + " " + answer.body());
  }

  private void awaitCharges(Gateway.Caller caller, int count) {
    await()
        .until(() -> {
          try (var connection = gateway.database();
              var select =
                  connection.prepareStatement(
                      "SELECT count(*) FROM ledger.charge WHERE path[1] = ? AND kind = 'posted'")) {
            select.setString(1, caller.wallet());
            try (var rows = select.executeQuery()) {
              return rows.next() && rows.getInt(1) >= count;
            }
          }
        });
  }

  /** Every place where something is kept or told, by name. */
  private Map<String, String> collect() throws Exception {
    var places = new LinkedHashMap<String, String>();
    places.put("answers", String.join("\n", seen));
    var state = gateway.system.settings().state();
    for (var kept : List.of("logs", "journal", "usage-state", "usage.jsonl", "envoy")) {
      try (var files = Files.walk(state.resolve(kept))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          places.put(
              state.relativize(file).toString(), new String(Files.readAllBytes(file), ISO_8859_1));
        }
      }
    }
    var ports = gateway.system.settings().ports();
    for (int port : List.of(ports.authzObserve(), ports.ledgerObserve())) {
      var metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
      places.put(
          "metrics of " + port, gateway.send(HttpRequest.newBuilder(metrics).build()).body());
    }
    for (var path : List.of("/stats", "/clusters", "/listeners", "/server_info", "/config_dump")) {
      places.put("Envoy's " + path, envoy(state.resolve("envoy-admin.sock"), path));
    }
    tables(places);
    return places;
  }

  private static String envoy(Path socket, String path) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var request = "GET " + path + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
      return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
    }
  }

  private void tables(Map<String, String> places) throws Exception {
    try (var connection = gateway.database();
        var statement = connection.createStatement()) {
      var names = new ArrayList<String>();
      try (var rows =
          statement.executeQuery(
              "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('authz',"
                  + " 'ledger')")) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      for (var name : names) {
        try (var rows =
            statement.executeQuery("SELECT string_agg(t::text, E'\\n') FROM " + name + " t")) {
          places.put("table " + name, rows.next() ? String.valueOf(rows.getString(1)) : "");
        }
      }
    }
  }
}
