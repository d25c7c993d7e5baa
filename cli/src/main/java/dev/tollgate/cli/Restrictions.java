package dev.tollgate.cli;

import com.google.protobuf.FieldMask;
import dev.tollgate.proto.admin.v1.KeyRestrictions;
import dev.tollgate.proto.admin.v1.Names;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a key may not do though its permissions would let it, as options. */
final class Restrictions {
  static final String MODELS = "allowed_models";
  static final String ADDRESSES = "allowed_ips";
  static final String COST = "request_cost_max_nanocredits";

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "A model that it may ask for, such as gpt-4o or gpt-4o*; repeatable.")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--ip",
      paramLabel = "NETWORK",
      description = "Where it may be used from, such as 10.0.0.0/8 or 192.0.2.7; repeatable.")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "--request-cost-max",
      paramLabel = "CREDITS",
      converter = Credits.Converter.class,
      description = "What one request may cost at most, with up to 9 decimals.")
  private @Nullable Long requestCostMaxNanocredits;

  KeyRestrictions toProto() {
    var proto = KeyRestrictions.newBuilder();
    if (!models.isEmpty()) {
      proto.setAllowedModels(Names.newBuilder().addAllNames(models));
    }
    if (!addresses.isEmpty()) {
      proto.setAllowedIps(Names.newBuilder().addAllNames(addresses));
    }
    if (requestCostMaxNanocredits != null) {
      proto.setRequestCostMaxNanocredits(requestCostMaxNanocredits);
    }
    return proto.build();
  }

  /** The ones that are given. */
  FieldMask.Builder mask() {
    var mask = FieldMask.newBuilder();
    if (!models.isEmpty()) {
      mask.addPaths(MODELS);
    }
    if (!addresses.isEmpty()) {
      mask.addPaths(ADDRESSES);
    }
    if (requestCostMaxNanocredits != null) {
      mask.addPaths(COST);
    }
    return mask;
  }
}
