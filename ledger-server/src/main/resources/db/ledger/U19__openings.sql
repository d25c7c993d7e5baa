-- loses "which balances were taken over, so that importing them again would double them": SELECT EXISTS (SELECT FROM ledger.opening)
CREATE OR REPLACE VIEW ledger.organization_purchase AS
SELECT account, sum(nanocredits) AS nanocredits, max(at) AS newest
FROM ledger.movement WHERE kind IN ('purchase', 'refill') AND account LIKE 'wallet:organization:%' GROUP BY account;

CREATE OR REPLACE VIEW ledger.charge_share AS
SELECT c.day, c.replica, s.account, s.cost, s.taken, s.written_off,
  greatest(0, s.cost - s.taken - s.late - s.written_off) AS overrun
FROM ledger.charge c, unnest(c.path, c.late, c.written_off) AS p (account, late, unpaid),
  LATERAL (SELECT p.account,
    CASE WHEN p.account LIKE 'quota:%' THEN c.cost_requests ELSE c.cost_nanocredits END AS cost,
    CASE WHEN p.account LIKE 'quota:%' THEN c.taken_requests ELSE c.taken_nanocredits END AS taken,
    coalesce(p.late, 0) AS late, coalesce(p.unpaid, 0) AS written_off) s
UNION ALL
SELECT NULL, replica, account, cost, taken, written_off, overrun FROM ledger.charge_sum;

-- What was given there is granted then, and what was used there is taken out again, which must have been asked for.
UPDATE ledger.account a SET granted = a.granted - o.used, posted = a.posted - o.used
  FROM (SELECT account, sum(used)::bigint AS used FROM ledger.opening GROUP BY account) o WHERE o.account = a.id;
INSERT INTO ledger.movement (idempotency_key, kind, account, nanocredits, reference, reason, caller)
  SELECT 'opening ' || md5(account || ' ' || source), 'adjustment', account, -used, 'opening', 'used elsewhere', 'rollback'
  FROM ledger.opening WHERE used > 0;
ALTER TABLE ledger.entry DROP CONSTRAINT entry_kind_check;
ALTER TABLE ledger.entry DISABLE TRIGGER append_only;
UPDATE ledger.entry SET kind = CASE kind WHEN 'opening' THEN 'grant' ELSE 'adjustment' END, contra = 'platform:grants'
  WHERE kind IN ('opening', 'opening_use');
ALTER TABLE ledger.entry ENABLE TRIGGER append_only;
ALTER TABLE ledger.entry ADD CONSTRAINT entry_kind_check CHECK (kind IN
  ('grant', 'purchase', 'refill', 'refund', 'withdrawal', 'adjustment', 'expiry', 'limit', 'charge', 'correction'));
DROP TABLE ledger.opening;
