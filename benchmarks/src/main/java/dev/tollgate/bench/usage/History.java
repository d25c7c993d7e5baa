package dev.tollgate.bench.usage;

import dev.tollgate.ledger.usage.RollUps;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes charges of days that are over, as four replicas that are closed since would have had them
 * charged: charges and their daily sums, entries, balances and leases, so that the ledger verifies.
 * Only the prices are of now, and all of a wallet's credit was granted before the first of them.
 */
final class History {
  private static final int REPLICAS = 4;

  /** Whoever fills a ledger needs no answer to have been durable, and names only what exists. */
  private static final String SETTINGS =
      "SET synchronous_commit = off; SET session_replication_role = replica; SELECT setseed(0.5)";

  private static final String TABLES =
      """
      CREATE TEMPORARY TABLE caller (
        caller int PRIMARY KEY, organization_id text, wallet text, user_id text, key_id text);
      CREATE TEMPORARY TABLE sale (
        sale int PRIMARY KEY, price_version int, model text, provider text, endpoint text, kind text, evidence text,
        tokens_input bigint, tokens_output bigint, status int, hold bigint, cost bigint)
      """;

  private static final String CHARGES =
      """
      INSERT INTO ledger.charge (replica, day, n, seq, kind, evidence, path, hold_nanocredits, hold_requests,
        extension_nanocredits, extension_requests, cost_nanocredits, cost_requests, taken_nanocredits, taken_requests,
        price_book, price_version, model, model_answered, key_id, organization_id, user_id, provider, endpoint,
        request_id, method, status, error, attempts, duration_ms, first_byte_ms, client_address, user_agent,
        tokens_input, tokens_cached_input, tokens_cache_write, tokens_cache_write_1h, tokens_output, tokens_reasoning,
        tokens_audio_input, tokens_audio_output, balance_before, balance_after, admitted_at, started_at, posted_at)
      SELECT replica, day, n, n, kind, evidence, ARRAY[wallet], hold, 1, 0, 0, cost, (kind <> 'void')::int, cost,
        (kind <> 'void')::int, 'default', price_version, model, model, key_id, organization_id, user_id, provider,
        endpoint, request_id, 'POST', status, '', 1, 500 + n % 4000, 200 + n % 300, '192.0.2.2', 'OpenAI/Python 3.57.0',
        tokens_input, 0, 0, 0, tokens_output, 0, 0, 0, balance_after + cost, balance_after, at, at,
        at + interval '2 s'
      FROM made ORDER BY n
      """;

  private static final String ENTRIES =
      """
      INSERT INTO ledger.entry (account, seq, kind, amount, contra, balance_before, balance_after, cause, at)
      SELECT wallet, entry, 'charge', -cost, 'platform:revenue', balance_after + cost, balance_after,
        day || '-' || replace(replica::text, '-', '') || '-' || n, at + interval '2 s'
      FROM made WHERE cost > 0 ORDER BY n
      """;

  private static final String BALANCES =
      """
      UPDATE ledger.account SET posted = posted + spent, entries = last
      FROM (SELECT wallet, sum(cost) AS spent, max(entry) AS last FROM made GROUP BY wallet) m WHERE id = wallet
      """;

  private static final String REPLICA_ROWS =
      """
      INSERT INTO ledger.replica (id, shard, caller, epoch, watermark, state, host_boot, history_id)
      SELECT replica, 0, 'replica', 1, max(n), 'closed', '', (SELECT history_id FROM ledger.ledger)
      FROM ledger.charge GROUP BY replica;
      INSERT INTO ledger.lease (replica, shard, account, granted_total)
      SELECT replica, 0, path[1], sum(taken_nanocredits) FROM ledger.charge GROUP BY replica, path[1]
      """;

  private final Connection connection;
  private final UsagePlan plan;

  /**
   * @param connection of a superuser's
   */
  History(Connection connection, UsagePlan plan) {
    this.connection = connection;
    this.plan = plan;
  }

  /**
   * Whether a history was written whole.
   *
   * @throws SQLException if it was not, or this cannot be told
   */
  boolean exists() throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT count(*) FROM ledger.replica WHERE host_boot = ''")) {
      return row.next() && row.getInt(1) == REPLICAS;
    }
  }

  /** Writes all of it; every wallet has been granted its credit before. */
  void write(Customers customers, List<Sale> sales, LocalDate today, Progress progress)
      throws SQLException {
    execute(SETTINGS);
    execute(TABLES);
    callers(customers);
    sales(sales);
    connection.setAutoCommit(false);
    var indexes = dropIndexes();
    long first = 1;
    for (int number = 0; number < plan.days(); number++) {
      var date = today.minusDays(plan.days() - number);
      long last = first + plan.rowsOfDay(number) - 1;
      day(date, first, last);
      progress.wrote(date, last);
      first = last + 1;
    }
    for (var index : indexes) {
      execute(index);
    }
    execute(REPLICA_ROWS);
    connection.commit();
    connection.setAutoCommit(true);
    execute("VACUUM (ANALYZE) ledger.charge, ledger.entry, ledger.usage_day, ledger.account");
  }

  /** Told of each day. */
  interface Progress {
    void wrote(LocalDate date, long rowsSoFar);
  }

  /**
   * Takes the indexes away that no other row has to be found by meanwhile; returns how to make
   * them.
   */
  private List<String> dropIndexes() throws SQLException {
    var sql =
        """
        SELECT indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'ledger' AND tablename IN ('charge', 'usage_day') AND indexname NOT LIKE '%_pkey'
        """;
    var definitions = new ArrayList<String>();
    var names = new ArrayList<String>();
    try (var select = connection.createStatement();
        var rows = select.executeQuery(sql)) {
      while (rows.next()) {
        names.add(rows.getString(1));
        // As pg_indexes says it, the parent's index alone is named; made on it, its days get
        // theirs.
        definitions.add(rows.getString(2).replace(" ON ONLY ", " ON "));
      }
    }
    for (var name : names) {
      execute("DROP INDEX ledger." + name);
    }
    return definitions;
  }

  private void day(LocalDate date, long first, long last) throws SQLException {
    execute(made(date, first, last));
    execute(RollUps.adding(CHARGES));
    execute(ENTRIES);
    execute(BALANCES);
    connection.commit();
  }

  /** What a day is made of: which key asked for what, when, and what its wallet had left. */
  private static String made(LocalDate date, long first, long last) {
    return """
    CREATE TEMPORARY TABLE made ON COMMIT DROP AS
    WITH drawn AS MATERIALIZED (
      SELECT n, caller, (caller * 617 + floor(random() * 80)::int) %% (SELECT count(*)::int FROM sale) AS sale
      FROM (SELECT n, floor(random() * (SELECT count(*) FROM caller))::int AS caller
        FROM generate_series(%2$d, %3$d) AS n) d)
    SELECT n, caller.*, sale.*, %1$d AS day, md5('replica ' || n %% %4$d)::uuid AS replica,
      md5('request ' || n)::uuid::text AS request_id,
      timestamptz 'epoch' + interval '1 day' * (%1$d + (n - %2$d)::float / (%3$d - %2$d + 1)) AS at,
      granted - posted - sum(cost) OVER so_far AS balance_after,
      entries + count(*) FILTER (WHERE cost > 0) OVER so_far AS entry
    FROM drawn JOIN caller USING (caller) JOIN sale USING (sale)
      JOIN ledger.account ON account.id = wallet
    WINDOW so_far AS (PARTITION BY wallet ORDER BY n)
    """
        .formatted(date.toEpochDay(), first, last, REPLICAS);
  }

  private void callers(Customers customers) throws SQLException {
    var sql = "INSERT INTO caller VALUES (?, ?, ?, ?, ?)";
    try (var insert = connection.prepareStatement(sql)) {
      int number = 0;
      for (var organization : customers.organizations()) {
        for (int key = 0; key < organization.keys(); key++) {
          insert.setInt(1, number);
          insert.setString(2, organization.id());
          insert.setString(3, organization.wallet());
          insert.setString(4, "user-" + number);
          insert.setString(5, "key_%024x".formatted(number));
          insert.addBatch();
          number++;
        }
      }
      insert.executeBatch();
    }
  }

  private void sales(List<Sale> sales) throws SQLException {
    var sql = "INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    try (var insert = connection.prepareStatement(sql)) {
      for (int number = 0; number < sales.size(); number++) {
        var sale = sales.get(number);
        insert.setInt(1, number);
        insert.setInt(2, sale.version().version());
        insert.setString(3, sale.model());
        insert.setString(4, sale.provider());
        insert.setString(5, sale.endpoint());
        insert.setString(6, sale.kind());
        insert.setString(7, sale.evidence().name().toLowerCase(Locale.ROOT));
        insert.setLong(8, sale.tokens().input());
        insert.setLong(9, sale.tokens().output());
        insert.setInt(10, sale.status());
        insert.setLong(11, sale.holdNanocredits());
        insert.setLong(12, sale.costNanocredits());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
