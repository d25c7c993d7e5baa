package dev.tollgate.authz.providers;

import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link CallAudit} in the audit log, docs/reference/audit.md. */
public final class JdbcCallAudit implements CallAudit {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcCallAudit.class);
  private static final int AT_ONCE_MAX = 16;
  private static final int SUBJECT_CHARACTERS_MAX = 512;
  private static final String EVENT =
      """
      INSERT INTO authz.audit_event (at, actor, action, subject, organization_id, remote_address, detail)
      VALUES (now(), ?, 'service.called', ?, ?, nullif(?, ''), jsonb_build_object('request_id', ?::text))
      """;

  private final DataSource database;
  private final Semaphore room = new Semaphore(AT_ONCE_MAX);

  /**
   * @param database with the right to insert into the audit log
   */
  public JdbcCallAudit(DataSource database) {
    this.database = database;
  }

  @Override
  public void write(Call call, Consumer<Boolean> done) {
    if (room.tryAcquire()) {
      Thread.ofVirtual().start(() -> done.accept(written(call)));
    } else {
      done.accept(false);
    }
  }

  private boolean written(Call call) {
    try (var connection = database.getConnection();
        var insert = connection.prepareStatement(EVENT)) {
      insert.setString(1, call.keyId());
      insert.setString(2, shortened(call.what()));
      insert.setString(3, call.organizationId());
      insert.setString(4, call.clientAddress());
      insert.setString(5, call.requestId());
      insert.executeUpdate();
      return true;
    } catch (SQLException e) {
      LOG.warn("A call of a service is refused, as it cannot be written down: {}", e.getMessage());
      return false;
    } finally {
      room.release();
    }
  }

  private static String shortened(String what) {
    return what.substring(0, Math.min(what.length(), SUBJECT_CHARACTERS_MAX));
  }
}
