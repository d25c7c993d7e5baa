package dev.tollgate.authz.admin;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.SetBudgetRequest;
import dev.tollgate.proto.ledger.v1.SetTimeZoneRequest;
import java.sql.SQLException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses limits of nobody: the ledger would keep them, and nobody would ever run into one. */
final class LimitOwners {
  private static final Logger log = LoggerFactory.getLogger(LimitOwners.class);

  private final JdbcLimitOwners owners;

  LimitOwners(JdbcLimitOwners owners) {
    this.owners = owners;
  }

  /**
   * The request with the owner's organization in it.
   *
   * @throws io.grpc.StatusRuntimeException NOT_FOUND if there is no such owner
   */
  SetBudgetRequest complete(SetBudgetRequest request) {
    var slug = organization("owner", request.getOwner());
    return request.toBuilder().setOrganization(slug).build();
  }

  /**
   * The request, if there is such an organization.
   *
   * @throws io.grpc.StatusRuntimeException NOT_FOUND if not
   */
  SetTimeZoneRequest check(SetTimeZoneRequest request) {
    organization("organization", "organization:" + request.getOrganization());
    return request;
  }

  private String organization(String field, String owner) {
    try {
      var slug = owners.organization(owner);
      if (slug == null) {
        throw GrpcErrors.notFound(field + ": there is no " + owner.replaceFirst(":", " "));
      }
      return slug;
    } catch (IllegalArgumentException e) {
      throw GrpcErrors.invalidArgument(Map.of(field, String.valueOf(e.getMessage())));
    } catch (SQLException e) {
      log.warn("PostgreSQL: {}", e.getMessage());
      throw GrpcErrors.unavailable("the database cannot be used now: repeat the call");
    }
  }
}
