package dev.tollgate.ledger.verify;

import dev.tollgate.ledger.usage.RollUps;
import java.util.List;

/**
 * Claims of rows against the fold of entries, charges and leases. Each selects the columns of a
 * {@link Difference}.
 */
final class Checks {
  static final List<String> SQL =
      List.of(
          """
          SELECT 'I1', 'account ' || id, 'posted + leased', 'granted + overrun, ' || granted + overrun || ', or less',
                 posted + leased
          FROM ledger.account WHERE posted + leased > granted + overrun
          """,
          """
          SELECT 'I1', 'account ' || a.id, 'leased', coalesce(l.outstanding, 0), a.leased
          FROM ledger.account a
          LEFT JOIN (SELECT account, sum(outstanding) AS outstanding FROM ledger.lease GROUP BY account) l
            ON l.account = a.id
          WHERE a.leased <> coalesce(l.outstanding, 0)
          """,
          """
          SELECT 'I1', format('lease of replica %s on %s', l.replica, l.account), 'outstanding',
                 format('%s (granted_total %s - returned_total %s - taken %s)',
                        l.granted_total - l.returned_total - coalesce(t.taken, 0),
                        l.granted_total, l.returned_total, coalesce(t.taken, 0)),
                 l.outstanding
          FROM ledger.lease l
          LEFT JOIN (
            SELECT replica, account, sum(taken) AS taken FROM ledger.charge_share GROUP BY replica, account) t
            ON t.replica = l.replica AND t.account = l.account
          WHERE l.outstanding <> l.granted_total - l.returned_total - coalesce(t.taken, 0)
          """,
          """
          SELECT 'I2', format('reservation %s of replica %s', n, replica), 'n', 'one charge', count(*) || ' charges'
          FROM ledger.charge GROUP BY replica, n HAVING count(*) > 1
          """,
          """
          SELECT 'I3', 'account ' || a.id, 'posted + written_off', coalesce(c.cost, 0), a.posted + a.written_off
          FROM ledger.account a
          LEFT JOIN (
            SELECT account, sum(cost) AS cost FROM ledger.charge_share GROUP BY account) c
            ON c.account = a.id
          WHERE a.posted + a.written_off <> coalesce(c.cost, 0)
          """,
          """
          SELECT 'I3', 'account ' || a.id, 'written_off', coalesce(c.unpaid, 0), a.written_off
          FROM ledger.account a
          LEFT JOIN (
            SELECT account, sum(written_off) AS unpaid FROM ledger.charge_share GROUP BY account) c
            ON c.account = a.id
          WHERE a.written_off <> coalesce(c.unpaid, 0)
          """,
          """
          SELECT 'I3', 'account ' || a.id, 'posted', coalesce(-e.amount, 0), a.posted
          FROM ledger.account a
          LEFT JOIN (SELECT account, sum(amount) AS amount FROM ledger.entry
                     WHERE contra IN ('platform:revenue', 'platform:use') GROUP BY account) e ON e.account = a.id
          WHERE a.posted <> coalesce(-e.amount, 0)
          """,
          """
          SELECT 'I3', 'account ' || a.id, 'granted', coalesce(e.amount, 0), a.granted
          FROM ledger.account a
          LEFT JOIN (SELECT account, sum(amount) AS amount FROM ledger.entry
                     WHERE contra IN ('platform:grants', 'platform:limits') GROUP BY account) e ON e.account = a.id
          WHERE a.granted <> coalesce(e.amount, 0)
          """,
          """
          SELECT 'I3', format('entry %s of %s', seq, account),
                 CASE WHEN seq <> previous_seq + 1 THEN 'seq' ELSE 'balance_before' END,
                 CASE WHEN seq <> previous_seq + 1 THEN previous_seq + 1 ELSE previous END,
                 CASE WHEN seq <> previous_seq + 1 THEN seq ELSE balance_before END
          FROM (SELECT account, seq, balance_before,
                       coalesce(lag(balance_after) OVER chain, 0) AS previous,
                       coalesce(lag(seq) OVER chain, 0) AS previous_seq
                FROM ledger.entry WINDOW chain AS (PARTITION BY account ORDER BY seq)) e
          WHERE balance_before <> previous OR seq <> previous_seq + 1
          """,
          """
          SELECT 'I3', 'account ' || a.id, 'entries', coalesce(e.seq, 0), a.entries
          FROM ledger.account a
          LEFT JOIN (SELECT account, max(seq) AS seq FROM ledger.entry GROUP BY account) e ON e.account = a.id
          WHERE a.entries <> coalesce(e.seq, 0)
          """,
          """
          SELECT 'I3', 'account ' || a.id, 'claimed',
                 format('%s (asked for %s - taken %s + lapsed %s)',
                        coalesce(m.asked, 0) - coalesce(e.taken, 0) + a.lapsed,
                        coalesce(m.asked, 0), coalesce(e.taken, 0), a.lapsed),
                 a.claimed
          FROM ledger.account a
          LEFT JOIN (
            SELECT account, sum(abs(nanocredits)) AS asked FROM ledger.movement
            WHERE kind = 'withdrawal' OR nanocredits < 0 GROUP BY account) m ON m.account = a.id
          LEFT JOIN (
            SELECT account, -sum(amount) AS taken FROM ledger.entry
            WHERE kind = 'withdrawal' OR (kind = 'adjustment' AND amount < 0) GROUP BY account) e ON e.account = a.id
          WHERE a.kind = 'wallet' AND a.claimed <> coalesce(m.asked, 0) - coalesce(e.taken, 0) + a.lapsed
          """,
          """
          SELECT 'I3', 'account ' || a.id, 'granted - claimed', coalesce(w.amount::text, 'a limit'), a.granted - a.claimed
          FROM ledger.account a
          LEFT JOIN (SELECT DISTINCT ON (account) account, amount FROM ledger.window_limit ORDER BY account, version DESC) w
            ON w.account = a.id
          WHERE a.kind <> 'wallet' AND a.granted - a.claimed IS DISTINCT FROM w.amount
          """,
          """
          SELECT 'I3', format('entry %s of %s', seq, account), 'contra',
                 CASE WHEN account LIKE 'wallet:%' THEN 'of money' ELSE 'of limits' END, contra
          FROM ledger.entry
          WHERE (account LIKE 'wallet:%') <> (contra IN ('platform:grants', 'platform:revenue'))
          """,
          """
          SELECT 'I3', 'movement ' || m.idempotency_key, 'nanocredits', coalesce(e.amount, 0), m.nanocredits
          FROM ledger.movement m
          LEFT JOIN ledger.entry e ON e.account = m.account AND e.cause = m.idempotency_key AND e.kind = m.kind
          WHERE m.kind <> 'withdrawal' AND m.nanocredits > 0 AND m.nanocredits IS DISTINCT FROM e.amount
          """,
          """
          SELECT 'I3', format('grant %s of %s', g.id, g.account),
                 CASE WHEN g.amount <> m.nanocredits THEN 'amount'
                      WHEN g.account <> m.account THEN 'account' ELSE 'expires_at' END,
                 CASE WHEN g.amount <> m.nanocredits THEN m.nanocredits::text
                      WHEN g.account <> m.account THEN m.account ELSE coalesce(m.expires_at::text, 'never') END,
                 CASE WHEN g.amount <> m.nanocredits THEN g.amount::text
                      WHEN g.account <> m.account THEN g.account ELSE coalesce(g.expires_at::text, 'never') END
          FROM ledger.credit_grant g JOIN ledger.movement m ON m.idempotency_key = g.movement
          WHERE (g.account, g.amount, g.expires_at) IS DISTINCT FROM (m.account, m.nanocredits, m.expires_at)
          """,
          """
          SELECT 'I3', 'movement ' || m.idempotency_key, 'kind', 'a grant of it', m.kind || ' without one'
          FROM ledger.movement m
          WHERE m.kind IN ('grant', 'purchase', 'refill', 'refund')
            AND NOT EXISTS (SELECT FROM ledger.credit_grant g WHERE g.movement = m.idempotency_key)
          """,
          """
          SELECT 'I3', 'account ' || id, column_name, 0, left_over
          FROM ledger.account a, LATERAL (VALUES ('expiring', expiring), ('lapsed', lapsed)) AS sums (column_name, left_over)
          WHERE left_over <> 0
            AND NOT EXISTS (SELECT FROM ledger.credit_grant g WHERE g.account = a.id AND g.expires_at IS NOT NULL)
          """,
          """
          SELECT 'I4', 'account ' || a.id, 'overrun', coalesce(c.overrun, 0), a.overrun
          FROM ledger.account a
          LEFT JOIN (
            SELECT account, sum(overrun) AS overrun FROM ledger.charge_share GROUP BY account) c
            ON c.account = a.id
          WHERE a.overrun <> coalesce(c.overrun, 0)
          """,
          """
          SELECT 'R1', format('usage of %%s with %%s on day %%s', wallet, model, day), measure, coalesce(expected, 0),
                 coalesce(found, 0)
          FROM (%1$s) s FULL JOIN ledger.usage_day u USING (day, bucket, wallet, model),
               LATERAL %2$s AS m (measure, expected, found)
          WHERE coalesce(expected, 0) <> coalesce(found, 0)
            AND day NOT IN (SELECT day FROM ledger.dropped_day WHERE dropped_at IS NOT NULL)
          """
              .formatted(RollUps.of("ledger.charge"), RollUps.compared("s", "u")),
          """
          SELECT 'R1', 'usage of ' || wallet || ' on days that are dropped', 'cost_nanocredits', coalesce(s.cost, 0),
                 coalesce(u.cost, 0)
          FROM (SELECT account AS wallet, sum(cost) AS cost FROM ledger.charge_sum
                WHERE account LIKE 'wallet:%' GROUP BY account) s
          FULL JOIN (SELECT wallet, sum(cost_nanocredits) AS cost FROM ledger.usage_day
                WHERE wallet LIKE 'wallet:%'
                  AND day IN (SELECT day FROM ledger.dropped_day WHERE dropped_at IS NOT NULL)
                GROUP BY wallet) u USING (wallet)
          WHERE coalesce(s.cost, 0) <> coalesce(u.cost, 0)
          """);

  private Checks() {}
}
