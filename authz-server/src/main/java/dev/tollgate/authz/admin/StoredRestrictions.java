package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.Address;
import dev.tollgate.authz.authn.AllowedAddresses;
import dev.tollgate.authz.authn.AllowedModels;
import dev.tollgate.proto.admin.v1.KeyRestrictions;
import dev.tollgate.proto.admin.v1.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key may not do though its permissions would let it, as it is stored. Null restricts
 * nothing, an empty list permits nothing.
 */
record StoredRestrictions(
    @Nullable List<String> models,
    @Nullable List<String> networks,
    @Nullable Long requestCostMaxNanocredits) {
  static final String MODELS = "allowed_models";
  static final String NETWORKS = "allowed_ips";
  static final String COST = "request_cost_max_nanocredits";
  static final List<String> MEMBERS = List.of(MODELS, NETWORKS, COST);

  static StoredRestrictions of(KeyRestrictions proto) {
    return new StoredRestrictions(
        proto.hasAllowedModels() ? proto.getAllowedModels().getNamesList() : null,
        proto.hasAllowedIps()
            ? proto.getAllowedIps().getNamesList().stream()
                .map(StoredRestrictions::network)
                .toList()
            : null,
        proto.hasRequestCostMaxNanocredits() ? proto.getRequestCostMaxNanocredits() : null);
  }

  /** An address alone is the network of one address. */
  private static String network(String text) {
    return Address.parse(text) == null ? text : text + (text.indexOf(':') < 0 ? "/32" : "/128");
  }

  /** Names what is wrong. */
  void check(Fields fields) {
    if (models != null) {
      fields.possible(MODELS, "must hold models alone", () -> AllowedModels.of(models));
    }
    if (networks != null) {
      fields.possible(
          NETWORKS, "must hold networks and addresses alone", () -> AllowedAddresses.of(networks));
      fields.require(
          NETWORKS,
          networks.stream().noneMatch(network -> network.indexOf('%') >= 0),
          "must not name an interface");
    }
    var cost = requestCostMaxNanocredits;
    fields.require(COST, cost == null || cost >= 0, "must be 0 or more, or absent for no cap");
  }

  /** With the members of these names from elsewhere. */
  StoredRestrictions with(List<String> members, StoredRestrictions wanted) {
    return new StoredRestrictions(
        members.contains(MODELS) ? wanted.models : models,
        members.contains(NETWORKS) ? wanted.networks : networks,
        members.contains(COST) ? wanted.requestCostMaxNanocredits : requestCostMaxNanocredits);
  }

  KeyRestrictions toProto() {
    var proto = KeyRestrictions.newBuilder();
    if (models != null) {
      proto.setAllowedModels(Names.newBuilder().addAllNames(models));
    }
    if (networks != null) {
      proto.setAllowedIps(Names.newBuilder().addAllNames(networks));
    }
    if (requestCostMaxNanocredits != null) {
      proto.setRequestCostMaxNanocredits(requestCostMaxNanocredits);
    }
    return proto.build();
  }
}
