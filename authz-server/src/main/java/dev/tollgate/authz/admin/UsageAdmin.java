package dev.tollgate.authz.admin;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.ExportUsageRequest;
import dev.tollgate.proto.ledger.v1.ExportUsageResponse;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub;
import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import dev.tollgate.proto.ledger.v1.SummarizeUsageResponse;
import dev.tollgate.proto.ledger.v1.UsageDimension;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions about usage, which the ledger answers: it knows organizations by id alone, so that
 * their slugs are put in here on the way there and back. Blocks; never called on an event loop.
 */
final class UsageAdmin {
  private static final Logger log = LoggerFactory.getLogger(UsageAdmin.class);
  private static final long SECONDS_MAX = 30;

  private final LedgerAdminServiceBlockingStub ledger;
  private final JdbcOrganizationNames organizations;

  UsageAdmin(LedgerAdminServiceBlockingStub ledger, JdbcOrganizationNames organizations) {
    this.ledger = ledger;
    this.organizations = organizations;
  }

  /** A lookup in the database. */
  private interface Lookup<R extends @Nullable Object> {
    R run() throws SQLException;
  }

  /**
   * The ledger's answer, with the slugs of the organizations in it.
   *
   * @throws StatusRuntimeException NOT_FOUND if there is no such organization, or what the ledger
   *     refuses with
   */
  SummarizeUsageResponse sums(SummarizeUsageRequest request) {
    var question = request.toBuilder().setOrganizationId(id(request.getOrganizationId()));
    return named(request, ask(ledger -> ledger.summarizeUsage(question.build())));
  }

  /**
   * A page of charges.
   *
   * @throws StatusRuntimeException as {@link #sums}
   */
  ExportUsageResponse export(ExportUsageRequest request) {
    var question = request.toBuilder().setOrganizationId(id(request.getOrganizationId()));
    return ask(ledger -> ledger.exportUsage(question.build()));
  }

  /** Empty if none is named. */
  private String id(String idOrSlug) {
    if (idOrSlug.isEmpty()) {
      return "";
    }
    var id = lookUp(() -> organizations.id(idOrSlug));
    if (id == null) {
      throw GrpcErrors.notFound("organization_id: there is no organization " + idOrSlug);
    }
    return id;
  }

  private <A> A ask(Function<LedgerAdminServiceBlockingStub, A> question) {
    try {
      return question.apply(ledger.withDeadlineAfter(SECONDS_MAX, TimeUnit.SECONDS));
    } catch (StatusRuntimeException e) {
      throw LedgerAnswer.forCaller(e);
    }
  }

  private SummarizeUsageResponse named(
      SummarizeUsageRequest request, SummarizeUsageResponse answer) {
    int position = request.getByList().indexOf(UsageDimension.USAGE_DIMENSION_ORGANIZATION);
    if (position < 0) {
      return answer;
    }
    var ids = new LinkedHashSet<String>();
    answer.getSumsList().forEach(sum -> ids.add(sum.getGroup(position)));
    return answer.toBuilder().putAllOrganizations(lookUp(() -> organizations.slugs(ids))).build();
  }

  private static <R extends @Nullable Object> R lookUp(Lookup<R> lookup) {
    try {
      return lookup.run();
    } catch (SQLException e) {
      log.warn("PostgreSQL: {}", e.getMessage());
      throw GrpcErrors.unavailable("the database cannot be used now: repeat the call");
    }
  }
}
