package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.ReservationId;
import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.credits.UsageReport;
import dev.tollgate.authz.usage.ProviderUsage.Counted;
import dev.tollgate.authz.usage.UsageLine.Kind;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.proto.ledger.v1.Usage;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Reads one line as docs/reference/envoy.md describes it. Unknown members are ignored. */
final class UsageLineParser {
  private static final int VERSION = 1;
  private static final int HINT_CHARACTERS_MAX = 200;

  private final ObjectReader json =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  UsageLine parse(byte[] line) throws UnreadableLineException {
    return parse(members(line));
  }

  UsageLine parse(LineMembers members) throws UnreadableLineException {
    if (members.hintNumber("v", -1L) != VERSION) {
      throw new UnreadableLineException(
          Defect.VERSION, "v must be " + VERSION + "; update authz-server");
    }
    var envoy = new EnvoyBoot(members.text("node"), members.text("boot"));
    var reservation = ReservationId.parse(members.text("reservation"));
    if (reservation == null) {
      throw new UnreadableLineException(Defect.MEMBER, "reservation must be DAY-JOURNAL-NUMBER");
    }
    var kind = kind(members.text("kind"));
    var path = members.hintText("path", Integer.MAX_VALUE);
    var usage = ProviderUsageParser.parse(members.objectOrNull("usage"), AnswerShape.of(path));
    return new UsageLine(kind, envoy, reservation, report(kind, members, usage), usage);
  }

  /** The members of a line, as they are. */
  LineMembers members(byte[] line) throws UnreadableLineException {
    return new LineMembers(object(line));
  }

  private JsonNode object(byte[] line) throws UnreadableLineException {
    try {
      JsonNode node = json.readTree(line);
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException notJson) {
      // Its message would repeat the line, which is kept whole anyway.
    }
    boolean whole = line.length > 0 && line[0] == '{' && line[line.length - 1] == '}';
    throw new UnreadableLineException(whole ? Defect.NOT_JSON : Defect.TORN, "not one JSON object");
  }

  private static Kind kind(String text) throws UnreadableLineException {
    return switch (text) {
      case "DownstreamPeriodic" -> Kind.PERIODIC;
      case "DownstreamEnd" -> Kind.END;
      default ->
          throw new UnreadableLineException(
              Defect.MEMBER, "kind must be DownstreamPeriodic or DownstreamEnd");
    };
  }

  private static UsageReport report(Kind kind, LineMembers members, ProviderUsage usage)
      throws UnreadableLineException {
    boolean partial = kind == Kind.PERIODIC;
    var units = SettlementReader.units(members.hintText("settlement", Integer.MAX_VALUE));
    var error = partial ? "" : error(members);
    var facts =
        Usage.newBuilder()
            .setModelAnswered(usage.model())
            .setUnits(units.count())
            .setVariant(units.variant())
            .setStatus(Objects.requireNonNullElse(members.integerOrNull("code"), 0))
            .setDurationMs(members.hintNumber("ms", 0))
            .setFirstByteMs(members.hintNumber("up_first_ms", -1))
            .setClientAddress(members.hintText("client", HINT_CHARACTERS_MAX))
            .setUserAgent(members.hintText("agent", HINT_CHARACTERS_MAX))
            .setError(error)
            .setMethod(members.hintText("method", HINT_CHARACTERS_MAX))
            .setAttempts((int) Math.min(members.hintNumber("attempts", 0), Integer.MAX_VALUE))
            .setStartedAtMs(startedAtMs(members.hintText("start", HINT_CHARACTERS_MAX)));
    if (usage instanceof Counted counted) {
      facts.setTokens(PriceProtos.toProto(counted.tokens()));
      if (counted.seconds() > 0) {
        facts.setUnits(counted.seconds());
      }
      partial |= !counted.last();
    }
    var answer = AnswerSeen.of(members, usage, kind == Kind.PERIODIC || !error.isEmpty());
    return new UsageReport(
        facts.build(),
        members.integerOrNull("up_sent_ms") != null,
        partial || answer.runningCounts(),
        answer.traffic());
  }

  /** Empty if the provider's answer came whole, whatever its status. */
  private static String error(LineMembers members) throws UnreadableLineException {
    var flags = Objects.requireNonNullElse(members.textOrNull("flags"), "-");
    var details = Objects.requireNonNullElse(members.textOrNull("details"), "");
    var error = new StringBuilder(flags.equals("-") ? "" : flags);
    if (!details.isEmpty() && !details.equals("via_upstream")) {
      error.append(error.isEmpty() ? "" : " ").append(details);
    }
    error.setLength(Math.min(error.length(), HINT_CHARACTERS_MAX));
    return error.toString();
  }

  private static long startedAtMs(String start) {
    try {
      return start.isEmpty() ? 0 : Instant.parse(start).toEpochMilli();
    } catch (DateTimeException | ArithmeticException unknown) {
      return 0;
    }
  }
}
